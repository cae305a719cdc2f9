"""PDF documents: text and tables by the places of their signs; scanned pages and pictures are files within.

The library (PDFium) is not made for several threads: one call at a time.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any, BinaryIO

from tiao.content.documents.document import TEXT, Piece, tables
from tiao.content.documents.pdf_lines import Line, lines
from tiao.content.documents.pdf_tables import Block, parts
from tiao.content.reader import Claim, Member, Source, Table
from tiao.errors import Unreadable
from tiao.model import Unread

LINES = 10_000
"""Row numbers of one page: 30,012 is line 12 of page 3."""
MOST_PAGES = 100_000
_HEAD = 1024
# Blanks may stand before it; anything else only if the line of bytes outside ASCII follows that programs put below it.
_SIGN = re.compile(rb"(?:\xef\xbb\xbf)?[\0\s]*%PDF-|.{0,1024}?%PDF-[0-9]\.[0-9]\s*%[\x80-\xff]{4}", re.DOTALL)
_NEEDS = "PDF documents are read with PDFium, which is not installed."
_INSTALL = "Install it: pip install 'tiao[pdf]'."
_DAMAGED = "Save it again in a program that opens it, and seal that copy as well."
_IS_LOCKED = "The PDF document is protected by a password that was not given."
_LOCKED = "Ask for the password, and give it with --password-file."
_lock = threading.Lock()


class Pdf:
    """Reads PDF documents: text, tables by position; scanned pages and pictures are files within."""

    name = "pdf@1"

    def pin(self) -> str:
        """What reads beside the program: another version of the library may see other places."""
        try:
            return version("pypdfium2")
        except PackageNotFoundError:
            return "absent"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        return (Claim.YES, "the head of a PDF document") if _SIGN.match(head[: 2 * _HEAD]) else (Claim.NO, "")

    def tables(self, source: Source) -> Iterator[Table | Member | Unread]:
        yield from tables(lambda: _pieces(source))
        from tiao.content.documents.pdf_pictures import pictures

        with _opened(source) as document:
            yield from pictures(document, source, _lock)


def _pieces(source: Source) -> Iterator[Piece]:
    from tiao.content.documents.pdf_signs import rules_of, signs_of

    with _opened(source) as document:
        before: Block | None = None
        table = 0
        for number in range(1, min(document.count, MOST_PAGES) + 1):
            with _lock:
                page = document.page(number)
                try:
                    drawn = rules_of(page)
                    printed = lines(signs_of(page), drawn)
                finally:
                    page.close()
            base = number * LINES
            last: Block | None = None
            for part in parts(printed, drawn):
                if isinstance(part, Line):
                    yield TEXT, base + part.number, (part.text,)
                    continue
                if before is None or not part.at_top or not part.goes_on(before):
                    table += 1
                before, last = None, part
                for row, cells in part.rows:
                    yield table, base + row, cells
            before = last if last is not None and last.at_end else None


@dataclass
class Document:
    """A document that is open."""

    raw: Any
    count: int
    shown: str

    def page(self, number: int) -> Any:
        """A page, from 1; to be called, and the page to be closed, under the lock."""
        import pypdfium2

        try:
            return self.raw[number - 1]
        except pypdfium2.PdfiumError:
            what = f"Page {number} of the document is damaged; the pages before it were read."
            raise Unreadable(what, self.shown, _DAMAGED) from None


@contextmanager
def _opened(source: Source) -> Iterator[Document]:
    stream = source.open() if source.path is None else None
    try:
        with _lock:
            raw = _unlocked(source, stream)
            count = len(raw)
        try:
            if count > MOST_PAGES:
                raise Unreadable(f"The document has more than {MOST_PAGES} pages.", source.shown, _DAMAGED)
            yield Document(raw, count, source.shown)
        finally:
            with _lock:
                raw.close()
    finally:
        if stream is not None:
            stream.close()


def _unlocked(source: Source, stream: BinaryIO | None) -> Any:
    """The document, opened with the first of the case's passwords that opens it, if it is locked."""
    try:
        import pypdfium2
    except ImportError:
        raise Unreadable(_NEEDS, source.shown, _INSTALL) from None
    for password in (None, *source.passwords.texts):
        try:
            return pypdfium2.PdfDocument(source.path if stream is None else stream, password=password)
        except pypdfium2.PdfiumError as problem:
            refused = _refused(str(problem), source.shown)
            if refused.what != _IS_LOCKED:
                break
    raise refused


def _refused(words: str, shown: str) -> Unreadable:
    if "assword" in words or "ecurity" in words:
        return Unreadable(_IS_LOCKED, shown, _LOCKED)
    return Unreadable("The PDF document is damaged or cut short.", shown, _DAMAGED)
