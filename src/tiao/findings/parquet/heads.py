"""The heads of pages: what kind, how many bytes, how many values."""

from __future__ import annotations

from functools import lru_cache

from tiao.findings.parquet import thrift

PLAIN, RLE, RLE_DICTIONARY = 0, 3, 8
_DATA_PAGE, _DICTIONARY_PAGE = 0, 2


def of_data(size: int, lines: int, encoding: int) -> bytes:
    """The head of a page of values, of so many bytes, levels included."""
    said = thrift.i32(1, lines), thrift.i32(2, encoding), thrift.i32(3, RLE), thrift.i32(4, RLE)
    return _head(_DATA_PAGE, size, thrift.inner(5, thrift.struct(*said)))


@lru_cache(10_000)
def of_dictionary(many: int, size: int) -> bytes:
    """The head of a page of so many different values."""
    said = thrift.struct(thrift.i32(1, many), thrift.i32(2, PLAIN))
    return _head(_DICTIONARY_PAGE, size, thrift.inner(7, said))


def _head(kind: int, size: int, said: thrift.Field) -> bytes:
    return thrift.struct(thrift.i32(1, kind), thrift.i32(2, size), thrift.i32(3, size), said)
