"""Letters (电子邮件): eml, and web pages saved as one file (mht), which are built alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tiao.content.mail.letters import contents, head_row
from tiao.content.mail.mime import head_of
from tiao.content.mail.mime_heads import lines, parsed
from tiao.content.reader import Chunk, Claim, Layout, Member, RowsChunk, Source, Table
from tiao.model import Unread

# Heads that letters have and other texts that begin with `name: value` seldom do; two of them make a letter.
_TELLING_WORDS = (
    "from to cc subject date message-id received mime-version content-type return-path delivered-to x-mailer "
    "content-transfer-encoding reply-to dkim-signature x-originating-ip in-reply-to references"
)
_TELLING = frozenset(_TELLING_WORDS.split())
_SURE = _TELLING - frozenset(("from", "to", "cc", "subject", "date", "reply-to"))
_ALSO = frozenset(("bcc", "sender", "importance", "priority", "organization", "user-agent", "sent", "attachments"))
_NEEDED = 2
_FIRST_LINE = re.compile(rb"[!-9;-~]{1,60}[ \t]*:")
_LOOKED_AT = 1 << 16


@dataclass
class HeadTable:
    """One row: time, sender and subject of a letter."""

    source: Source
    name: str = ""
    layout: Layout = "chat"

    def chunks(self) -> Iterator[Chunk]:
        with self.source.open() as stream:
            head, _ = head_of(stream, _blank(stream.read(_LOOKED_AT)), self.source.size)
        yield RowsChunk([(0, head_row(parsed(head)))], 1, len(head))


class Letters:
    """Reads letters (eml) and pages saved as one file (mht): texts and attachments are files within."""

    name = "letter@1"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        told = heads_told(head)
        return (Claim.YES, f"{told} heads of a letter") if told >= _NEEDED else (Claim.NO, "")

    def tables(self, source: Source) -> Iterator[Table | Member | Unread]:
        yield HeadTable(source)
        with source.open() as stream:
            begin = _blank(stream.read(_LOOKED_AT))
            yield from contents(source.open, stream, begin, source.size, source.exhibit.id, "")


def heads_told(head: bytes) -> int:
    """How many heads that letters have stand at the start of some bytes."""
    head = head[_blank(head[:_LOOKED_AT]) :][:_LOOKED_AT]
    if not _FIRST_LINE.match(head):
        return 0
    block = re.split(rb"\r?\n\r?\n|\r\r", head, maxsplit=1)[0]
    plain = [line for line in re.split(rb"\r\n|\r|\n", block) if line[:1] not in (b" ", b"\t")]
    # A list of `name: value` with other lines in between is no head; of a long one the last line may be cut.
    if not all(_FIRST_LINE.match(line) for line in plain[:-1]):
        return 0
    names = {name for name, _ in lines(block)}
    # People write `From: ... To: ... Phone: ...` as well: only programs write the others, or no head that letters lack.
    if not names & _SURE and not all(name in _TELLING or name in _ALSO or name.startswith("x-") for name in names):
        return 0
    return len(_TELLING & names)


def _blank(head: bytes) -> int:
    """Bytes in front of the first head: a mark and blank lines."""
    start = 3 if head.startswith(b"\xef\xbb\xbf") else 0
    while head[start : start + 1] in (b"\r", b"\n"):
        start += 1
    return start
