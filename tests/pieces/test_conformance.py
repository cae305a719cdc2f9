"""Compiled count = SQL = oracle, in every figure: over records at random, and over files sealed and found."""

from __future__ import annotations

import csv
import io
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.reading import rows_of
from oracle import makers, strategies
from oracle import records as oracle
from oracle.catalogue import KEEPING, KINDS, STRIKING
from oracle.records import Record
from oracle.strategies import YEAR_MAX
from pieces import made
from tiao.case import Case
from tiao.content.reader import Source
from tiao.content.sniff import sniff
from tiao.evidence.seal import seal
from tiao.evidence.seals import exhibits
from tiao.findings.find import find
from tiao.model import Unread
from tiao.pieces.count import count
from tiao.pieces.sql import count_by_sql

WHOLE = bool(os.environ.get("TIAO_WHOLE"))
SEEDS = range(30 if WHOLE else 4)
AT = datetime(YEAR_MAX, 3, 1, 8, 0, tzinfo=UTC)

# -- records at random ------------------------------------------------------------------------------------------------

# Kinds that stand in many records, so that persons and contents meet; and all others.
_COMMON = ("resident_id", "mobile", "mobile", "bank_card", "name", "name", "password", "position", "balance", "imei")
_kinds = st.one_of(st.sampled_from(_COMMON), st.sampled_from(KINDS))
_values = st.tuples(_kinds, st.sampled_from("ab"))
_struck = st.tuples(
    st.sampled_from(["resident_id", "mobile", "bank_card", "email", "plate", "imei"]), st.sampled_from("ab")
)


def _reason(value: tuple[str, str]) -> str:
    """A value's own reason: always the same one for the same value."""
    return STRIKING[(len(value[0]) + ord(value[1])) % len(STRIKING)]


@st.composite
def made_records(draw: st.DrawFn) -> Record:
    values = draw(st.lists(_values, max_size=5, unique=True))
    struck = draw(st.lists(_struck, max_size=3, unique=True)) if draw(st.booleans()) else []
    reasons = {value: _reason(value) for value in struck}
    keeping = draw(st.lists(st.sampled_from(KEEPING), max_size=2)) if draw(st.integers(0, 3)) == 0 else []
    return Record(values, struck, {*keeping, *reasons.values()}, reasons)


_parts = st.sampled_from(["E1.1-00001", "E1.1-00002", "E1.2-00001", "E2.1-00001"])


@settings(max_examples=1000 if WHOLE else 60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.dictionaries(_parts, st.lists(made_records(), max_size=12), max_size=3))
def test_any_records(case: Case, files: dict[str, list[Record]]) -> None:
    made.three_ways(case, files)


def random_record(chance: Random, pool: int) -> Record:
    values = {(chance.choice(chance.choice([_COMMON, KINDS])), str(chance.randrange(pool))): None for _ in range(4)}
    kept = list(values)[: chance.randrange(5)]
    struck = [value for value in values if value not in kept and chance.random() < 0.5]
    reasons = {value: STRIKING[(len(value[0]) + int(value[1])) % len(STRIKING)] for value in struck}
    keeping = [chance.choice(KEEPING)] if chance.random() < 0.1 else []
    return Record(kept, struck, {*keeping, *reasons.values()}, reasons)


@pytest.mark.parametrize("seed", SEEDS)
def test_many_records(case: Case, seed: int) -> None:
    """Thousands of lines: several row groups of entries, several partitions by nature."""
    chance = Random(seed)
    names = [f"E{exhibit}.{table}-{part:05d}" for exhibit in (1, 2, 11) for table in (1, 2) for part in (1, 2)]
    answer = made.three_ways(case, {name: [random_record(chance, 60) for _ in range(400)] for name in names})
    for figures in answer["methods"].values():
        assert 0 < figures["low"] < figures["total"] < figures["high"]
        assert len(figures["excluded"]) > 5


# -- files at random --------------------------------------------------------------------------------------------------


def _csv(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return out.getvalue()


_FIELDS = {
    "姓名": (makers.name,),
    "身份证号": (makers.resident_id, makers.broken_id),
    "手机号": (makers.mobile, makers.mobile, makers.mobile_written),
    "车牌号": (makers.plate, makers.nothing),
}


def seized(folder: Path, seed: int) -> None:
    """Tables, lines and a chat that share rows, and one file twice."""
    folder.mkdir()
    chance = Random(seed)
    one, other = (strategies.random_table(seed * 2 + n, 120) for n in (0, 1))
    (folder / "one.csv").write_text(_csv(one), encoding="utf-8")
    (folder / "again.csv").write_text(_csv(one), encoding="utf-8")
    (folder / "mixed.csv").write_text(_csv(one[:1] + chance.sample(one[1:], 60) + other[1:60]), encoding="utf-8")
    (folder / "other.csv").write_text(_csv(other), encoding="gb18030")
    people = [{name: chance.choice(sorts)(chance) for name, sorts in _FIELDS.items()} for _ in range(80)]
    (folder / "people.json").write_text(json.dumps(people, ensure_ascii=False), encoding="utf-8")
    some = "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in people[20:40] + people[30:60])
    (folder / "some.jsonl").write_text(some, encoding="utf-8")
    lines = strategies.random_lines(seed, 200)
    (folder / "lines.txt").write_text("\n".join(lines + lines[:50]) + "\n", encoding="utf-8")
    chat = [f"2021-03-04 12:30:{n % 60:02d} 老王(1234567)\n{text}\n" for n, text in enumerate(lines[:80])]
    (folder / "chat.txt").write_text("\n".join(chat), encoding="utf-8")


def oracle_records(case: Case) -> dict[str, list[Record]]:
    """What the oracle sees in each exhibit. The project's readers read the files: reading is not what is tried here."""
    found: dict[str, list[Record]] = {}
    for exhibit in exhibits(case):
        records = found.setdefault(exhibit.id, [])
        reader, _ = sniff(Source(exhibit))
        for table in reader.tables(Source(exhibit)):
            assert not isinstance(table, Unread)
            rows = [cells for _, cells in rows_of(table)]
            if table.layout == "table":
                result = oracle.table(rows, YEAR_MAX, reader.name.startswith("spreadsheet"))
                records += [record for record in result.records if record is not None]
            else:
                records += [record for row in rows for record in oracle.line(row[-1], YEAR_MAX)]
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_sealed_files(tmp_path: Path, seed: int) -> None:
    seized(tmp_path / "seized", seed)
    case = Case.create(tmp_path / "case")
    seal([tmp_path / "seized"], case, by=["甲", "乙"], authority="扣押决定书", at=AT)
    found = find(case)
    assert not found["unread"]
    layouts = [entry["layout"] for entry in found["files"]]
    assert len(layouts) == 8
    assert set(layouts) == {"table", "text", "chat"}
    wanted: dict[str, Any] = made.plain(oracle_records(case))
    answer = count(case)
    assert {key: answer[key] for key in wanted} == wanted
    assert count_by_sql(case) == wanted
    assert all(figures["total"] for figures in wanted["methods"].values())


def test_the_methods_asked_for(tmp_path: Path) -> None:
    case = made.new_case(tmp_path / "case")
    made.write(case, {"E1.1-00001": [Record([("mobile", "1")])]})
    assert list(count_by_sql(case, ["by_person"])["methods"]) == ["by_person@1"]
