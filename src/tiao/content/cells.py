"""Cells of tables in which every row is equally wide, as a ``Batch``; and bytes that nobody calls text, as text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tiao.content.reader import Batch, pack
from tiao.model import Unread

_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r") + b"\x7f"


def as_text(raw: bytes) -> bytes:
    """Bytes that are no UTF-8, as UTF-8: read as GB18030 if that leaves less damage, which stands as U+FFFD."""
    texts = [raw.decode(encoding, "replace") for encoding in ("utf-8", "gb18030")]
    return min(texts, key=lambda text: text.count("\ufffd")).encode("utf-8", "replace")


def text_without_type(raw: bytes) -> bytes | None:
    """Bytes of which nobody says what they are, as UTF-8; None if they are no text: pictures, packed data."""
    if raw.translate(None, _CONTROLS) != raw:
        return None
    for encoding in ("utf-8", "gbk"):
        try:
            return raw.decode(encoding).encode()
        except UnicodeDecodeError:
            continue
    return None


def rows_of_cells(
    data: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.int64],
    ends: npt.NDArray[np.int64],
    width: int,
    header: Sequence[str],
    unread: list[Unread],
) -> Batch:
    """A batch of rows of equal width, blank ones left out.

    Args:
        data: uint8, sound UTF-8, two bytes of room behind the last cell; changed in place later.
        starts, ends: int64, (rows * width,), row after row.
        header: row -1, if there is one.
    """
    from tiao.content.cell_walk import blank_rows

    rows = len(starts) // width if width else 0
    blank = np.zeros(rows, np.bool_)
    blank_rows(data, starts, ends, width, blank)
    numbers = np.flatnonzero(~blank)
    if len(numbers) < rows:
        starts, ends = (each.reshape(rows, width)[numbers].reshape(-1) for each in (starts, ends))
    first = np.arange(len(numbers) + 1, dtype=np.int64) * width
    if header:
        top = pack([(-1, header)], 0)
        starts, ends = (np.concatenate([new + len(data), old]) for new, old in ((top.starts, starts), (top.ends, ends)))
        data = np.concatenate([data, top.data])
        first = np.concatenate([np.zeros(1, np.int64), first + len(header)])
        numbers = np.concatenate([np.full(1, -1, np.int64), numbers])
    return Batch(data, starts, ends, first, numbers, rows, rows - int((numbers >= 0).sum()), unread)
