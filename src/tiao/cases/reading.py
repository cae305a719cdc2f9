"""One document as the rules see it: clean text, parts, defendants, and clauses with who acts in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tiao.cases.clean import Clean, clean
from tiao.cases.document import Document
from tiao.cases.people import Defendant, defendants, named
from tiao.cases.sections import Kind, Part, parts

_ALL = re.compile(
    r"(?:[二两三四五六七八九十]|全部|各|上述|以上|全体)(?:名|个|位)?(?:被告(?:人"
    r"|单位)?|上诉人|原审被告人|人(?=的?(?:行为|均|共同|到案|归案|通过|因|经|在"
    r"|系|非法|将|以|酌)))|^[二两]人|均(?![价等匀])|分别|共同|各自|相互"
)
_TOGETHER = re.compile(r"^(?:并|后|又|遂)?(?:伙同|会同|合伙|联合)")
_UNIT_ALONE = re.compile(r"被告(?:单位|公司)(?!人)")
_PERSON_ALONE = re.compile(r"(?:该|本案)?被告人(?![\u4e00-\u9fa5]?某)")
# 一、侵犯公民个人信息的事实 / 二、诈骗罪：
_HEADING = re.compile(
    r"(?:^|(?<=[。；：\n]))(?:[一二三四五六七八九十]{1,2}、|（[一二三四五六七八九十]{1,2}）"
    r"|关于|第[一二三四五]部分)(?P<what>[^。；，：\n]{2,30}?)(?:罪(?:的?(?:犯罪)?(?:事实"
    r"|部分))?|的(?:犯罪)?事实)(?=[。：:，\n2-9１-９]|(?<=罪)[0-9])"
)
_THIS_OFFENCE = re.compile(r"个人信息")
_SAME_AS_CHARGED = re.compile(
    r"(?:与|同).{0,30}(?:指控|起诉书|公诉机关|一审|原审|原判).{0,40}(?:一致|相同"
    r"|无异)|指控的?(?:犯罪)?(?:事实|.{2,30}罪的事实)(?:清楚|属实|成立|存在)|认定的(?:事实"
    r"|犯罪事实)(?:清楚|属实)"
)


@dataclass(frozen=True)
class Clause:
    """What stands between two commas of a fact.

    Attributes:
        start, end: its span in the clean text.
        actors: names of the defendants who act in it; empty where somebody else does, or nobody is known to.
        sentence: span of its sentence.
        kind: the part of the judgment.
        named: whether a defendant is named as subject in the clause itself.
    """

    start: int
    end: int
    actors: tuple[str, ...]
    sentence: tuple[int, int]
    kind: Kind
    named: bool


@dataclass(frozen=True)
class Reading:
    """A document and what all rules need of it."""

    document: Document
    clean: Clean

    @property
    def text(self) -> str:
        """The clean text."""
        return self.clean.text

    @cached_property
    def parts(self) -> list[Part]:
        """Its sentences with their parts."""
        return parts(self.text)

    @cached_property
    def people(self) -> list[Defendant]:
        """Its defendants."""
        return defendants(self.text, self.parts)

    @cached_property
    def names(self) -> list[str]:
        """Their names."""
        return [person.name for person in self.people]

    def of(self, *kinds: Kind) -> list[Part]:
        """Sentences of these parts."""
        return [part for part in self.parts if part.kind in kinds]

    def has(self, kind: Kind) -> bool:
        """Does the document have this part?"""
        return any(part.kind == kind for part in self.parts)

    @cached_property
    def appeal(self) -> bool:
        """Is it of the second instance?"""
        head = "".join(self.text[part.start : part.end] for part in self.parts[:6])
        return bool(re.search(r"[0-9]刑终|刑二终|原公诉机关|上诉人（原审被告人）|抗诉机关", head))

    @cached_property
    def upheld(self) -> bool:
        """An appeal that changes nothing: what the court below said stands."""
        verdict = "".join(self.text[part.start : part.end] for part in self.of("verdict"))
        stands = re.search(r"维持原判|准许[^。]{0,40}撤回(?:上诉|抗诉)", verdict) is not None
        return self.appeal and stands and not re.search(r"撤销|改判|判处", verdict)

    @cached_property
    def fact_kinds(self) -> tuple[Kind, ...]:
        """The parts in which this document states its facts."""
        stated = [part for part in self.parts if part.kind == "facts"]
        if self.appeal and self.has("below_facts"):
            return ("below_facts", "facts")
        words = "".join(self.text[part.start : part.end] for part in stated)
        if stated and not _SAME_AS_CHARGED.search(words) and len(words) > 60:
            return ("facts",)
        if self.has("charge"):
            return ("charge", "facts")
        return ("facts",) if stated else ("head", "procedure", "defence", "parties")

    @cached_property
    def _of_other_offences(self) -> list[tuple[int, int]]:
        """Spans of facts under the heading of another offence."""
        spans: list[tuple[int, int]] = []
        runs: list[list[int]] = []
        for part in self.of(*self.fact_kinds):
            if runs and runs[-1][1] == part.start:
                runs[-1][1] = part.end
            else:
                runs.append([part.start, part.end])
        for start, end in runs:
            heads = list(_HEADING.finditer(self.text, start, end))
            for number, head in enumerate(heads):
                if not _THIS_OFFENCE.search(head["what"]):
                    spans.append(
                        (
                            head.start(),
                            heads[number + 1].start()
                            if number + 1 < len(heads)
                            else _closed(self.text, head.end(), end),
                        )
                    )
        return spans

    @cached_property
    def facts(self) -> list[Clause]:
        """The clauses of the facts of this offence."""
        return [clause for clause in self.clauses(*self.fact_kinds) if not self.other_offence(clause.start)]

    @cached_property
    def fact_sentences(self) -> dict[tuple[int, int], list[Clause]]:
        """The clauses of the facts, sentence by sentence."""
        made: dict[tuple[int, int], list[Clause]] = {}
        for clause in self.facts:
            made.setdefault(clause.sentence, []).append(clause)
        return made

    def other_offence(self, offset: int) -> bool:
        """Does an offset stand among the facts of another offence?"""
        return any(start <= offset < end for start, end in self._of_other_offences)

    def clauses(self, *kinds: Kind) -> list[Clause]:
        """The clauses of some parts, in order, each with who acts in it."""
        if kinds not in self._told:
            self._told[kinds] = list(self._clauses(kinds))
        return self._told[kinds]

    @cached_property
    def _told(self) -> dict[tuple[Kind, ...], list[Clause]]:
        return {}

    def _clauses(self, kinds: tuple[Kind, ...]) -> Iterator[Clause]:
        actors: tuple[str, ...] = ()
        group: list[str] = []
        for part in self.of(*kinds):
            group = []
            for match in re.finditer(r"[^，；：\n]+[，；：\n]?", self.text[part.start : part.end]):
                start, end = part.start + match.start(), part.start + match.end()
                if not match.group().strip("，；：。\n "):
                    continue
                actors, is_named = self._actors(start, end, actors, group)
                group += [name for name in actors if name not in group]
                yield Clause(start, end, actors, (part.start, part.end), part.kind, is_named)
                if match.group()[-1] in "；":
                    group = []

    def _actors(self, start: int, end: int, before: tuple[str, ...], group: list[str]) -> tuple[tuple[str, ...], bool]:
        """Who acts in a clause, and whether it says so itself."""
        text = self.text[start:end]
        subjects = [name for _, name, subject in named(self.text, start, end, self.names) if subject]
        if subjects:
            together = before if _TOGETHER.search(text) else ()
            return tuple(dict.fromkeys((*together, *subjects))), True
        units = [person.name for person in self.people if person.unit]
        if units and _UNIT_ALONE.search(text):
            return tuple(units), True
        if len(self.names) == 1:
            return (self.names[0],), False
        every = _ALL.search(text)
        if every is None:
            return before, False
        if every.group() in ("均", "分别", "各自", "共同", "相互") or every.group()[0] in "上以":
            return tuple(group) or before, False
        all_of_them = tuple(person.name for person in self.people if not person.unit or "单位" in text)
        count = "一二三四五六七八九十".find(every.group()[0].replace("两", "二")) + 1
        if 1 < count < len(all_of_them):
            # Two of four: those who were named together before.
            return next((some for some in (before, tuple(group)) if len(some) == count), before), False
        return all_of_them, True


def _closed(text: str, start: int, end: int) -> int:
    """Where the facts under a heading end: 另查明 and 上述事实 speak of all of them."""
    found = re.compile(r"(?<=[。\n])(?:另|再|又|还)(?:经)?查明|上述事实|案发后").search(text, start, end)
    return found.start() if found else end


def reading(document: Document) -> Reading:
    """A document made ready for the rules."""
    return Reading(document, clean(document.text))
