"""Lists as they are traded (tests/truth/layouts): found and counted as the book says, classed as the layout says.

The book knows what each row says; the plain oracle reads the cells; the engine reads the files. All three agree, under
the default reading and under every position that changes the count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import tiao
from oracle import count as oracle_count
from oracle import records as oracle
from oracle.catalogue import TIERS
from oracle.reading import CLASSES, DEFAULT, Reading
from oracle.records import Record
from tiao.evidence.seals import exhibits
from tiao.findings.found import summary
from tiao.law.courts.record import published
from tiao.law.readings import readings
from tiao.run.readings import with_readings
from truth.comparison import differences
from truth.layout_book import AGAIN, PEOPLE, REPEATED, REWRITTEN, SPOILT, Layout, files, layouts

YEAR = 2026
EACH = pytest.mark.parametrize("layout", layouts(), ids=lambda layout: f"{layout.family}: {layout.id}")
POSITIONS = {
    f"{question}={position.id}": position
    for question, dispute in readings().items()
    for position in dispute.others
    if position.pieces is not None and not (position.method and position.facts and position.facts.number_of)
}


def class_under(record: Record, reading: Reading) -> str:
    """The class of a record, or ``none`` where it does not count."""
    return reading.class_of(record.kinds) if oracle_count.in_total(record, reading) else "none"


def classes_of(records: list[Record], reading: Reading = DEFAULT) -> set[str]:
    alike = {(frozenset(record.kinds), frozenset(record.doubts)): record for record in records}
    return {class_under(record, reading) for record in alike.values()}


@dataclass(frozen=True)
class Once(Reading):
    """A reading that works each set of kinds out once: few occur."""

    classes: dict[frozenset[str], str] = field(default_factory=dict)
    counted: dict[frozenset[str], bool] = field(default_factory=dict)

    def class_of(self, kinds: set[str]) -> str:
        same = frozenset(kinds)
        if same not in self.classes:
            self.classes[same] = super().class_of(kinds)
        return self.classes[same]

    def counts(self, kinds: set[str]) -> bool:
        same = frozenset(kinds)
        if same not in self.counted:
            self.counted[same] = super().counts(kinds)
        return self.counted[same]


def of_position(name: str) -> Reading:
    pieces = POSITIONS[name].pieces
    assert pieces is not None
    return Once([pieces])


def test_layouts_are_many_and_of_every_class() -> None:
    assert len(layouts()) >= 40
    assert len({layout.id for layout in layouts()}) == len(layouts())
    assert {layout.class_ for layout in layouts()} == set(CLASSES) - {"other_sensitive"}


@EACH
def test_the_layout_is_well_formed(layout: Layout) -> None:
    assert layout.class_ in CLASSES
    assert layout.article.startswith(("第一条", "第五条第一款第（"))
    assert {"1": "（三）", "2": "（四）", "3": "（五）"}[str(TIERS[layout.class_])] in layout.article
    assert layout.headerless in (*CLASSES, "none")
    assert set(layout.readings) | set(layout.limits) <= set(POSITIONS)
    assert set(layout.readings.values()) <= {*CLASSES, "none"}


@EACH
def test_no_court_said_another_tier(layout: Layout) -> None:
    known = {record.id: record for record in published()[0]}
    for name in layout.cases:
        case, _, place = name.partition("/")
        said = known[case].categories[int(place or 0)].tier_court
        assert said in (None, TIERS[layout.class_]), name


@EACH
def test_the_book_has_the_class_of_the_layout(layout: Layout) -> None:
    headed, bare, sheet = files(layout)
    assert classes_of(headed.sound) == classes_of(sheet.sound) == {layout.class_}
    assert classes_of(bare.sound) == {layout.headerless}
    for name in POSITIONS:
        assert classes_of(headed.sound, of_position(name)) == {layout.told(name)}, name


@EACH
def test_the_book_counts_what_was_written(layout: Layout) -> None:
    """Repetitions and other forms add nothing; what is left of a spoilt row counts or not, and is never in low."""
    headed, _, _ = files(layout)
    figures = oracle_count.count(headed.book)["methods"]
    sound = PEOPLE + REPEATED + REWRITTEN + AGAIN
    assert classes_of(headed.book[:sound]) == {layout.class_}
    # Where no kind has a proof of its own nothing can be spoilt; a company's code leaves a doubt in every row.
    unspoilt = sum(not record.doubts for record in headed.book[sound : sound + SPOILT])
    assert figures["by_row@1"]["low"] == (0 if headed.sound[0].doubts else sound + unspoilt)
    assert sound <= figures["by_row@1"]["total"] <= figures["by_row@1"]["high"] <= sound + SPOILT + 1
    assert PEOPLE <= figures["by_record@1"]["total"] <= PEOPLE + AGAIN + SPOILT
    assert figures["by_row@1"]["total"] - figures["by_record@1"]["total"] >= REPEATED + REWRITTEN


@EACH
def test_the_oracle_reads_what_the_book_says(layout: Layout) -> None:
    for file in files(layout):
        seen = oracle.table(file.rows, YEAR, spreadsheet=file.name.endswith(".xlsx"))
        read = [record for record in seen.records if record is not None]
        assert [contents(record) for record in read] == [contents(record) for record in file.book], file.name


def contents(record: Record) -> tuple[Any, ...]:
    return set(record.values), set(record.struck), record.doubts


@dataclass
class Seized:
    """All layouts in one case, each file an exhibit of its own."""

    exhibits: dict[str, str]
    book: list[Record]
    rows: dict[str, int]
    counted: dict[str, Any]
    readings: dict[str, Any]


@pytest.fixture(scope="module")
def seized(tmp_path_factory: pytest.TempPathFactory) -> Seized:
    folder = tmp_path_factory.mktemp("layouts")
    case = tiao.new(folder / "case")
    book = []
    (folder / "seized").mkdir()
    for file in (file for layout in layouts() for file in files(layout)):
        (folder / "seized" / file.name).write_bytes(file.content)
        book += file.book
    tiao.seal(folder / "seized", case, by=["甲", "乙"])
    numbers = {Path(exhibit.shown).name: exhibit.id for exhibit in exhibits(case)}
    tiao.find(case)
    counted = tiao.count(case)
    rows = {entry["source"].partition(".")[0]: entry["rows"] for entry in summary(case)["files"]}
    return Seized(numbers, book, rows, counted, with_readings(case, counted)["readings"])


@EACH
def test_each_file_is_found_and_counted(layout: Layout, seized: Seized) -> None:
    by_exhibit = seized.counted["methods"]["by_record@1"]["by_exhibit"]
    for file in files(layout):
        wanted = oracle_count.count(file.book)["methods"]["by_record@1"]["classes"]
        exhibit = seized.exhibits[file.name]
        assert plain(by_exhibit.get(exhibit, {})) == plain(wanted), file.name
        assert seized.rows[exhibit] == len(file.book)


def test_every_method_is_exact(seized: Seized) -> None:
    truth = oracle_count.count(seized.book)
    assert differences(truth["methods"], seized.counted["methods"]) == []
    assert seized.counted["not_identifying"] == truth["not_identifying"]


@pytest.mark.parametrize("name", POSITIONS)
def test_every_position_is_exact(name: str, seized: Seized) -> None:
    question, _, which = name.partition("=")
    # Who took part in a chat is in no table.
    if not (POSITIONS[name].pieces or {}).get("participants"):
        method = POSITIONS[name].method or "by_record@1"
        wanted = oracle_count.count(seized.book, of_position(name))["methods"][method]
        for column in ("classes", "low_classes", "high_classes"):
            assert plain(seized.readings[question][which][column]) == plain(wanted[column]), column


def plain(figures: Mapping[str, int]) -> dict[str, int]:
    return {name: pieces for name, pieces in figures.items() if pieces}
