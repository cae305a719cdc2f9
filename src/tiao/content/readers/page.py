"""Web pages (HTML): what they show as text, their tables, and chats that were saved as pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiao.content.documents.document import Piece, tables
from tiao.content.documents.markup import tokens
from tiao.content.documents.page import Page
from tiao.content.documents.page_chats import ChatPage, is_chat
from tiao.content.encoding import SAMPLE, Encoding, decode_blocks, detect
from tiao.content.mail.mime_heads import codec
from tiao.content.reader import Claim, Source, Table
from tiao.model import Unread

_LOOKED_AT = 4096
_FRONT = re.compile(rb"(?:\s+|<!--.*?-->|<\?xml[^>]*>)*", re.DOTALL)
_BEGINS = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|table|div|p|span|font|center|style|script|link|base|h[1-6]|ul|ol|br|hr|section|"
    rb"article|main)(?=[\s>/])",
    re.IGNORECASE,
)
_SAID = re.compile(rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,30})""", re.IGNORECASE)
_SAID_WITHIN = 16 << 10


class Pages:
    """Reads web pages (HTML), those that a program saved under another name too: text, tables, chats."""

    name = "page@1"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        encoding = detect(head)
        start = head[: 4 * _LOOKED_AT]
        if encoding.name.startswith(("utf-16", "utf-32")):
            start = start[encoding.mark :].decode(encoding.name, "replace").encode()
        start = start.removeprefix(b"\xef\xbb\xbf")[:_LOOKED_AT]
        if _BEGINS.match(start[_end(start) :]):
            return Claim.YES, "tags of a web page"
        return Claim.NO, ""

    def tables(self, source: Source) -> Iterator[Table | Unread]:
        yield from tables(lambda: pieces(source))


def pieces(source: Source) -> Iterator[Piece]:
    """What a page shows."""
    with source.open() as stream:
        head = stream.read(SAMPLE)
        encoding = encoding_of(head)
        start = head[encoding.mark :].decode(encoding.name, "replace")
        blocks = (block.decode("utf-8", "replace") for block in decode_blocks(stream, encoding))
        page = ChatPage() if is_chat(start) else Page()
        yield from page.pieces(tokens(blocks))


def encoding_of(head: bytes) -> Encoding:
    """The encoding of a page: what its bytes prove; else what it says; else what they look like."""
    told = detect(head)
    if told.mark or told.name.startswith(("utf-16", "utf-32")) or (told.name == "utf-8" and told.characters):
        return told
    said = _SAID.search(head[:_SAID_WITHIN])
    name = codec(said.group(1).decode("ascii", "replace")) if said else ""
    if not name or name.startswith(("utf-16", "utf-32")):
        return told
    try:
        text = head.decode(name, "replace")
    except (UnicodeError, ValueError, TypeError):
        return told
    errors = text.count("\ufffd")
    if told.characters and errors > told.errors + 1:
        return told
    return Encoding(name, 0, f"the page says {name}", errors, told.characters)


def _end(start: bytes) -> int:
    match = _FRONT.match(start)
    return match.end() if match else 0
