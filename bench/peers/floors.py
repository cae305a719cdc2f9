"""The floors: an engine parses every column of the table as text and counts what is filled; nothing else.

python bench/peers/floors.py duckdb|polars FILE
"""

from __future__ import annotations

import os
import sys


def duckdb(path: str) -> None:
    import duckdb

    con = duckdb.connect()
    con.execute(f"set threads = {os.environ.get('TIAO_BENCH_CORES', '1')}")
    with open(path, encoding="utf-8") as file:
        names = file.readline().strip().split(",")
    columns = "{" + ", ".join(f"'{name}': 'VARCHAR'" for name in names) + "}"
    counts = ", ".join(f'count("{name}")' for name in names)
    con.execute(
        f"select {counts} from read_csv('{path}', header = true, auto_detect = false, delim = ',', quote = '\"', "
        f"columns = {columns})"
    ).fetchall()


def polars(path: str) -> None:
    import polars

    polars.scan_csv(path, infer_schema=False).select(polars.all().count()).collect(engine="streaming")


if __name__ == "__main__":
    {"duckdb": duckdb, "polars": polars}[sys.argv[1]](sys.argv[2])
