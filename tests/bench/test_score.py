"""The arithmetic of the comparison, worked out by hand; and tiao as the comparison calls it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import data
import figures
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import score
import table
import tools

BENCH = Path(score.__file__).parent
TRUE = [
    (0, "mobile", "a"),
    (0, "email", "m"),
    (1, "mobile", "a"),
    (2, "mobile", "b"),
    (3, "mobile", "c"),
    (9, "ip", "i"),
]
FOUND = [
    (0, "mobile", "a"),
    (0, "mobile", "a"),
    (1, "mobile", "x"),
    (2, "mobile", "b"),
    (2, "plate", "p"),
    (9, "ip", "j"),
]


@pytest.fixture
def scored(tmp_path: Path) -> dict[str, dict[str, int]]:
    rows, kinds, values = zip(*TRUE, strict=True)
    truth = tmp_path / "truth.parquet"
    columns = [pa.array(rows, pa.int32()), pa.array(kinds).dictionary_encode(), pa.array(values)]
    pq.write_table(pa.table(columns, names=["row", "kind", "value"]), truth)
    found = tmp_path / "found.tsv"
    found.write_text("".join(f"{row}\t{kind}\t{value}\n" for row, kind, value in FOUND))
    return score.score(found, truth, 9)


def test_what_was_found_is_held_against_the_truth_row_by_row(scored: dict[str, dict[str, int]]) -> None:
    # Row 9 is behind the rows that the tool was given; what is found twice in a row is found once.
    assert scored["mobile"] == {"truth": 4, "found": 3, "both": 2, "distinct_truth": 3, "distinct_found": 3}
    assert scored["email"] == {"truth": 1, "found": 0, "both": 0, "distinct_truth": 1, "distinct_found": 0}
    assert scored["plate"] == {"truth": 0, "found": 1, "both": 0, "distinct_truth": 0, "distinct_found": 1}
    assert scored["ip"]["truth"] == scored["ip"]["found"] == 0


def test_shares_are_exact_and_never_rounded_up(scored: dict[str, dict[str, int]]) -> None:
    assert score.precision(scored["mobile"]) == Fraction(2, 3)
    assert score.recall(scored["mobile"]) == Fraction(1, 2)
    assert score.precision(scored["email"]) is None
    assert score.recall(scored["plate"]) is None
    assert score.error(scored["mobile"], 5) == (2, Fraction(2, 3))
    assert score.error(scored["plate"], 1) == (1, None)
    assert score.shown(Fraction(2, 3)) == "0.66666"
    assert score.shown(Fraction(999_999, 1_000_000)) == "0.99999"
    assert (score.shown(Fraction(1)), score.shown(Fraction(0)), score.shown(None)) == ("1", "0", "–")


def made(key: str, wall: float, start: float, peak: float, scored: dict[str, int], counted: int) -> figures.Line:
    tool = next(tool for tool in tools.TOOLS if tool.key == key)
    nothing = dict.fromkeys(scored, 0)
    all_kinds = dict.fromkeys(figures.KINDS, nothing) | {"mobile": scored}
    counts = {"mobile": counted}
    return figures.Line(tool, "text", 1000, 50_000_000, wall, start, peak, 5, all_kinds, counts)


def test_who_is_ahead_is_named_with_what() -> None:
    right = {"truth": 10, "found": 10, "both": 10, "distinct_truth": 8, "distinct_found": 8}
    short = right | {"found": 9, "both": 9, "distinct_found": 7}
    ours = made("tiao-1", 2.0, 1.0, 300, short, 7)
    quick = made("hyperscan", 0.5, 0.1, 300, right, 8)
    slow = made("presidio", 9.0, 1.5, 100, short, 7)
    assert (ours.net_mb, quick.net_mb) == (50.0, 125.0)
    assert figures.ahead([quick, ours, slow]) == [
        "speed, start-up taken off, MB/s (tiao 50): Hyperscan 125",
        "the whole run on the same rows, s (tiao 2.00): Hyperscan 0.50",
        "start-up, s (tiao 1.00): Hyperscan 0.10",
        "memory on the rows that each was given, MB (tiao 300): Presidio with Chinese recognisers 100",
        "recall of mobile (0.90000): Hyperscan",
        "the count of mobile: Hyperscan",
    ]
    rows = table.speed([quick, ours, slow], "text")
    # 7.5 s for what takes us one.
    assert "| 7.50 |" in next(row for row in rows if row.startswith("| Presidio"))
    assert "| -1 (-12.5 %) |" in table.errors([ours])[2]


def test_time_that_is_all_start_says_nothing_of_speed() -> None:
    right = {"truth": 1, "found": 1, "both": 1, "distinct_truth": 1, "distinct_found": 1}
    assert made("tiao-1", 1.0, 0.99, 1, right, 1).net_mb == 0.0


def test_tiao_is_called_and_held_against_the_truth(tmp_path: Path) -> None:
    path = tmp_path / data.SHAPES["table"].name
    data.write(tmp_path, "table", 200)

    def ours(*words: str | Path) -> str:
        command = [sys.executable, str(BENCH / "ours.py"), *map(str, words)]
        return subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout

    case, found = tmp_path / "case", tmp_path / "found.tsv"
    ours("prepare", path, case)
    counts = json.loads(ours("count", case))["counts"]
    ours("values", case, 1, found)
    scored = score.score(found, data.truth_path(path), 200)
    for kind, one in scored.items():
        assert score.precision(one) == score.recall(one) == 1, kind
        if kind != "ip":
            assert counts[kind] == one["distinct_truth"] > 0


checks: list[tuple[str, str, bool]] = [
    ("resident_id", "11010519491231002X", True),
    ("resident_id", "110105194912310021", False),
    ("resident_id", "110105194913310029", False),
    ("bank_card", "6222 0212 3456 7894", True),
    ("bank_card", "6222021234567895", False),
    ("bank_card", "9222021234567894", False),
    ("ip", "1.2.3.255", True),
    ("ip", "1.2.3.256", False),
    ("plate", "京A12345", True),
    ("plate", "云SERVER", False),
]


@pytest.fixture
def patterns(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], bool]:
    monkeypatch.syspath_prepend(str(BENCH / "peers"))
    import patterns

    return patterns.holds


@pytest.mark.parametrize(("kind", "text", "right"), checks)
def test_peers_are_given_right_checks(patterns: Callable[[str, str], bool], kind: str, text: str, right: bool) -> None:
    assert patterns(kind, text) is right
