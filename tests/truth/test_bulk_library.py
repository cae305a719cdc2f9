"""The large mixed tables: what the plan says of them before they are written is what the plain oracle finds in them."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import tracemalloc
from collections import Counter
from math import gcd
from pathlib import Path
from typing import Any

import pytest

from oracle.records import Record
from tiao.demo.library import cells
from tiao.demo.library import plan as planning
from tiao.demo.library.plan import FILE_ROWS, MixedBulk
from tiao.demo.library.rows import REPEAT_STEP
from tiao.demo.library.shapes import ABSENT, CLEAN, RANGE, REGION, SHAPES, pattern
from tiao.demo.library.truth import VALUES, times
from tiao.demo.make import LIBRARY, MIXED_ROWS, make
from tiao.demo.shape import methods_json
from tiao.errors import Misuse
from truth.comparison import differences
from truth.reading import YEAR, oracle, oracle_count_of


def text_of(plan: MixedBulk, name: str | int) -> str:
    return b"".join(bytes(content) for content in plan.chunks(name)).decode()


def rows_of(plan: MixedBulk, name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text_of(plan, name), newline="")))


def records_of(plan: MixedBulk) -> list[Record]:
    """Every row of every file as the oracle sees it."""
    found = []
    for name, rows in plan.files():
        table = rows_of(plan, name)
        assert len(table) == rows + 1
        found += [record for record in oracle.table(table, YEAR).records if record is not None]
    return found


@pytest.mark.parametrize(("rows", "seed"), [(1, 1), (2, 2), (9, 3), (100, 4), (1_000, 5), (6_007, 6), (30_011, 7)])
def test_oracle_finds_the_truth(rows: int, seed: int) -> None:
    plan = MixedBulk(rows, seed)
    counted = oracle_count_of(records_of(plan))
    assert sum(rows for _, rows in plan.files()) == rows
    assert differences(methods_json(plan.truth()), counted["methods"]) == []
    assert counted["not_identifying"] == plan.not_identifying()


def test_people_stand_in_several_tables_and_classes() -> None:
    """Otherwise counting across tables would be tried by nothing."""
    places: dict[Any, set[str]] = {}
    plan = MixedBulk(12_000, 8)
    classes = plan.truth()["by_row@1"].classes
    for name, _ in plan.files():
        for record in oracle.table(rows_of(plan, name), YEAR).records:
            for value in record.values if record is not None else ():
                places.setdefault(value, set()).add(name)
    shared = Counter(kind for (kind, *_), names in places.items() if len(names) > 1)
    assert min(shared[kind] for kind in ("resident_id", "mobile", "bank_card")) > 50
    assert {name for name, pieces in classes.items() if pieces} == {"general", "lodging", "property", "transaction"}


def test_the_same_bytes_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pinned: another machine, another version of numpy or numba writes the same."""

    def digest() -> str:
        plan = MixedBulk(700_000, 1)
        total = hashlib.sha256()
        for name, _ in plan.files():
            for content in plan.chunks(name):
                total.update(content)
        return total.hexdigest()

    threads = digest()
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert threads == digest() == "94ebd18ad23f1cc1fbe53740dce8a53eb59e710d1dbeda4afb1dc5ef93c8879f"


def test_another_seed_gives_other_values() -> None:
    one, two = ({v for r in records_of(MixedBulk(3_000, seed)) for v in r.values if v[0] in VALUES} for seed in (1, 2))
    assert len(one & two) < 10


def test_files_of_a_table_are_the_table(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    rows = 12_000
    whole = MixedBulk(rows, 9)
    monkeypatch.setattr(planning, "FILE_ROWS", 1_000)
    parts = MixedBulk(rows, 9)
    assert max(rows for _, rows in parts.files()) == 1_000
    assert parts.truth() == whole.truth()
    for shape in SHAPES:
        header = shape.header.decode()
        names = [name for name, _ in parts.files() if name.startswith(shape.name)]
        joined = "".join(text_of(parts, name).removeprefix(header) for name in names)
        assert header + joined == text_of(whole, f"{shape.name}1.csv")
    # A row of one file is repeated in another.
    first, second = (set(text_of(parts, name).splitlines()[1:]) for name in ("人员1.csv", "人员3.csv"))
    assert first & second
    wrote: list[int] = []
    parts.write(3, tmp_path / "one.csv", wrote.append)
    assert (tmp_path / "one.csv").read_bytes().decode() == text_of(parts, parts.files()[3][0])
    assert sum(wrote) == (tmp_path / "one.csv").stat().st_size


def test_the_manual_says_which_tables_there_are() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "demo.md").read_text(encoding="utf-8")
    for shape in SHAPES:
        assert f"| {shape.name} | {','.join(word for word, _ in shape.columns)} | {shape.share / 10:g} % |" in page
    assert sum(shape.share for shape in SHAPES) == 1000


def test_length_duplicates_and_invalid_rows_are_as_told() -> None:
    """81 bytes a row, a fifth repeated, a fiftieth invalid, at every large size."""
    plan = MixedBulk(3_000_000)
    size = sum(len(content) for name, _ in plan.files() for content in plan.chunks(name))
    assert 80.8 < size / plan.rows < 81.2
    for rows in (3_000_000, 81_000_000, 648_000_000):
        tables = MixedBulk(rows).tables
        assert sum(table.rows for table in tables) == rows
        assert abs(sum(table.rows - table.uniques for table in tables) - rows / 5) < len(tables)
        good = (CLEAN, REGION, RANGE, ABSENT)
        invalid = sum(
            n for t in tables for (_, _, sort), n in zip(pattern(t.shape), times(t), strict=True) if sort not in good
        )
        assert 0.0199 < invalid / rows < 0.0201


@pytest.mark.parametrize("rows", [4, 5_000, 81_000_000, 648_000_000])
def test_the_truth_adds_up(rows: int) -> None:
    plan = MixedBulk(rows)
    truth = plan.truth()
    by_row = truth["by_row@1"]
    assert by_row.high + plan.not_identifying() == rows == sum(n for _, n in plan.files())
    assert [sum(times(table)) for table in plan.tables] == [table.rows for table in plan.tables]
    for method in ("by_row@1", "by_record@1", "by_person@1"):
        assert truth[method].total + sum(entry.pieces for entry in truth[method].excluded) == by_row.high
        assert truth[method].low <= truth[method].total <= truth[method].high
    assert sum((truth["by_value@1"].kinds or {}).values()) == truth["by_value@1"].total
    assert all(n <= FILE_ROWS <= 20_000_000 for _, n in plan.files())


def test_memory_does_not_grow_with_the_rows() -> None:
    tracemalloc.start()
    plan = MixedBulk(648_000_000)
    plan.truth()
    for _, content in zip(range(4), plan.chunks("人员19.csv"), strict=False):
        assert content
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 300_000_000


def test_values_are_one_to_one_as_far_as_there_are_people() -> None:
    """No value is given twice, and no product of a step leaves 64 bits."""
    seconds = 2 * cells.ID_SPACE
    assert min(cells.MOBILE_SPACE, cells.QQ_SPACE, cells.CARD_SPACE) >= seconds
    assert min(cells.ADDRESS_SPACE, cells.EMAIL_SPACE, cells.UNASSIGNED_SPACE) >= cells.ID_SPACE
    assert seconds * 2**32 < 2**64
    most = MixedBulk(1_700_000_000)
    plates = next(table for table in most.tables if table.shape.name == "车主")
    assert plates.uniques <= cells.PLATE_SPACE
    assert all(gcd(REPEAT_STEP, len(pattern(shape))) == 1 for shape in SHAPES)
    with pytest.raises(Misuse, match="not so many synthetic people"):
        MixedBulk(2_000_000_000)


def test_repetitions_come_in_other_forms() -> None:
    """Each form that normalisation has to undo occurs, and none is frequent."""
    plan = MixedBulk(1_000_000)
    lines = [line for name, _ in plan.files() for line in text_of(plan, name).splitlines()]
    forms = {
        "small x": sum("x," in line for line in lines),
        "+86": sum("+86" in line for line in lines),
        "full width": sum("１" in line for line in lines),
        "quoted": sum(line.startswith('"') for line in lines),
        "indented": sum(", 1" in line for line in lines),
        "dot in a plate": sum("·" in line for line in lines),
    }
    assert all(20 < rows < len(lines) // 100 for rows in forms.values()), forms


def test_large_and_small_files_add_up(tmp_path: Path) -> None:
    rows, told = MIXED_ROWS + 3_000, []
    truth = make(tmp_path / "out", rows=rows, seed=2, progress=lambda *step: told.append(step))
    large = MixedBulk(3_000, 2)
    assert {name: truth.files[f"{LIBRARY}/{name}"] for name, _ in large.files()} == dict(large.files())
    assert sum(truth.files.values()) == truth.rows
    by_row = truth.methods["by_row@1"]
    assert by_row.total + sum(e.pieces for e in by_row.excluded) == by_row.high
    assert told[-1][0] == "make"
    assert told[-1][1] == sum(path.stat().st_size for path in (tmp_path / "out" / "seized" / LIBRARY).iterdir())
    # Sums of two truths are a truth only because the two share nothing that is counted.
    small = {value for record in truth.records for value in record.all_values if value[0] in VALUES}
    assert small
    assert not small & {value[:2] for record in records_of(large) for value in record.values}


def test_a_disk_without_room_is_said_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("Usage", (), {"free": 10**9})
    monkeypatch.setattr("tiao.demo.make.shutil.disk_usage", lambda path: usage)
    with pytest.raises(Misuse, match=r"about 11\.4 GB; the disk has 1\.0 GB free"):
        make(tmp_path / "out", rows=81_000_000)
    assert not list((tmp_path / "out").iterdir())
