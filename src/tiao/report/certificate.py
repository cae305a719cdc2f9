"""The certificate of a sample (抽样验证说明书) for people: as text, and as a page to print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from tiao.errors import Misuse
from tiao.report.figures import Lang
from tiao.report.render import page
from tiao.report.words import Words


@dataclass
class Section:
    """A section: sentences, then tables with a header row each."""

    title: str
    lines: list[str] = field(default_factory=list)
    tables: list[tuple[Sequence[str], list[Sequence[str]]]] = field(default_factory=list)


def certificate_html(document: Mapping[str, Any], lang: Lang) -> str:
    """The certificate as one page that opens offline and prints on A4.

    Args:
        document: ``tiao.sample-certificate/1``, with masked ``values`` on its items where they are wanted.
        lang: ``zh`` or ``en``.

    Raises:
        Misuse: an unknown language.
    """
    return page(
        "certificate.html.j2", lang, _say("title", lang), document["case"]["number"],
        heading=_say("title", lang), nature=_say("nature", lang), sections=certificate_sections(document, lang),
    )  # fmt: skip


def certificate_sections(document: Mapping[str, Any], lang: Lang) -> list[Section]:
    """The certificate, section by section.

    Raises:
        Misuse: an unknown language.
    """
    if lang not in ("zh", "en"):
        raise Misuse("The certificate is written in Chinese or in English.", "--lang", "Give zh or en.")
    told = _Told(document, lang)
    return [
        told.frame(), told.strata(), told.seed(), told.verdicts(), *told.bounds(), told.what_if(), told.count(),
        *told.law(), told.limits(), told.items(),
    ]  # fmt: skip


@cache
def _words() -> dict[str, dict[str, str]]:
    text = files("tiao.report").joinpath("certificate.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return {name: entry for name, entry in loaded.items() if name != "format"}


def _say(key: str, lang: Lang, **blanks: object) -> str:
    shown = {name: f"{value:,}" if isinstance(value, int) else value for name, value in blanks.items()}
    return _words()[key][lang].format(**shown)


def _percent(share: str, up: bool) -> str:
    """A share in percent with four places, rounded outward."""
    exact = Fraction(share) * 1_000_000
    whole = -(-exact.numerator // exact.denominator) if up else exact.numerator // exact.denominator
    return f"{whole // 10_000}.{whole % 10_000:04d}%"


class _Told:
    """Puts the facts of one certificate into words."""

    def __init__(self, document: Mapping[str, Any], lang: Lang) -> None:
        self.d = document
        self.lang: Lang = lang
        self._names = Words(lang)

    def say(self, key: str, **blanks: object) -> str:
        return _say(key, self.lang, **blanks)

    def class_(self, name: str) -> str:
        return self.say("all") if name == "all" else self._names.name("class", name)

    def frame(self) -> Section:
        case, frame = self.d["case"], self.d["frame"]
        unnamed = self.say("unnamed")
        return Section(
            self.say("frame_title"),
            [
                self.say("case", number=case["number"] or unnamed, unit=case["unit"] or unnamed),
                self.say(
                    "frame",
                    **{"class": self.class_(self.d["class"]), "method": self.d["method"], "pieces": frame["pieces"]},
                ),
                self.say("ledger", ledger=self.d["ledger"]),
                self.say("outside"),
            ],
        )

    def strata(self) -> Section:
        head = [self.say(name) for name in ("class", "stratum", "pieces", "drawn")]
        rows: list[Sequence[str]] = [
            (
                self.class_(one["class"]),
                self.say("rest") + f" ({len(one['exhibits'])})" if one["stratum"] == "rest" else one["stratum"],
                f"{one['pieces']:,}",
                f"{one['size']:,}",
            )
            for one in self.d["frame"]["strata"]
        ]
        return Section(self.say("strata_title"), [self.say("strata")], [(head, rows)])

    def seed(self) -> Section:
        drawn = self.d["drawn"]
        events = self.say("listing").join(f"{name} ×{n}" for name, n in drawn["before"].items())
        lines = [
            self.say("seed", **drawn["checkpoint"], at=drawn["at"], entry=drawn["entry"]),
            self.say("before", events=events) if events else self.say("before_none"),
            self.say("draw"),
            self.say("others" if self.d["others"] else "others_none"),
        ]
        for other in self.d["others"]:
            gone = other["withdrawn"]
            state = (
                self.say("other_withdrawn", by=self._people(gone), why=gone["why"])
                if gone
                else self.say("other_stands")
            )
            lines.append(
                self.say(
                    "other", **other["verdicts"], state=state, **{k: other[k] for k in ("sample", "entry", "size")}
                )
            )
        return Section(self.say("seed_title"), lines)

    def verdicts(self) -> Section:
        lines = [self.say("verdicts", **self.d["verdicts"], size=self.d["size"])]
        for one in self.d["records"]:
            state = self.say("stands") if one["undone"] is None else self.say("undone", entry=one["undone"])
            evidence = one["evidence"] or self.say("unnamed")
            lines.append(
                self.say(
                    "record", entry=one["entry"], at=one["at"], by=self._people(one), why=one["why"],
                    evidence=evidence, state=state,
                )
            )  # fmt: skip
        gone = self.d["withdrawn"]
        if gone:
            lines.append(self.say("withdrawn", by=self._people(gone), entry=gone["entry"], why=gone["why"]))
        elif self.d["verdicts"]["open"]:
            lines.append(self.say("open"))
        elif not self.d["count"]["effective"]:
            lines.append(self.say("other_ledger"))
        return Section(self.say("verdicts_title"), lines)

    def bounds(self) -> Iterator[Section]:
        found = {name: own for name, own in self.d["classes"].items() if "true" in own}
        if not found:
            return
        lines = []
        for name, own in found.items():
            figures = {key: own[key] for key in ("size", "true", "confidence", "low_pieces", "high_pieces")}
            low, high = _percent(own["share_low"], False), _percent(own["share_high"], True)
            lines.append(self.say("bounds", **{"class": self.class_(name)}, low=low, high=high, **figures))
            if own["exact_low_pieces"] is not None:
                lines.append(self.say("exact", low=own["exact_low_pieces"], high=own["exact_high_pieces"]))
        yield Section(self.say("bounds_title"), [*lines, self.say("unclear"), self.say("shared")])

    def what_if(self) -> Section:
        section = Section(self.say("if_title"))
        head = [self.say(name) for name in ("class", "if_false", "if_share", "if_pieces")]
        rows: list[Sequence[str]] = []
        for name, own in self.d["classes"].items():
            section.lines.append(self.say("if", **{"class": self.class_(name)}, size=own["size"]))
            rows += [
                (self.class_(name), f"{n['false']:,}", _percent(n["share_low"], False), f"{n['low_pieces']:,}")
                for n in own["if_false"]
            ]
        section.tables.append((head, rows))
        return section

    def count(self) -> Section:
        count = self.d["count"]
        lines = [self.say("count", **{"class": self.class_(name)}, **own) for name, own in count["classes"].items()]
        if not count["effective"]:
            lines.append(self.say("no_effect"))
        return Section(self.say("count_title"), [*lines, *map(self.say, ("rule_items", "rule_total", "rule_low"))])

    def law(self) -> Iterator[Section]:
        outcomes = self.d.get("assessment")
        if not outcomes:
            return
        lines = [
            self.say("law", basis=self.say(f"basis_{name}"), outcome=self._names.name("outcome", outcome))
            for name, outcome in outcomes.items()
        ]
        same = len(set(outcomes.values())) == 1
        yield Section(self.say("law_title"), [*lines, self.say("law_same" if same else "law_differs")])

    def limits(self) -> Section:
        lines = [
            self.say("limit_sensitive", **{"class": self.class_(name)}, tier=own["tier"], true=self._true(name))
            for name, own in self.d["classes"].items()
            if own["tier"] < 3
        ]
        return Section(self.say("limits_title"), [*lines, self.say("limit_verdict"), self.say("limit_accept")])

    def items(self) -> Section:
        head = [self.say(name) for name in ("item", "locator", "class", "values", "verdict", "by", "note")]
        rows: list[Sequence[str]] = [
            (
                str(item["n"]),
                item["locator"],
                self.class_(item["class"]),
                "  ".join(
                    f"{self._names.name('kind', value['kind'])} {value['shown']}" for value in item.get("values", ())
                ),
                self.say(f"verdict_{item['verdict'] or 'open'}"),
                item["by"],
                item["note"],
            )
            for item in self.d["items"]
        ]
        return Section(self.say("items_title"), [], [(head, rows)])

    def _true(self, class_: str) -> int:
        return sum(item["class"] == class_ and item["verdict"] == "true" for item in self.d["items"])

    def _people(self, decided: Mapping[str, Any]) -> str:
        return self.say("listing").join(decided["by"])
