"""The pieces of text of which rows are put together, as arrays of bytes that compiled code can read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import yaml

from tiao.demo.bulk import BIRTHDAYS, WEIGHTS
from tiao.demo.places import BULK_COUNTIES, BULK_MOBILE_HEADS, GIVEN, ROADS, SURNAMES

Bytes = npt.NDArray[np.uint8]

# How many there are of each: compiled into the code that draws from them, and held to the texts in ``texts``.
COUNTIES, DAYS, HEADS, UNASSIGNED, PROVINCES = 20, 25_933, 37, 13, 23
NAMES, STREETS, NUMBERS, ROOMS = 44 * 50, 400, 999, 1536
GOODS_COUNT, HOTELS_COUNT, PINYIN, HOSTS, PASSWORDS, NIGHTS = 32, 320, 32, 4, 16, 2557


class Texts(NamedTuple):
    """Tables of texts in UTF-8. Those of one width are bare; else the first byte of a row says how many follow.

    Attributes:
        areas: first six digits of identity numbers; after the counties as many that no table knows.
        days: birthdays YYYYMMDD; after them as many that are no date.
        triples: 000 to 999.
        area_sum, day_sum, triple_sum: their parts in the sum of GB 11643-1999.
        heads, unassigned: first three digits of mobile numbers.
        nights: YYYY-MM-DD.
    """

    areas: Bytes
    days: Bytes
    triples: Bytes
    area_sum: Bytes
    day_sum: Bytes
    triple_sum: Bytes
    heads: Bytes
    unassigned: Bytes
    names: Bytes
    streets: Bytes
    numbers: Bytes
    rooms: Bytes
    goods: Bytes
    hotels: Bytes
    provinces: Bytes
    pinyin: Bytes
    hosts: Bytes
    passwords: Bytes
    nights: Bytes


@cache
def texts() -> Texts:
    """The tables, made once."""
    words = yaml.safe_load(files("tiao.demo.library").joinpath("words.yaml").read_text(encoding="utf-8"))
    unknown = [f"92{n:04d}" for n in range(len(BULK_COUNTIES))]
    areas = _bare([*(code for code, _ in BULK_COUNTIES), *unknown], 2 * COUNTIES)
    triples = _bare([f"{n:03d}" for n in range(1000)], 1000)
    nights = np.arange("2015-01-01", "2022-01-01", dtype="datetime64[D]").astype(str).tolist()
    return Texts(
        areas=areas,
        days=BIRTHDAYS,
        triples=triples,
        area_sum=_weighted(areas, 0),
        day_sum=_weighted(BIRTHDAYS, 6),
        triple_sum=_weighted(triples, 14),
        heads=_bare(BULK_MOBILE_HEADS, HEADS),
        unassigned=_bare(words["unassigned"], UNASSIGNED),
        names=_sized([surname + given for surname in SURNAMES for given in GIVEN], NAMES),
        streets=_sized([place + road for _, place in BULK_COUNTIES for road in ROADS], STREETS),
        numbers=_sized([f"{n}号" for n in range(1, 1000)], NUMBERS),
        rooms=_sized(
            [f"{u}单元{floor}{door:02d}室" for u in range(1, 7) for floor in range(1, 33) for door in range(1, 9)],
            ROOMS,
        ),
        goods=_sized(words["goods"].split(), GOODS_COUNT),
        hotels=_sized([f"{name}({road}店)" for name in words["hotels"].split() for road in ROADS], HOTELS_COUNT),
        provinces=_bare(words["provinces"], PROVINCES),
        pinyin=_sized(words["pinyin"].split(), PINYIN),
        hosts=_sized(words["hosts"], HOSTS),
        passwords=_sized(words["passwords"].split(), PASSWORDS),
        nights=_bare(nights, NIGHTS),
    )


def _bare(items: Sequence[str], count: int) -> Bytes:
    """Texts of one width, one a row."""
    encoded = [item.encode() for item in items]
    assert len(encoded) == count
    return np.frombuffer(b"".join(encoded), np.uint8).reshape(count, len(encoded[0]))


def _sized(items: Sequence[str], count: int) -> Bytes:
    """Texts of many widths: the length, then the bytes, filled up for eight to be read at a time."""
    encoded = [item.encode() for item in items]
    assert len(encoded) == count
    width = -(-max(map(len, encoded)) // 8) * 8
    rows = (bytes([len(item)]) + item.ljust(width, b"\0") for item in encoded)
    return np.frombuffer(b"".join(rows), np.uint8).reshape(count, width + 1)


def _weighted(digits: Bytes, at: int) -> Bytes:
    """The part of the check sum, modulo 11, that the digits give from place ``at`` of the number."""
    weights = np.array(WEIGHTS[at : at + digits.shape[1]], np.int64)
    # One byte each, for the table of all days to stay near.
    return ((digits.astype(np.int64) - ord("0")) @ weights % 11).astype(np.uint8)
