"""Rich text (RTF): text and tables, in the code pages that its fonts name."""

from __future__ import annotations

from collections.abc import Iterator

from tiao.content.documents.document import Piece, tables
from tiao.content.documents.page import Page
from tiao.content.documents.rich_text import RichText
from tiao.content.reader import Claim, Source, Table
from tiao.model import Unread

_BLOCK = 1 << 20
_NOT_READ = "{} pictures and embedded objects in the document were not read."
_NEXT = "Save them out of the document in its own program and seal the copies as well."


class Rtf:
    """Reads rich text (RTF): text and tables."""

    name = "rtf@1"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        return (Claim.YES, "the head of a rich text document") if head.startswith(b"{\\rtf") else (Claim.NO, "")

    def tables(self, source: Source) -> Iterator[Table | Unread]:
        pictures = 0

        def pieces() -> Iterator[Piece]:
            nonlocal pictures
            document = RichText()
            with source.open() as stream:
                yield from Page().pieces(document.tokens(iter(lambda: stream.read(_BLOCK), b"")))
            pictures = document.pictures

        yield from tables(pieces)
        if pictures:
            yield Unread(source.exhibit.id, "", _NOT_READ.format(pictures), _NEXT)
