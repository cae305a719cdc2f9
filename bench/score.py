"""What a tool found against what is true: precision, recall, and the error of the final count, per kind."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import duckdb

from data_rows import KINDS


def score(found: Path, truth: Path, rows: int) -> dict[str, dict[str, int]]:
    """Per kind: lines (row, value) that are true, that were found, that are both; and distinct values of either.

    Args:
        found: ROW, KIND, VALUE as tab-separated text. truth: as Parquet. rows: only rows before this one.
    """
    con = duckdb.connect()
    con.execute(
        f"create temp table t as select distinct row, kind::varchar as kind, value from read_parquet('{truth}') "
        f"where row < {rows}"
    )
    con.execute(
        f"create temp table f as select distinct * from read_csv('{found}', header = false, delim = '\t', quote = '', "
        "escape = '', auto_detect = false, columns = {'row': 'INTEGER', 'kind': 'VARCHAR', 'value': 'VARCHAR'}) "
        f"where row < {rows}"
    )
    result = {}
    for kind in KINDS:
        one = con.execute(
            "select (select count(*) from t where kind = $1), (select count(*) from f where kind = $1), "
            "(select count(*) from t join f using (row, kind, value) where kind = $1), "
            "(select count(distinct value) from t where kind = $1), "
            "(select count(distinct value) from f where kind = $1)",
            [kind],
        ).fetchone()
        assert one is not None
        result[kind] = dict(zip(("truth", "found", "both", "distinct_truth", "distinct_found"), one, strict=True))
    return result


def precision(scored: Mapping[str, int]) -> Fraction | None:
    """Of what was found, how much is true; None if nothing was found."""
    return Fraction(scored["both"], scored["found"]) if scored["found"] else None


def recall(scored: Mapping[str, int]) -> Fraction | None:
    """Of what is true, how much was found; None if nothing is."""
    return Fraction(scored["both"], scored["truth"]) if scored["truth"] else None


def error(scored: Mapping[str, int], counted: int) -> tuple[int, Fraction | None]:
    """The final count less the true one: as a number, and as a share of the true one."""
    true = scored["distinct_truth"]
    return counted - true, Fraction(counted - true, true) if true else None


def shown(share: Fraction | None) -> str:
    """A share with five decimals, cut and not rounded: only what is 1 is shown as 1."""
    if share is None:
        return "–"
    if share.denominator == 1:
        return str(share.numerator)
    return f"{int(share * 100_000) / 100_000:.5f}"
