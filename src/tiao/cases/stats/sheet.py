"""The statements of one case laid out for counting: by predicate, and by defendant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tiao.cases.row import Row


@dataclass(frozen=True)
class Unit:
    """What is counted once: a case, or one defendant of it."""

    rows: Mapping[str, Sequence[Row]]

    def of(self, predicate: str) -> Sequence[Row]:
        """The statements of a predicate."""
        return self.rows.get(predicate, ())


@dataclass(frozen=True)
class Sheet:
    """One case.

    Attributes:
        case: its name.
        whole: all of its statements.
        people: those of each defendant, by subject, for all who are named or sentenced.
        lots: those of each category (批), by subject.
    """

    case: str
    whole: Unit
    people: Mapping[str, Unit]
    lots: Mapping[str, Unit]

    @property
    def year(self) -> int | None:
        """The year of the judgment; None where no date is known."""
        dates = [row.low for row in self.whole.of("judgment_date") if row.low]
        return min(dates) // 10_000 if dates else None

    def first(self, predicate: str) -> str:
        """The value of the first statement of a predicate; empty where there is none."""
        return next((row.value for row in self.whole.of(predicate)), "")


# A defendant without any of these is only spoken of, not judged.
_JUDGED = frozenset(("defendant", "sentence", "sentence_kind", "suspension", "fine"))


def sheet(case: str, rows: Sequence[Row]) -> Sheet:
    """Lays out the statements of one case."""
    whole: dict[str, list[Row]] = {}
    subjects: dict[str, dict[str, list[Row]]] = {}
    for row in rows:
        whole.setdefault(row.predicate, []).append(row)
        if row.subject != "case":
            subjects.setdefault(row.subject, {}).setdefault(row.predicate, []).append(row)
    people = {
        name: Unit(of) for name, of in subjects.items() if name.startswith("defendant:") and not _JUDGED.isdisjoint(of)
    }
    lots = {name: Unit(of) for name, of in subjects.items() if name.startswith("category:")}
    return Sheet(case, Unit(whole), people, lots)
