"""Millions of synthetic rows (身份证号,手机号,姓名,地址) at memory speed, with a truth that is arithmetic.

Row contents are functions of an integer ``u``, one to one: ``u`` from 0 to ``uniques - 1`` each stand once in file
order, and the other fifth of the rows repeats some ``u`` drawn by a seeded mixing of bits. What ``u`` says (clean,
checksum wrong ...) follows from ``u % 50``, so the truth needs only how often each sort of row was written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import gcd
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt

from tiao.demo.places import BULK_COUNTIES, BULK_MOBILE_HEADS, GIVEN, ROADS, SURNAMES
from tiao.demo.shape import figures
from tiao.model import MethodCount

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

HEADER = "身份证号,手机号,姓名,地址\n"
CHUNK_ROWS = 200_000
# Sorts of rows. Of 50 values of u, 49 are clean (one of them a second mobile of the person before), one is not.
CLEAN, CHECKSUM, DATE, MALFORMED, ONLY_ID, ONLY_NAME = range(6)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999, ISO 7064 MOD 11-2
CHECKS = b"10X98765432"


def _padded(texts: Sequence[str]) -> Bytes:
    """Texts as UTF-8 in rows of one width, filled up with zero bytes that are dropped when a chunk is written."""
    encoded = [text.encode() for text in texts]
    width = max(map(len, encoded))
    return np.frombuffer(b"".join(item.ljust(width, b"\0") for item in encoded), np.uint8).reshape(-1, width)


def _weighted(digits: Bytes, at: int) -> Ints:
    """The part of the check sum that the digits give from place ``at`` of the number."""
    weights = np.array(WEIGHTS[at : at + digits.shape[1]], np.int64)
    return (digits.astype(np.int64) - ord("0")) @ weights


def _birthdays() -> Bytes:
    """YYYYMMDD of every day 1940-2010, then the same with month + 20, which is no date."""
    days = np.arange("1940-01-01", "2011-01-01", dtype="datetime64[D]").astype(str)
    real = [day.replace("-", "") for day in days]
    return _padded(real + [f"{day[:4]}{int(day[4:6]) + 20}{day[6:]}" for day in real])


_AREAS = _padded([code for code, _ in BULK_COUNTIES])
BIRTHDAYS = _birthdays()
_DAY_COUNT = len(BIRTHDAYS) // 2
_TRIPLES = _padded([f"{n:03d}" for n in range(1000)])
_QUADS = _padded([f"{n:04d}" for n in range(10_000)])
_HEADS = _padded(list(BULK_MOBILE_HEADS))
_AREA_SUM, _DAY_SUM, _TRIPLE_SUM = _weighted(_AREAS, 0), _weighted(BIRTHDAYS, 6), _weighted(_TRIPLES, 14)
_CHECK = np.frombuffer(CHECKS, np.uint8)
_NAMES = _padded([f"{surname}{given}" for surname in SURNAMES for given in GIVEN])
_STREETS = _padded([f"{county.split('省')[-1]}{road}" for _, county in BULK_COUNTIES for road in ROADS])
_NUMBERS = _padded([f"{n}号" for n in range(1, 1000)])
_ROOMS = _padded([f"{floor}{door:02d}室" for floor in range(1, 33) for door in range(1, 9)])

ID_SPACE = len(_AREAS) * _DAY_COUNT * 1000
MOBILE_SPACE = len(_HEADS) * 10**8


@dataclass
class Bulk:
    """A plan for ``rows`` rows, and what was written of it.

    Attributes:
        rows: data rows in all, headers not counted; at most 500 million.
        seed: same seed, same bytes on every machine.
        written: rows written so far, per sort.
    """

    rows: int
    seed: int = 1
    written: Counter[int] = field(default_factory=Counter)

    @property
    def uniques(self) -> int:
        """Distinct rows: four fifths of all, rounded up."""
        return self._uniques_before(self.rows)

    @staticmethod
    def _uniques_before(row: int) -> int:
        return row - row // 5

    def write(self, path: Path, first: int = 0, last: int | None = None) -> None:
        """Writes the header and rows ``first`` up to ``last`` to one file. Memory: one chunk, some 100 MB."""
        with open(path, "wb") as file:
            file.write(HEADER.encode())
            for chunk in self.chunks(first, self.rows if last is None else last):
                file.write(chunk)

    def chunks(self, first: int, last: int) -> Iterator[bytes]:
        """The rows as bytes, ``CHUNK_ROWS`` at a time. ``first`` is a multiple of ``CHUNK_ROWS``."""
        constants = Random(self.seed)
        id_step, mobile_step = _coprime(constants, ID_SPACE), _coprime(constants, MOBILE_SPACE)
        for start in range(first, last, CHUNK_ROWS):
            stop = min(start + CHUNK_ROWS, last)
            u, again = self._draw(start, stop)
            sort = sort_of(u)
            self.written.update(dict(enumerate(np.bincount(sort, minlength=6).tolist())))
            yield _rows(u, again, sort, id_step, mobile_step)

    def _draw(self, start: int, stop: int) -> tuple[Ints, npt.NDArray[np.bool_]]:
        """Which u each row holds, and whether it is a repetition, mixed evenly over the chunk."""
        fresh = np.arange(self._uniques_before(start), self._uniques_before(stop), dtype=np.int64)
        mixed = _mix(np.arange(start, stop, dtype=np.uint64) + np.uint64(self.seed << 40))
        again = np.ones(stop - start, np.bool_)
        again[np.argpartition(mixed, len(fresh) - 1)[: len(fresh)]] = False
        u = np.empty(stop - start, np.int64)
        u[~again] = fresh
        u[again] = (_mix(mixed[again]) % np.uint64(self.uniques)).astype(np.int64)
        return u, again

    def distinct(self) -> tuple[Counter[int], int]:
        """Distinct u per sort, and how many of the clean ones are a second mobile of the same person."""
        tens = self.uniques // 50
        sorts = Counter({CHECKSUM + k: (tens - k + 4) // 5 for k in range(5)})
        sorts[CLEAN] = self.uniques - tens
        return sorts, (self.uniques + 1) // 50

    def truth(self) -> dict[str, MethodCount]:
        """What each method must count in all rows written; valid once every row has been written."""
        rows, (distinct, second) = self.written, self.distinct()
        in_total = (CLEAN, CHECKSUM, DATE, MALFORMED)
        in_high = (*in_total, ONLY_ID)
        row_total = sum(rows[sort] for sort in in_total)
        record_total = sum(distinct[sort] for sort in in_total)
        record_high = sum(distinct[sort] for sort in in_high)
        struck_rows = Counter(resident_id_checksum=rows[ONLY_ID])
        identity_low, mobile_low = distinct[CLEAN] - second, distinct[CLEAN]
        kinds = Counter(
            resident_id=identity_low + distinct[MALFORMED], mobile=mobile_low + distinct[CHECKSUM] + distinct[DATE]
        )
        occurrences = 2 * rows[CLEAN] + rows[CHECKSUM] + rows[DATE] + rows[MALFORMED]
        struck = Counter(
            resident_id_checksum=distinct[CHECKSUM] + distinct[ONLY_ID],
            resident_id_date=distinct[DATE],
            mobile_malformed=distinct[MALFORMED],
        )

        def general(pieces: int) -> Counter[str]:
            return Counter(general=pieces)

        def once(total: int, low: int, high: int) -> MethodCount:
            duplicate = Counter(duplicate=row_total - total)
            return figures(general(total), general(low), general(high), struck_rows + duplicate)

        return {
            "by_row@1": figures(
                general(row_total), general(rows[CLEAN]), general(row_total + rows[ONLY_ID]), struck_rows
            ),
            "by_record@1": once(record_total, distinct[CLEAN], record_high),
            "by_person@1": once(record_total - second, distinct[CLEAN] - second, record_high - second),
            "by_value@1": figures(
                general(kinds.total()),
                general(identity_low + mobile_low),
                general(kinds.total() + struck.total()),
                struck + Counter(duplicate=occurrences - kinds.total()),
                kinds,
            ),
        }

    def not_identifying(self) -> int:
        """Rows with a name and nothing else."""
        return self.written[ONLY_NAME]


def sort_of(u: Ints) -> Ints:
    """The sort of each u: the 50th of every 50 takes the five sorts of bad rows in turn, the others are clean."""
    return np.where(u % 50 == 49, CHECKSUM + (u // 50) % 5, CLEAN)


def _mix(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """SplitMix64, one to one: the same bits in every version of numpy, which its own chance does not promise."""
    mixed = numbers * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _coprime(chance: Random, space: int) -> int:
    """A step that visits every place of the space once before it returns; below 2**33, so that no product overflows."""
    while True:
        step = chance.randrange(space // 3, min(space, 2**33))
        if gcd(step, space) == 1:
            return step


def _rows(u: Ints, again: npt.NDArray[np.bool_], sort: Ints, id_step: int, mobile_step: int) -> bytes:
    """CSV lines of the given u: columns of fixed width side by side, then the zero bytes taken out."""
    person = u - (u % 50 == 48)
    identity = (person + 1) * id_step % ID_SPACE
    area, rest = np.divmod(identity, _DAY_COUNT * 1000)
    day, serial = np.divmod(rest, 1000)
    day = day + _DAY_COUNT * (sort == DATE)
    wrong = (sort == CHECKSUM) | (sort == ONLY_ID)
    check = _CHECK[(_AREA_SUM[area] + _DAY_SUM[day] + _TRIPLE_SUM[serial] + wrong) % 11]
    # A repetition may write the X small: another form of the same number.
    check = np.where(again & (check == ord("X")), np.uint8(ord("x")), check)
    head, number = np.divmod((u + 1) * mobile_step % MOBILE_SPACE, 10**8)
    upper, lower = np.divmod(number, 10_000)
    spread = (person.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(20)
    spread = spread.astype(np.int64)
    extra = np.where(sort == MALFORMED, np.uint8(ord("0")), np.uint8(0))
    columns: list[Bytes] = [_AREAS[area], BIRTHDAYS[day], _TRIPLES[serial], check[:, None]]
    id_width = 18
    mobile = [_HEADS[head], _QUADS[upper], _QUADS[lower], extra[:, None]]
    address = [
        _STREETS[area * len(ROADS) + spread % len(ROADS)],
        _NUMBERS[spread // 20 % len(_NUMBERS)],
        _ROOMS[spread // 20_000 % len(_ROOMS)],
    ]
    comma = np.full((len(u), 1), ord(","), np.uint8)
    name = _NAMES[spread // 7 % len(_NAMES)]
    table = np.hstack([*columns, comma, *mobile, comma, name, comma, *address, np.full_like(comma, ord("\n"))])
    bare = np.flatnonzero(sort >= ONLY_ID)
    name_at = id_width + 1 + 12 + 1
    address_at = name_at + name.shape[1] + 1
    table[bare, id_width + 1 : name_at - 1] = 0
    table[bare, address_at:-1] = 0
    table[np.flatnonzero(sort == ONLY_NAME), :id_width] = 0
    return table.tobytes().translate(None, b"\0")
