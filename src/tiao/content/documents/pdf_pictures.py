"""Pictures of a PDF document as files within it: scanned pages (扫描件), and photos that stand among the text."""

from __future__ import annotations

import ctypes
import io
import struct
import zlib
from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO

import pypdfium2.raw as pdfium
from pypdfium2 import PdfiumError

from tiao.content.documents.pdf_file import LOCK, Document
from tiao.content.reader import Member, Source
from tiao.errors import Unreadable
from tiao.model import Unread

FEW_SIGNS = 10
"""Characters of a page that is a picture: a page number, a mark of the scanner."""
WHOLE_PAGE = 0.8
SMALLEST = 64
"""Points across and down: smaller pictures are ornaments."""
DOTS = 200
MOST_DOTS = 40_000_000
_INCH = 72
_BY_EYE = "Look at that page by eye."


def pictures(document: Document, source: Source) -> Iterator[Member | Unread]:
    """The pictures of a document, page by page. A page that is one picture is one file.

    A page whose picture stands under its own text (a searchable scan) gives its text only, and that is said.
    """
    covered = 0
    for number in range(1, document.count + 1):
        with LOCK:
            page = document.page(number)
            try:
                found, signs, size = _boxes(page), _signs(page), page.get_size()
            finally:
                page.close()
        area = size[0] * size[1] or 1.0
        whole = [place for place, width, height in found if width * height >= WHOLE_PAGE * area]
        if signs >= FEW_SIGNS and whole:
            covered += 1
            found = [each for each in found if each[0] not in whole]
        elif found and signs < FEW_SIGNS:
            yield Member(f"第{number}页.png", partial(_drawn, document, number))
            continue
        for place, width, height in found:
            if width >= SMALLEST and height >= SMALLEST:
                yield Member(f"第{number}页-{place}.png", partial(_picture, document, number, place))
    if covered:
        what = f"On {covered} pages a picture fills the page under its text; the text was read, the picture was not."
        yield Unread(source.exhibit.id, "", what, "Compare a sample of these pages with their text by eye.")


def _boxes(page: Any) -> list[tuple[int, float, float]]:
    """Place among the pictures of the page, width and height in points."""
    out = []
    for place, shape in enumerate(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=5), 1):
        left, bottom, right, top = shape.get_bounds()
        out.append((place, right - left, top - bottom))
    return out


def _signs(page: Any) -> int:
    text = page.get_textpage()
    try:
        return sum(not sign.isspace() for sign in text.get_text_range())
    finally:
        text.close()


def _drawn(document: Document, number: int) -> BinaryIO:
    """A page as it is printed."""
    with LOCK:
        page = document.page(number)
        try:
            width, height = page.get_size()
            scale = min(DOTS / _INCH, (MOST_DOTS / max(1.0, width * height)) ** 0.5)
            bitmap = page.render(scale=scale, grayscale=False, rev_byteorder=True)
            return _as_png(bitmap)
        except PdfiumError:
            raise Unreadable("The page in the document cannot be drawn.", "", _BY_EYE) from None
        finally:
            page.close()


def _picture(document: Document, number: int, place: int) -> BinaryIO:
    """A picture as it is stored, if it is a photo (JPEG), else as it is printed."""
    with LOCK:
        page = document.page(number)
        try:
            shapes = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=5)
            shape = next(each for nth, each in enumerate(shapes, 1) if nth == place)
            photo = _photo(shape.raw)
            if photo is not None:
                return io.BytesIO(photo)
            return _as_png(shape.get_bitmap(render=False))
        except (PdfiumError, StopIteration):
            raise Unreadable("The picture in the document is damaged.", "", _BY_EYE) from None
        finally:
            page.close()


def _photo(raw: Any) -> bytes | None:
    if pdfium.FPDFImageObj_GetImageFilterCount(raw) != 1:
        return None
    name = ctypes.create_string_buffer(32)
    pdfium.FPDFImageObj_GetImageFilter(raw, 0, name, 32)
    if name.value != b"DCTDecode":
        return None
    size = pdfium.FPDFImageObj_GetImageDataRaw(raw, None, 0)
    data = ctypes.create_string_buffer(size)
    pdfium.FPDFImageObj_GetImageDataRaw(raw, data, size)
    return data.raw


def _as_png(bitmap: Any) -> BinaryIO:
    """A bitmap as a picture file; PNG needs no more than this."""
    rows = bitmap.to_numpy()
    if rows.ndim == 2:
        rows = rows[:, :, None]
    if rows.shape[2] == 4:
        rows = rows[:, :, :3]
    if "BGR" in bitmap.mode:
        rows = rows[:, :, ::-1]
    kind = {1: 0, 3: 2}[rows.shape[2]]
    packer = zlib.compressobj(1)
    packed = b"".join([packer.compress(b"\0" + row.tobytes()) for row in rows] + [packer.flush()])
    head = struct.pack(">IIBBBBB", rows.shape[1], rows.shape[0], 8, kind, 0, 0, 0)
    out = io.BytesIO(b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b""))
    bitmap.close()
    return out


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
