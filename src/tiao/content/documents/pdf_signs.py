"""Signs and drawn lines of a page, as PDFium gives them. To be called under the lock of ``pdf_file.py``."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium

from tiao.content.documents.pdf_lines import Rules, Sign
from tiao.errors import Unreadable

MOST_SIGNS = 500_000
"""Of one page: more were put there to do harm."""
MOST_DRAWN = 50_000
_THIN = 3.0


def signs_of(page: Any) -> list[Sign]:
    """The characters of a page, blanks left out."""
    text = page.get_textpage()
    try:
        return list(_signs(text))
    finally:
        text.close()


def _signs(text: Any) -> Iterator[Sign]:
    raw = text.raw
    count = pdfium.FPDFText_CountChars(raw)
    if count > MOST_SIGNS:
        raise Unreadable("A page holds more characters than can be printed on one.", "", "Look at it by hand.")
    x, y = ctypes.c_double(), ctypes.c_double()
    origin = (ctypes.byref(x), ctypes.byref(y))
    box = pdfium.FS_RECTF()
    high = 0
    for place in range(count):
        code = pdfium.FPDFText_GetUnicode(raw, place)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code, high = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00), 0
        if code <= 0x20 or code in (0xA0, 0x3000, 0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000:
            continue
        if pdfium.FPDFText_IsGenerated(raw, place) == 1:
            continue
        if not pdfium.FPDFText_GetLooseCharBox(raw, place, box):
            continue
        if not pdfium.FPDFText_GetCharOrigin(raw, place, *origin):
            continue
        size = pdfium.FPDFText_GetFontSize(raw, place) or 1.0
        height = max(1.0, min(abs(box.top - box.bottom), 4 * size) if size <= 1.5 else size)
        yield Sign(chr(code), box.left, box.right, y.value, height)


def rules_of(page: Any) -> Rules:
    """The lines that are drawn on a page: thin shapes, and the edges of boxes."""
    rules = Rules()
    for number, shape in enumerate(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=3)):
        if number >= MOST_DRAWN:
            break
        left, bottom, right, top = shape.get_bounds()
        width, height = right - left, top - bottom
        if height <= _THIN < width:
            rules.across.append(((top + bottom) / 2, left, right))
        elif width <= _THIN < height:
            rules.down.append(((left + right) / 2, bottom, top))
        elif width > _THIN and height > _THIN and pdfium.FPDFPath_CountSegments(shape.raw) <= 5:
            rules.across += [(top, left, right), (bottom, left, right)]
            rules.down += [(left, bottom, top), (right, bottom, top)]
    return rules
