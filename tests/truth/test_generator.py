"""The generator against itself and the plain oracle: its truth must hold before the engine is measured by it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml
from stdnum import luhn
from stdnum.cn import ric, uscc

from oracle import layout as oracle_layout
from tiao.demo.make import FILES, TABLES, make
from tiao.demo.people import People
from tiao.demo.sheets import LAYOUTS
from tiao.demo.truth import STRIKING, Record, Truth
from tiao.errors import Misuse
from truth.comparison import differences
from truth.reading import oracle_count_of, oracle_records

SEEDS = (1, 2, 7)


@pytest.fixture(scope="module", params=SEEDS)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    out = tmp_path_factory.mktemp("demo") / "out"
    return out / "seized", make(out, rows=1500, seed=request.param)


def digest(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(str(path.relative_to(folder)).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def right(number: str) -> bool:
    """Check digit and date by python-stdnum; not its table of counties, which lacks real ones."""
    return bool(ric.calc_check_digit(number) == number[-1] and 1940 <= ric.get_birth_date(number).year <= 2010)


def test_people_are_valid_in_form() -> None:
    people = People(3)
    for _ in range(500):
        person = people.draw()
        assert right(person.resident_id)
        assert luhn.is_valid(person.bank_card)
        assert len(person.bank_card) in (16, 19)
        assert luhn.is_valid(person.imei)
        assert re.fullmatch("1[3-9][0-9]{9}", person.mobile)


def test_no_number_is_given_to_two_people() -> None:
    people = People(4)
    crowd = [person for _ in range(2000) for person in [people.draw()]]
    for attribute in ("resident_id", "email", "bank_card", "plate", "qq", "wechat", "passport", "imei"):
        assert len({getattr(person, attribute) for person in crowd}) == 2000
    assert len({number for person in crowd for number in (person.mobile, person.second_mobile)}) == 4000


def test_booked_identities_are_valid(made: tuple[Path, Truth]) -> None:
    """The canonical value lacks the check digit: with the right one it must pass python-stdnum."""
    identities = {value for record in made[1].records for kind, value in record.values if kind == "resident_id"}
    assert len(identities) > 300
    assert all(right(value + ric.calc_check_digit(value + "0")) for value in identities)
    companies = {value for record in made[1].records for kind, value in record.values if kind == "uscc"}
    assert companies
    assert all(uscc.is_valid(value) for value in companies)


def test_oracle_sees_the_same_records(made: tuple[Path, Truth]) -> None:
    """File by file, record by record: kinds, struck reasons and doubts."""
    root, truth = made
    booked: dict[str, list[Record]] = {name: [] for name in FILES}
    for record in truth.records:
        if record.values or record.struck:
            booked[record.file].append(record)
    for name in FILES:
        seen = [record for record in oracle_records(root, name) if record.values or record.struck]
        assert len(seen) == len(booked[name]), name
        for mine, theirs in zip(booked[name], seen, strict=True):
            where = f"{name} row {mine.row} part {mine.part}"
            assert Counter(kind for kind, _ in set(mine.values)) == Counter(kind for kind, _ in theirs.values), where
            assert {reason for _, _, reason in mine.struck} == theirs.doubts & set(STRIKING), where
            assert mine.doubts == theirs.doubts - set(STRIKING), where


def test_oracle_counts_the_same(made: tuple[Path, Truth]) -> None:
    root, truth = made
    counted = oracle_count_of([record for name in FILES for record in oracle_records(root, name)])
    assert differences(truth.json()["methods"], counted["methods"]) == []
    assert counted["not_identifying"] == truth.not_identifying


def test_truth_adds_up(made: tuple[Path, Truth]) -> None:
    truth = made[1]
    high = truth.methods["by_row@1"].high
    for name, count in truth.methods.items():
        assert count.low <= count.total <= count.high
        assert sum(count.classes.values()) == sum(count.tiers.values()) == count.total
        if name != "by_value@1":
            assert count.total + sum(exclusion.pieces for exclusion in count.excluded) == high
    by_value = truth.methods["by_value@1"]
    assert by_value.kinds is not None
    assert sum(by_value.kinds.values()) == by_value.total


def test_every_class_but_one_appears(made: tuple[Path, Truth]) -> None:
    """``other_sensitive`` is reached under a reading of the law only, never by a table of classes."""
    classes = made[1].methods["by_row@1"].classes
    assert {name for name, pieces in classes.items() if pieces == 0} == {"other_sensitive"}


def test_duplicates_and_spoilt_values_come_at_their_rates(tmp_path: Path) -> None:
    truth = make(tmp_path / "out", rows=20_000, seed=5)
    by_row, by_record = truth.methods["by_row@1"], truth.methods["by_record@1"]
    assert 0.18 < (by_row.total - by_record.total) / by_row.total < 0.26
    assert 0.015 < sum(bool(record.struck) for record in truth.records) / truth.rows < 0.025


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        make(tmp_path / name, rows=300, seed=11)
    make(tmp_path / "c", rows=300, seed=12)
    assert digest(tmp_path / "a") == digest(tmp_path / "b") != digest(tmp_path / "c")


def test_truth_is_no_exhibit(made: tuple[Path, Truth]) -> None:
    root, truth = made
    assert (root.parent / "truth.json").is_file()
    assert {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()} == set(truth.files) == set(FILES)


def test_header_words_mean_what_the_layouts_say() -> None:
    """Each column's cells hold the kind that the catalogue gives its header word."""
    people = People(6)
    for columns in LAYOUTS.values():
        for column in [column for column in columns if column.header]:
            person = people.draw()
            made_of = column.make(person, people.chance)
            meaning = oracle_layout.meaning(column.header)
            if meaning in oracle_layout.CONTEXTS:
                meaning = oracle_layout.in_context(meaning, [other.header for other in columns])
            if made_of.kind in ("", "landline", "foreign_phone"):
                assert meaning in (None, "serial", "mobile", "landline"), column.header
            else:
                assert meaning == made_of.kind, column.header


def test_no_remark_or_city_reads_as_a_name() -> None:
    text = (Path(__file__).parents[2] / "src/tiao/findings/data/surnames.txt").read_text("utf-8")
    surnames = set(next(line for line in text.splitlines() if not line.startswith("#")))
    words = yaml.safe_load((Path(__file__).parents[2] / "src/tiao/demo/words.yaml").read_text("utf-8"))
    assert {name for name in words["surnames"].split() if len(name) == 1} <= surnames
    assert {remark[0] for remark in ("已回访", "二次联系", "未接通", "不需要")}.isdisjoint(surnames)


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("kept")
    with pytest.raises(Misuse):
        make(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def test_one_file_alone(tmp_path: Path) -> None:
    name = next(iter(TABLES))
    truth = make(tmp_path / "out", rows=200, only=[name])
    assert list(truth.files) == [name]
    with pytest.raises(Misuse):
        make(tmp_path / "other", only=["没有.csv"])
