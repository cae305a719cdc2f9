"""Writes the data of the comparison with peers, with a truth that holds every value.

    python bench/data.py FOLDER --rows 1000000

``person.csv`` (UTF-8, header), ``list.txt`` (GB18030, ``----``, no header) and ``talk.txt`` (UTF-8, running text), and
beside each its truth as Parquet: one line for each true value of each row (``row`` from 0, ``kind``, ``value``). Same
rows and seed, same bytes on every machine. Eighteen rows in a hundred are of a person who stood in an earlier row.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from data_rows import HEADER, KINDS, ROW_DRAWS, Row, list_row, table_row, text_row
from data_values import PERSON_DRAWS, Numbers, Person, draws, mix, person

CHUNK = 50_000
# In a hundred rows, so many are of a person who stood in an earlier row.
REPEATED = 18
TRUTH = pa.schema([("row", pa.int32()), ("kind", pa.dictionary(pa.int8(), pa.string())), ("value", pa.string())])


@dataclass(frozen=True)
class Shape:
    """One file of the comparison.

    Attributes:
        name: of the file. salt: keeps the people of the files apart. header: lines before the first row.
    """

    name: str
    encoding: str
    salt: int
    header: str
    row: Callable[[tuple[int, ...], Person, bool], Row]

    @property
    def header_lines(self) -> int:
        return 1 if self.header else 0


SHAPES = {
    "table": Shape("person.csv", "utf-8", 1, HEADER + "\n", table_row),
    "list": Shape("list.txt", "gb18030", 2, "", list_row),
    "text": Shape("talk.txt", "utf-8", 3, "", text_row),
}


def people_of(start: int, stop: int, salt: int, seed: int) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """Whose row each row is, as the number of the first row of that person, and whether it is a repetition.

    A row repeats any earlier row's person; that row may itself be a repetition, so it is followed back to a first.
    """
    rows = np.arange(start, stop, dtype=np.uint64)
    who = rows.copy()
    salted = np.uint64((seed << 8) + salt)
    repeated = np.zeros(stop - start, np.bool_)
    going = np.ones(stop - start, np.bool_)
    while going.any():
        chance = mix(mix(who) ^ salted)
        going &= (chance % np.uint64(100) < REPEATED) & (who > 0)
        who[going] = (chance[going] >> np.uint64(8)) % who[going]
        repeated |= going
    return who, repeated


def rows_of(shape: str, start: int, stop: int, seed: int = 1) -> Iterator[Row]:
    """The rows of a shape from ``start`` up to ``stop``."""
    plan = SHAPES[shape]
    salt = plan.salt * 1000 + seed
    who, again = people_of(start, stop, plan.salt, seed)
    own = np.arange(start, stop, dtype=np.uint64)
    people = draws(who, PERSON_DRAWS, salt)
    for d, p, repeated in zip(draws(own, ROW_DRAWS, salt + 30_000), people, again.tolist(), strict=True):
        yield plan.row(d, person(p), repeated)


def _chunk(shape: str, start: int, stop: int, seed: int) -> tuple[bytes, pa.RecordBatch]:
    lines: list[str] = []
    rows: list[int] = []
    kinds: list[int] = []
    values: list[str] = []
    for row, (line, true) in enumerate(rows_of(shape, start, stop, seed), start):
        lines.append(line)
        for kind, value in true:
            rows.append(row)
            kinds.append(kind)
            values.append(value)
    lines.append("")
    columns = [
        pa.array(rows, pa.int32()),
        pa.DictionaryArray.from_arrays(pa.array(kinds, pa.int8()), list(KINDS)),
        values,
    ]
    truth = pa.RecordBatch.from_arrays([*columns[:2], pa.array(values)], schema=TRUTH)
    return "\n".join(lines).encode(SHAPES[shape].encoding), truth


def write(folder: Path, shape: str, rows: int, seed: int = 1) -> dict[str, object]:
    """Writes one file and its truth.

    Returns:
        ``rows``, ``bytes``, ``sha256`` of the file.
    """
    plan = SHAPES[shape]
    path, digest, size = folder / plan.name, hashlib.sha256(), 0
    starts = range(0, rows, CHUNK)
    stops = [min(start + CHUNK, rows) for start in starts]
    half = path.with_suffix(".half")
    with (
        open(half, "wb") as file,
        pq.ParquetWriter(truth_path(path), TRUTH) as truth,
        ProcessPoolExecutor() as pool,
    ):
        jobs = pool.map(_chunk, [shape] * len(stops), starts, stops, [seed] * len(stops))
        for data in (plan.header.encode(plan.encoding), *_written(jobs, truth)):
            file.write(data)
            digest.update(data)
            size += len(data)
    half.replace(path)
    return {"rows": rows, "bytes": size, "sha256": digest.hexdigest()}


def _written(jobs: Iterator[tuple[bytes, pa.RecordBatch]], truth: pq.ParquetWriter) -> Iterator[bytes]:
    for data, batch in jobs:
        truth.write_batch(batch)
        yield data


def truth_path(path: Path) -> Path:
    return path.with_suffix(".truth.parquet")


def head(path: Path, shape: str, rows: int) -> Path:
    """The first rows of a file as a file of its own, header included."""
    small = path.with_name(f"{path.stem}-{rows}{path.suffix}")
    lines = rows + SHAPES[shape].header_lines
    with open(path, "rb") as whole, open(small, "wb") as out:
        for _, line in zip(range(lines), whole, strict=False):
            out.write(line)
    return small


def main() -> None:
    options = argparse.ArgumentParser(description="Write the data of the comparison with peers.")
    options.add_argument("folder", type=Path)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    print(json.dumps({shape: write(given.folder, shape, given.rows, given.seed) for shape in SHAPES}, indent=1))


if __name__ == "__main__":
    main()
