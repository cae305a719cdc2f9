"""PDF documents, opened: under the first of the case's passwords that opens them, and one call at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from tiao.content.reader import Source
from tiao.errors import Unreadable

MOST_PAGES = 100_000
LOCK = threading.Lock()
"""The library (PDFium) is not made for several threads: whoever calls it holds this."""
_NEEDS = "PDF documents are read with PDFium, which is not installed."
_INSTALL = "Install it: pip install 'tiao[pdf]'."
_DAMAGED = "Save it again in a program that opens it, and seal that copy as well."
_IS_LOCKED = "The PDF document is protected by a password that was not given."
_LOCKED = "Ask for the password, and give it with --password-file."


@dataclass
class Document:
    """A document that is open.

    Attributes:
        raw: as the library has it. count: pages. shown: its masked name.
    """

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
def opened(source: Source) -> Iterator[Document]:
    """A document, closed at the end.

    Raises:
        Unreadable: it is damaged, locked or endless, or the library is not installed.
    """
    stream = source.open() if source.path is None else None
    try:
        with LOCK:
            raw = _unlocked(source, stream)
            count = len(raw)
        try:
            if count > MOST_PAGES:
                raise Unreadable(f"The document has more than {MOST_PAGES} pages.", source.shown, _DAMAGED)
            yield Document(raw, count, source.shown)
        finally:
            with LOCK:
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
