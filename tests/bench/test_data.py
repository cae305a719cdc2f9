"""The benchmark's own truth: held against the plain oracle and against python-stdnum."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import data
import pyarrow.parquet as pq
import pytest
from data_rows import HEADER, KINDS
from stdnum import luhn
from stdnum.cn import ric

from oracle import records

ROWS = 3_000
YEAR_MAX = 2026
Values = set[tuple[int, str, str]]


def true_values(shape: str) -> tuple[list[str], Values]:
    lines, values = [], set()
    for row, (line, true) in enumerate(data.rows_of(shape, 0, ROWS)):
        lines.append(line)
        # The oracle's identity number has no check digit.
        values |= {(row, KINDS[kind], value[:17] if kind == 0 else value) for kind, value in true}
    return lines, values


def found_values(found: list[list[records.Record]]) -> Values:
    return {
        (row, kind, value) for row, own in enumerate(found) for r in own for kind, value in r.values if kind in KINDS
    }


def not_read(line: str, kind: str, value: str) -> bool:
    """Whether a value stands in a form that the rules of recognition do not read, though a person does.

    In a list without header: 86 and a mobile as bare digits; a card of a length that the sample of its column lacks.
    In running text: a number in groups with only a space between it and the next number.
    """
    fields = line.split("----")
    if len(fields) > 1:
        return (kind == "mobile" and f"86{value}" in fields) or (kind == "bank_card" and value in fields)
    return kind in ("mobile", "bank_card") and line.startswith("四要素") and value not in line


def test_truth_of_the_table_is_the_oracles() -> None:
    lines, wanted = true_values("table")
    rows = list(csv.reader([HEADER, *lines]))
    found = records.table(rows, YEAR_MAX).records[1:]
    assert found_values([[] if r is None else [r] for r in found]) == wanted
    assert len(wanted) > 3 * ROWS


def test_truth_of_the_list_is_the_oracles_but_for_forms_that_it_does_not_read() -> None:
    lines, wanted = true_values("list")
    read = records.table([line.split("----") for line in lines], YEAR_MAX).records
    found = found_values([[] if r is None else [r] for r in read])
    assert found <= wanted
    assert all(not_read(lines[row], kind, value) for row, kind, value in wanted - found)
    assert len(wanted - found) < len(wanted) / 100
    assert {len(line.split("----")) for line in lines} == set(range(3, 10))


def test_truth_of_the_text_is_the_oracles_but_for_forms_that_it_does_not_read() -> None:
    lines, wanted = true_values("text")
    found = found_values(records.lines(lines, YEAR_MAX))
    assert found <= wanted
    assert all(not_read(lines[row], kind, value) for row, kind, value in wanted - found)
    assert len(wanted - found) < len(wanted) / 100
    assert 0.40 < len({row for row, _, _ in wanted}) / ROWS < 0.45


@pytest.mark.parametrize("shape", list(data.SHAPES))
def test_numbers_have_the_check_digits_of_python_stdnum(shape: str) -> None:
    for row, (_, true) in enumerate(data.rows_of(shape, 0, ROWS)):
        for kind, value in true:
            if KINDS[kind] == "resident_id":
                assert ric.calc_check_digit(value) == value[-1], row
                assert ric.get_birth_date(value).year in range(1945, 2008)
            if KINDS[kind] == "bank_card":
                assert luhn.is_valid(value), row
                assert len(value) in (16, 19)


def test_written_files_are_the_rows_whatever_the_chunks(tmp_path: Path) -> None:
    for shape, plan in data.SHAPES.items():
        report = data.write(tmp_path, shape, 500)
        path = tmp_path / plan.name
        whole = path.read_bytes()
        assert report == {"rows": 500, "bytes": len(whole), "sha256": hashlib.sha256(whole).hexdigest()}
        lines = whole.decode(plan.encoding).removeprefix(plan.header).splitlines()
        rows = [*data.rows_of(shape, 0, 200), *data.rows_of(shape, 200, 500)]
        assert lines == [line for line, _ in rows]
        truth = pq.read_table(data.truth_path(path)).to_pylist()
        wanted = [(row, KINDS[kind], value) for row, (_, true) in enumerate(rows) for kind, value in true]
        assert [(entry["row"], entry["kind"], entry["value"]) for entry in truth] == wanted
        first = data.head(path, shape, 10).read_bytes().decode(plan.encoding).removeprefix(plan.header)
        assert first.splitlines() == lines[:10]


def test_repetitions_and_false_values_are_as_many_as_said() -> None:
    _, repeated = data.people_of(0, 100_000, 1, 1)
    assert 0.175 < repeated.mean() < 0.185
    rows = list(data.rows_of("table", 0, ROWS))
    ids = [line.split(",")[1] for line, _ in rows]
    true = sum(any(kind == 0 for kind, _ in own) for _, own in rows)
    assert 0.04 < 1 - true / sum(map(bool, ids)) < 0.06
    assert any("*" in number for number in ids)
