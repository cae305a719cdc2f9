"""Rebuttals (反证): what is shown against the presumption that bulk information counts as seized.

By 法释〔2017〕10号 第十一条第三款 the number seized is the number of pieces, unless proven untrue or duplicate.
A rebuttal says which records it takes out, on which ground, and on what evidence. It is a decision in the custody log:
it is undone, never removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tiao.case import Case
from tiao.errors import Misuse
from tiao.evidence import decisions
from tiao.evidence.canonical import Json, dump
from tiao.evidence.mask import mask_numbers
from tiao.findings.catalogue import DOUBTS
from tiao.model import CLASSES

KIND = "rebuttal"
# The last row, and the last record in a row, that a range can name.
LAST = (1 << 53) - 1
# Ranges that one rebuttal may name. The log is read whole by every command.
MOST_PLACES = 10_000
MOST_VALUES = 10_000


@dataclass(frozen=True)
class Ground:
    """Why records are taken out.

    Attributes:
        name: as it stands in a decision; ``rebutted_<name>`` is its reason in a count.
        zh, en: what it says.
        cite: the text that it rests on.
        disputed_zh, disputed_en: what is disputed about it; empty if nothing.
    """

    name: str
    zh: str
    en: str
    cite: str
    disputed_zh: str = ""
    disputed_en: str = ""

    @property
    def reason(self) -> str:
        return f"rebutted_{self.name}"


# The order decides under which ground a record is shown that several rebuttals take out. Never reorder.
GROUNDS = (
    Ground("untrue", "信息不真实", "untrue", "法释〔2017〕10号 第十一条第三款"),
    Ground("duplicate", "信息重复", "duplicate", "法释〔2017〕10号 第十一条第三款"),
    Ground(
        "not_identifying", "不能识别特定自然人，也不反映其活动情况",
        "identifies no specific natural person and shows nobody's activities", "法释〔2017〕10号 第一条",
    ),
    Ground(
        "public", "已公开的信息", "already public", "民法典第一千零三十六条第二项；指导性案例194号",
        "已公开的信息是否一律不计，存在争议：超出公开目的处理、本人明确拒绝或者侵害其重大利益的，仍可能计入。",
        "Whether public information is left out is disputed: handled beyond the purpose for which it was made public, "
        "against the person's express refusal or major interests, it may still count.",
    ),
    Ground(
        "anonymised", "经过处理无法识别特定个人且不能复原",
        "processed so that nobody can be identified and it cannot be restored", "法释〔2017〕10号 第三条第二款",
    ),
)  # fmt: skip
GROUND_NAMES = tuple(ground.name for ground in GROUNDS)
REASONS = tuple(ground.reason for ground in GROUNDS)


@dataclass(frozen=True, order=True)
class Place:
    """Some rows of the ledger.

    Attributes:
        source: an exhibit, ``E1``, with all its tables, or one table of it, ``E1.2``.
        row, last_row: first and last row, as a person sees them; 0 and ``LAST`` for all.
        part: the nth record of a row; 0 for all.
    """

    source: str
    row: int = 0
    last_row: int = LAST
    part: int = 0

    def covers(self, source: str) -> bool:
        """Whether it is about this table, in whole or in part."""
        return source == self.source or source.partition(".")[0] == self.source

    def __str__(self) -> str:
        rows = "" if not self.row else f"R{self.row}" if self.row == self.last_row else f"R{self.row}-R{self.last_row}"
        tail = rows + (f"#{self.part}" if self.part else "")
        return f"{self.source}!{tail}" if tail else self.source


@dataclass(frozen=True)
class Scope:
    """Which records a rebuttal takes out: those that meet every condition that is given; of each, one is enough.

    Attributes:
        places: where they stand.
        classes: their class under classes.yaml, whatever the reading.
        doubts: a doubt that they bear.
        values: (kind, blind token in hex) of a value that they hold.
    """

    places: tuple[Place, ...] = ()
    classes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.places or self.classes or self.doubts or self.values)

    def to_json(self) -> dict[str, Json]:
        """Only what is given, in one order however it was given: equal scopes are equal bytes."""
        body: dict[str, Json] = {}
        if self.places:
            body["places"] = [_place_json(place) for place in merged(self.places)]
        if self.classes:
            body["classes"] = [name for name in CLASSES if name in self.classes]
        if self.doubts:
            body["doubts"] = [name for name in DOUBTS if name in self.doubts]
        if self.values:
            body["values"] = [{"kind": kind, "token": token} for kind, token in sorted(set(self.values))]
        return body

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Scope:
        """The scope that ``to_json`` wrote."""
        return cls(
            places=tuple(
                Place(str(p["source"]), *_rows(p.get("rows", (0, LAST))), part=int(p.get("part", 0)))
                for p in body.get("places", ())
            ),
            classes=tuple(map(str, body.get("classes", ()))),
            doubts=tuple(map(str, body.get("doubts", ()))),
            values=tuple((str(v["kind"]), str(v["token"])) for v in body.get("values", ())),
        )


def _rows(given: Sequence[Any]) -> tuple[int, int]:
    return int(given[0]), int(given[1])


def _place_json(place: Place) -> dict[str, Json]:
    body: dict[str, Json] = {"source": place.source}
    if place.row:
        body["rows"] = [place.row, place.last_row]
    if place.part:
        body["part"] = place.part
    return body


def merged(places: Iterable[Place]) -> list[Place]:
    """The same rows in as few ranges as there can be, in order."""
    out: list[Place] = []
    for place in sorted(places, key=lambda p: (p.source, p.part, p.row, p.last_row)):
        last = out[-1] if out else None
        if last and (last.source, last.part) == (place.source, place.part) and place.row <= last.last_row + 1:
            out[-1] = Place(last.source, last.row, max(last.last_row, place.last_row), last.part)
        else:
            out.append(place)
    return out


@dataclass(frozen=True)
class Rebuttal:
    """One rebuttal: a decision, or one that is only tried (``decision`` None)."""

    ground: str
    scope: Scope
    decision: decisions.Decision | None = None

    @property
    def body(self) -> dict[str, Json]:
        """What goes on record."""
        return {"ground": self.ground, "scope": self.scope.to_json()}


def rebuttals(case: Case) -> list[Rebuttal]:
    """Every rebuttal of a case, oldest first, undone ones included."""
    return [_of(one) for one in decisions.decisions(case, KIND)]


def standing(case: Case) -> list[Rebuttal]:
    """The rebuttals that are not undone."""
    return [_of(one) for one in decisions.standing(case, KIND)]


def _of(one: decisions.Decision) -> Rebuttal:
    return Rebuttal(str(one.body["ground"]), Scope.of(one.body["scope"]), one)


def digest(standing: Sequence[Rebuttal]) -> str:
    """SHA-256 of what standing rebuttals say, in whatever order they were made, and however often."""
    made = {dump({"what": one.body}): one.decision for one in standing if one.decision is not None}
    return decisions.digest([one for _, one in sorted(made.items()) if one is not None])


def check(case: Case, rebuttal: Rebuttal) -> None:
    """Refuses what cannot stand as a rebuttal.

    Raises:
        Misuse: an unknown ground, nothing named, or the same stands already.
    """
    if rebuttal.ground not in GROUND_NAMES:
        raise Misuse("There is no such ground of rebuttal.", "--ground", f"Known: {', '.join(GROUND_NAMES)}.")
    if not rebuttal.scope:
        hint = "Give --at, --class, --doubt or --value."
        raise Misuse("The rebuttal does not say what it takes out.", "rebut add", hint)
    for one in standing(case):
        if one.body == rebuttal.body and one.decision is not None:
            raise Misuse("This rebuttal stands already.", str(one.decision.number), "See `tiao rebut list`.")


def signed(by: Sequence[str], why: str, evidence: str) -> None:
    """Refuses a rebuttal that nobody answers for.

    Raises:
        Misuse: nobody, no reason, or no evidence: 有证据证明, else the presumption stands.
    """
    if not any(name.strip() for name in by):
        raise Misuse("Nobody is named for this rebuttal.", "--by", "Name who makes it, with --by.")
    if not why.strip():
        raise Misuse("The rebuttal has no reason.", "--why", "Say why, in a sentence.")
    if not evidence.strip():
        raise Misuse("The rebuttal names no evidence.", "--evidence", "Say where the evidence stands in the file.")


def add(case: Case, rebuttal: Rebuttal, by: Sequence[str], why: str, evidence: str) -> int:
    """Puts a rebuttal on record and gives its number.

    Raises:
        Misuse: as for ``check`` and ``signed``.
    """
    check(case, rebuttal)
    signed(by, why, evidence)
    return decisions.decide(case, KIND, by, why, evidence, rebuttal.body)


def undo(case: Case, number: int, by: Sequence[str], why: str) -> int:
    """Undoes a rebuttal. Both stay on record.

    Raises:
        Misuse: there is no such rebuttal, or it is undone already.
    """
    if not any(one.decision is not None and one.decision.number == number for one in rebuttals(case)):
        raise Misuse("There is no rebuttal of this number.", mask_numbers(str(number)), "See `tiao rebut list`.")
    return decisions.undo(case, number, by, why)
