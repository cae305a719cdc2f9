"""PDF documents: text and tables by the places of their signs; scanned pages and pictures are files within."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from tiao.content.documents.document import TEXT, Piece, tables
from tiao.content.documents.pdf_file import LOCK, MOST_PAGES, opened
from tiao.content.documents.pdf_lines import Line, lines
from tiao.content.documents.pdf_tables import Block, parts
from tiao.content.reader import Claim, Member, Source, Table
from tiao.model import Unread

LINES = 10_000
"""Row numbers of one page: 30,012 is line 12 of page 3."""
_HEAD = 1024
# Blanks may stand before it; anything else only if the line of bytes outside ASCII follows that programs put below it.
_SIGN = re.compile(rb"(?:\xef\xbb\xbf)?[\0\s]*%PDF-|.{0,1024}?%PDF-[0-9]\.[0-9]\s*%[\x80-\xff]{4}", re.DOTALL)


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
        with opened(source) as document:
            # Needs the library, of which ``opened`` says where it is not installed; so does the import below.
            from tiao.content.documents.pdf_pictures import pictures

            yield from pictures(document, source)


def _pieces(source: Source) -> Iterator[Piece]:
    with opened(source) as document:
        from tiao.content.documents.pdf_signs import rules_of, signs_of

        before: Block | None = None
        table = 0
        for number in range(1, min(document.count, MOST_PAGES) + 1):
            with LOCK:
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
