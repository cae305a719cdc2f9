"""Columns of Arrow (Parquet, Feather) as cells of text: what a person reads in them, whatever their type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tiao.content.cells import rows_of_cells, text_without_type
from tiao.content.json.rows import DEEPEST, MOST_COLUMNS, all_text, scalar_text
from tiao.content.passed_over import PassedOver
from tiao.content.reader import Batch
from tiao.model import Unread

_EXACT = 2.0**53
# Room behind the last cell, so that looking for a blank of three bytes stays inside.
_ROOM = 3
_BYTES = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view, pa.types.is_fixed_size_binary)
# A fraction of a second that is nothing.
_NO_FRACTION = r"\.0+$"


@cache
def _compute() -> Any:
    """Arrow's functions, made at first use: they take a twentieth of a second, and few tables need them."""
    import pyarrow.compute

    return pyarrow.compute


@cache
def _greenwich() -> tuple[Any, Any]:
    """What is joined to a time in Greenwich. Made at first use: pyarrow then looks for pandas, a fifth of a second."""
    return pa.scalar("Z", pa.large_string()), pa.scalar("", pa.large_string())


def names_of(schema: Any) -> list[str]:
    """The names of the columns as ``texts_of`` gives them: structures become columns with dotted names."""
    return list(_names(((each.name, each.type) for each in schema), 0))[:MOST_COLUMNS]


def _names(fields: Any, depth: int) -> Iterator[str]:
    for name, kind in fields:
        kind = _plain_type(kind)
        if pa.types.is_struct(kind) and depth < DEEPEST:
            inner = ((f"{name}.{kind.field(i).name}", kind.field(i).type) for i in range(kind.num_fields))
            yield from _names(inner, depth + 1)
        else:
            yield name


def texts_of(batch: Any, passed: PassedOver) -> list[Any]:
    """The columns of a batch as arrays of text (large_string), in the order of ``names_of``."""
    return list(_texts(batch.columns, passed, 0))[:MOST_COLUMNS]


def _texts(columns: Sequence[Any], passed: PassedOver, depth: int, number: int = 0) -> Iterator[Any]:
    for place, column in enumerate(columns, 1):
        column = _plain(column)
        if pa.types.is_struct(column.type) and depth < DEEPEST:
            yield from _texts(column.flatten(), passed, depth + 1, number or place)
        else:
            yield _text(column, passed, number or place)


def _plain_type(kind: Any) -> Any:
    """A type without what only says how it is kept."""
    while True:
        if isinstance(kind, pa.BaseExtensionType):
            kind = kind.storage_type
        elif pa.types.is_dictionary(kind) or pa.types.is_run_end_encoded(kind):
            kind = kind.value_type
        else:
            return kind


def _plain(column: Any) -> Any:
    while True:
        kind = column.type
        if isinstance(kind, pa.BaseExtensionType):
            column = column.storage
        elif pa.types.is_dictionary(kind):
            column = column.dictionary_decode()
        elif pa.types.is_run_end_encoded(kind):
            column = _compute().run_end_decode(column)
        else:
            return column


def _text(column: Any, passed: PassedOver, number: int) -> Any:
    """One column as text; nothing where there is no value."""
    kind, types = column.type, pa.types
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        return column.cast(pa.large_string())
    if any(test(kind) for test in _BYTES):
        return _binary(column, passed, number)
    if types.is_floating(kind):
        return _floating(column)
    if types.is_timestamp(kind):
        # Arrow keeps moments with a zone as they are in Greenwich.
        text = column.cast(pa.timestamp(kind.unit)).cast(pa.large_string())
        text = _compute().replace_substring_regex(text, _NO_FRACTION, "")
        return _compute().binary_join_element_wise(text, *_greenwich()) if kind.tz else text
    if types.is_time(kind):
        return _compute().replace_substring_regex(column.cast(pa.large_string()), _NO_FRACTION, "")
    if types.is_integer(kind) or types.is_boolean(kind) or types.is_date(kind) or types.is_null(kind):
        return column.cast(pa.large_string())
    if types.is_decimal(kind):
        return pa.array([scalar_text(value) for value in column.to_pylist()], pa.large_string())
    return pa.array([_any(value) for value in _values(column)], pa.large_string())


def _values(column: Any) -> Iterator[Any]:
    """Values one by one; one that Python has no word for, such as a day after the year 9999, is nothing."""
    for item in column:
        try:
            yield item.as_py()
        except (ValueError, OverflowError, NotImplementedError, TypeError):
            yield "\ufffd"


def _any(value: Any) -> str:
    return all_text(_known(value)).encode("utf-8", "replace").decode()


def _known(value: Any) -> Any:
    """A value in the words of JSON; pairs (key, value) of a map become an object."""
    if isinstance(value, dict):
        return {str(key): _known(item) for key, item in value.items()}
    if isinstance(value, list):
        if value and all(isinstance(item, tuple) and len(item) == 2 for item in value):
            return [{scalar_text(_known(key)): _known(item)} for key, item in value]
        return [_known(item) for item in value]
    if isinstance(value, bytes):
        return (text_without_type(value) or b"").decode()
    return value


def _binary(column: Any, passed: PassedOver, number: int) -> Any:
    values = column.to_pylist()
    texts = [None if value is None else text_without_type(value) for value in values]
    lost = sum(text is None and value is not None for text, value in zip(texts, values, strict=True))
    passed.add(number, lost)
    return pa.array(texts, pa.large_binary()).cast(pa.large_string())


def _floating(column: Any) -> Any:
    column = column.cast(pa.float64())
    values = column.to_numpy(zero_copy_only=False)
    whole = (np.abs(values) < _EXACT) & (values == np.floor(values))
    texts = _compute().cast(pa.array(np.where(whole, values, 0.0).astype(np.int64)), pa.large_string())
    others = np.flatnonzero(~whole & column.is_valid().to_numpy(zero_copy_only=False))
    if len(others):
        written = pa.array([scalar_text(value) for value in values[others].tolist()], pa.large_string())
        mask = np.zeros(len(values), np.bool_)
        mask[others] = True
        texts = _compute().replace_with_mask(texts, pa.array(mask), written)
    return _compute().if_else(column.is_valid(), texts, pa.scalar(None, pa.large_string()))


def rows_of_columns(columns: Sequence[Any], rows: int, header: Sequence[str], unread: list[Unread]) -> Batch:
    """Columns of text as rows of cells.

    Args:
        columns: arrays of ``large_string``, each of ``rows`` values.
        header: row -1, if there is one.
    """
    width = len(columns)
    starts, ends = np.zeros((rows, width), np.int64), np.zeros((rows, width), np.int64)
    pieces: list[npt.NDArray[np.uint8]] = []
    size = 0
    for place, column in enumerate(columns):
        column = column.fill_null("") if column.null_count else column
        _, offsets, data = column.buffers()
        if data is None or offsets is None or not rows:
            continue
        at = np.frombuffer(offsets, np.int64)[column.offset : column.offset + rows + 1]
        piece = np.frombuffer(data, np.uint8)[at[0] : at[-1]]
        starts[:, place] = at[:-1] - at[0] + size
        ends[:, place] = at[1:] - at[0] + size
        pieces.append(piece)
        size += len(piece)
    whole = np.concatenate([*pieces, np.zeros(_ROOM, np.uint8)])
    if not width:
        # A table can have rows and no columns.
        nothing = np.zeros(0, np.int64)
        return Batch(whole, nothing, nothing, np.zeros(1, np.int64), nothing, rows, rows, unread)
    return rows_of_cells(whole, starts.reshape(-1), ends.reshape(-1), width, header, unread)


@dataclass
class ArrowChunk:
    """Some rows of a table of Arrow.

    Attributes:
        rows: a record batch; None where rows are lost.
        header: names of the columns, in the first chunk only.
        height: of lost rows, so that the rows behind keep their numbers.
    """

    rows: Any
    passed: PassedOver
    header: Sequence[str] = ()
    height: int = 0
    size: int = 0
    unread: list[Unread] = field(default_factory=list)

    def batch(self) -> Batch:
        if self.rows is None:
            nothing, width = np.zeros(0, np.int64), len(self.header)
            made = rows_of_cells(np.zeros(_ROOM, np.uint8), nothing, nothing, width, self.header, [*self.unread])
            made.height = self.height
            return made
        return rows_of_columns(texts_of(self.rows, self.passed), self.rows.num_rows, self.header, [*self.unread])
