"""Photos and pictures (照片): text read by models on disk, fields by layout, faces counted; the extra ``tiao[ocr]``."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tiao.content.photo.models import digest, missing, models
from tiao.content.photo.shown import Row, Shown
from tiao.content.reader import Chunk, Claim, Layout, RowsChunk, Source, Table
from tiao.errors import Unreadable
from tiao.model import Unread

EXTRA = "Install it, pip install 'tiao[ocr]', and find again."
_ABSENT = "Photos are read by an extra that is not installed; this one was not read."
_GUESSED = "Most of the text in it is too blurred, too small or too much covered to be read."
PARTLY = "Some of the text in it is too blurred, too small or too much covered to be read."
_BLURRED = "Nothing in it is sharp; text in it may not have been found."
_CUT = "The picture breaks off; what is there was read."
_BY_EYE = "Look at it by eye, and seal a transcript as well."
_HEADS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")
_BMP_HEADERS = (12, 40, 52, 56, 64, 108, 124)
# Photos whose tables stay in memory, so that walking a figure back to its rows reads each but once.
_REMEMBERED = 4096


@dataclass
class PhotoTable:
    """A document, list or text of a photo. Raw.

    Attributes:
        details: of the photo: its size, faces and perceptual hash; and where each row stands, ``x,y,w,h``.
    """

    name: str
    columns: Sequence[str]
    rows: Sequence[Row]
    layout: Layout
    size: int
    details: dict[str, Any] = field(default_factory=dict)

    def chunks(self) -> Iterator[Chunk]:
        cells: list[tuple[int, Sequence[str]]] = [(number, row.cells) for number, row in enumerate(self.rows)]
        if self.columns:
            # Names that the reader gives: they stand on no row of the photo.
            cells.insert(0, (-1, self.columns))
        if cells:
            yield RowsChunk(cells, len(self.rows), self.size)


class Photo:
    """Reads JPEG, PNG, WebP, BMP, TIFF (every page) and the first picture of a GIF."""

    name = "photo@1"

    def pin(self) -> str:
        """What reads beside the program: other models read otherwise, and without them nothing is read."""
        return digest() or "absent"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        if head.startswith(_HEADS) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
            return Claim.YES, "the head of a picture"
        if head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
            return Claim.YES, "the head of a picture"
        return Claim.NO, ""

    def tables(self, source: Source) -> Iterator[Table | Unread]:
        if missing():
            raise Unreadable(_ABSENT, source.shown, EXTRA)
        key = _digest(source)
        parts = _memory.get(key)
        if parts is None:
            parts = list(_read(source))
            _memory.put(key, parts)
        yield from parts


def _read(source: Source) -> Iterator[Table | Unread]:
    from tiao.content.photo.picture import pictures
    from tiao.content.photo.read import boxes, see

    exhibit = source.exhibit.id
    size = source.size
    with source.open() as stream:
        for picture in pictures(stream, source.shown):
            page = f"第{picture.page}页" if picture.pages > 1 else ""
            seen = see(models(), picture)
            about = {
                "photo": {
                    "width": seen.width, "height": seen.height, "faces": seen.faces, "likeness": seen.likeness,
                    **({"page": picture.page} if page else {}),
                }
            }  # fmt: skip
            # A photo that shows nothing in writing is on record as a table without rows.
            for one in seen.shown or [Shown("", (), [])]:
                name = "!".join(filter(None, (page, one.name)))
                regions = {"regions": list(boxes(one.rows))} if one.rows else {}
                yield PhotoTable(name, one.columns, one.rows, one.layout, size, about | regions)
                size = 0
            for what in _not_read(seen, picture):
                yield Unread(exhibit, page, what, _BY_EYE)


def _not_read(seen: Any, picture: Any) -> Iterator[str]:
    if picture.damaged:
        yield _CUT
    if seen.unreadable:
        yield _GUESSED
    elif seen.blurred:
        yield _BLURRED
    elif seen.guessed and seen.read:
        yield PARTLY


def _digest(source: Source) -> str:
    """Of the bytes of the photo: what was read of them before need not be read again."""
    if source.inside is None:
        return source.exhibit.sha256
    whole = hashlib.sha256()
    with source.open() as stream:
        while block := stream.read(1 << 20):
            whole.update(block)
    return whole.hexdigest()


class _Memory:
    """What the last photos showed: in memory only, as long as this process."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, list[Table | Unread]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> list[Table | Unread] | None:
        with self._lock:
            return self._kept.get(key)

    def put(self, key: str, parts: list[Table | Unread]) -> None:
        with self._lock:
            self._kept[key] = parts
            while len(self._kept) > _REMEMBERED:
                self._kept.popitem(last=False)


_memory = _Memory()
