"""Thrift's compact protocol, as much of it as Parquet's metadata takes (parquet-format, ``parquet.thrift``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_BOOL_TRUE, _BOOL_FALSE, _BYTE, _I32, _I64, _BINARY, _LIST, _STRUCT = 1, 2, 3, 5, 6, 8, 9, 12


@dataclass(frozen=True)
class Field:
    """One field of a struct: its number, the protocol's type, and its bytes."""

    number: int
    kind: int
    data: bytes


def varint(value: int) -> bytes:
    """An unsigned number, seven bits a byte, lowest first."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _zigzag(value: int) -> bytes:
    return varint(value << 1 if value >= 0 else (-value << 1) - 1)


def boolean(number: int, value: bool) -> Field:
    return Field(number, _BOOL_TRUE if value else _BOOL_FALSE, b"")


def i8(number: int, value: int) -> Field:
    return Field(number, _BYTE, bytes([value]))


def i32(number: int, value: int) -> Field:
    return Field(number, _I32, _zigzag(value))


def i64(number: int, value: int) -> Field:
    return Field(number, _I64, _zigzag(value))


def text(number: int, value: str) -> Field:
    return Field(number, _BINARY, _binary(value))


def inner(number: int, data: bytes) -> Field:
    """A struct within a struct."""
    return Field(number, _STRUCT, data)


def i32s(number: int, values: Sequence[int]) -> Field:
    return Field(number, _LIST, _list(_I32, [_zigzag(value) for value in values]))


def texts(number: int, values: Sequence[str]) -> Field:
    return Field(number, _LIST, _list(_BINARY, [_binary(value) for value in values]))


def structs(number: int, values: Sequence[bytes]) -> Field:
    return Field(number, _LIST, _list(_STRUCT, values))


def struct(*fields: Field) -> bytes:
    """A struct; its fields in the order of their numbers, which are less than 16 apart."""
    out = bytearray()
    last = 0
    for field in fields:
        out.append((field.number - last) << 4 | field.kind)
        out += field.data
        last = field.number
    out.append(0)
    return bytes(out)


def _binary(value: str) -> bytes:
    data = value.encode("utf-8")
    return varint(len(data)) + data


def _list(kind: int, values: Sequence[bytes]) -> bytes:
    size = len(values)
    head = bytes([size << 4 | kind]) if size < 15 else bytes([0xF0 | kind]) + varint(size)
    return head + b"".join(values)
