"""Polars by hand on the table: expressions for columns that somebody has looked at. Called as the others are."""

from __future__ import annotations

import json
import sys

import polars as pl

from duckdb_sql import COLUMNS, WEIGHTS
from patterns import PLATE

SHAPES = {
    "resident_id": "^[1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9X]$",
    "mobile": "^(?:(?:00)?86)?1[3-9][0-9]{9}$",
    "bank_card": "^(?:62[0-9]{17}|(?:62|4[0-9]|5[1-5])[0-9]{14})$",
    "email": r"^[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*\.[A-Za-z]{2,24}$",
    "plate": f"^{PLATE}$",
    "ip": "^(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})[.]){3}(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})$",
}
V = pl.col("v")


def digit(at: int) -> pl.Expr:
    return V.str.slice(at, 1).cast(pl.Int32)


def luhn(length: int) -> pl.Expr:
    terms = []
    for at in range(length):
        doubled = (length - at) % 2 == 0
        terms.append(digit(at) * 2 - (digit(at) > 4).cast(pl.Int32) * 9 if doubled else digit(at))
    return pl.sum_horizontal(terms) % 10 == 0


def checked(kind: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of a frame of candidates ``v`` in which the check digit, and the date, hold."""
    if kind == "resident_id":
        total = pl.sum_horizontal([digit(at) * weight for at, weight in enumerate(WEIGHTS)])
        day = V.str.slice(6, 8)
        return frame.filter(
            (pl.lit("10X98765432").str.slice(total % 11, 1) == V.str.slice(17, 1))
            & (day.str.slice(0, 4) <= "2026")
            & day.str.to_date("%Y%m%d", strict=False).is_not_null()
        )
    if kind == "bank_card":
        parts = [frame.filter(V.str.len_bytes() == length).filter(luhn(length)) for length in (16, 19)]
        return pl.concat(parts)
    if kind == "mobile":
        return frame.with_columns(V.str.tail(11))
    return frame


def values(table: pl.DataFrame, kind: str) -> pl.DataFrame:
    """The values of a column: ``row``, ``v`` in canonical form."""
    column = pl.col(COLUMNS[kind])
    if kind == "email":
        plain = column.str.to_lowercase()
    elif kind == "ip":
        plain = column
    else:
        plain = column.str.replace_all("[-+ ·]", "").str.to_uppercase()
    frame = table.select("row", plain.alias("v")).filter(V.str.contains(SHAPES[kind]))
    return checked(kind, frame)


def main() -> None:
    mode, path = sys.argv[1:3]
    table = pl.read_csv(path, infer_schema=False, row_index_name="row")
    found = {kind: values(table, kind) for kind in COLUMNS}
    if mode == "values":
        with open(sys.argv[5], "wb") as out:
            for kind, frame in found.items():
                frame.select("row", pl.lit(kind), "v").write_csv(out, include_header=False, separator="\t")
        return
    print(json.dumps({"counts": {kind: frame["v"].n_unique() for kind, frame in found.items()}}))


if __name__ == "__main__":
    main()
