"""What a letter (邮件) gives: one row for its head, and its texts and attachments (附件) as files within it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO, cast

from tiao.content.documents.plain_text import of_page
from tiao.content.encoding import detect
from tiao.content.mail.mime import Letter, Part, body, text_body
from tiao.content.mail.mime_heads import Heads
from tiao.content.reader import BrokenOff, Member
from tiao.errors import Unreadable
from tiao.model import Unread

Opened = Callable[[], BinaryIO]
# Two forms of one text are compared up to here; of longer ones both are read.
_COMPARED = 4 << 20
_SIGNATURES = {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
_LOCKED = {"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"}
_URL = re.compile(r"(?:https?://|www\.|cid:)\S+")
_RUN = re.compile(r"[^\W_]+")
_ASK = "Ask for the key, save it without encryption, and seal that copy as well."
_CUT = "The letter is cut short within this part; what came before that was read."
_WHOLE = "Look for a whole copy and seal that as well."


def head_row(heads: Heads) -> list[str]:
    """Time, sender and subject, as they stand: a letter is a message, and who writes it is not the goods."""
    return [heads.text("date").strip(), heads.text("from").strip(), heads.text("subject").strip()]


def contents(
    opened: Opened, stream: BinaryIO, begin: int, end: int, exhibit: str, way: str
) -> Iterator[Member | Unread]:
    """The texts and attachments of a letter, in the order in which they stand.

    Args:
        opened: opens the file that the letter stands in.
        stream: the same file, opened, for the letter's structure.
        begin, end: where it stands.
        exhibit: for what cannot be read.
        way: in front of the names of what is in it: "" or ``12/``.
    """
    try:
        # A letter has few parts that are texts, and their form is chosen by what stands beside them.
        parts = list(Letter(stream, begin, end).parts())
    except Unreadable as problem:
        yield Unread(exhibit, way.rstrip("/"), problem.what, problem.hint)
        return
    said_elsewhere = _said_elsewhere(opened, parts)
    for number, part in enumerate(parts, 1):
        kind = part.heads.kind
        if part.begin >= part.end and part.cut:
            # It ends within the heads of the part: of this one nothing is there.
            yield Unread(exhibit, f"{way}{number}", _CUT, _WHOLE)
        if number in said_elsewhere or kind in _SIGNATURES or part.begin >= part.end:
            continue
        if kind in _LOCKED or "multipart/encrypted" in part.around:
            yield Unread(exhibit, f"{way}{number}", "This part of the letter is encrypted, or signed as a whole.", _ASK)
            continue
        if kind in ("message/partial", "message/external-body"):
            what = "The rest of this letter stands elsewhere; the letter refers to it."
            yield Unread(exhibit, f"{way}{number}", what, _WHOLE)
            continue
        yield _member(opened, part, number, way)


def _member(opened: Opened, part: Part, number: int, way: str) -> Member:
    heads = part.heads
    name = heads.filename
    location = heads.text("content-location").rsplit("/", 1)[-1].partition("?")[0]
    is_text = heads.kind.startswith("text/")
    attached = heads.fields.get("content-disposition", b"").strip().lower().startswith(b"attachment")
    if not name and is_text and not attached:
        name = f"正文{number}.html" if heads.kind == "text/html" else f"正文{number}.txt"
    elif name or location:
        name = f"{number}-{name or location}"
    elif heads.kind.startswith("message/"):
        name = f"{number}.eml"
    else:
        name = f"附件{number}.{re.sub('[^a-z0-9]', '', heads.kind.partition('/')[2])[:8]}"
    name = name.replace("\\", "/").replace("!", "！")
    unpacked = text_body if is_text and not attached else body
    return Member(way + name, partial(_opened, opened, part, unpacked), None, part.end - part.begin)


def _opened(opened: Opened, part: Part, unpacked: Callable[[Opened, Part], BinaryIO]) -> BinaryIO:
    stream = unpacked(opened, part)
    return cast(BinaryIO, _CutShort(stream)) if part.cut else stream


class _CutShort(io.RawIOBase):
    """A stream at whose end is said that it is not the end."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        if size and not data:
            raise BrokenOff(_CUT, "", _WHOLE)
        return data


def _said_elsewhere(opened: Opened, parts: list[Part]) -> set[int]:
    """Numbers of the parts that say nothing but what another form of the same text says.

    A program writes a letter twice, as plain text and as a page. The page is read, because its tables are tables; the
    text is passed over only if every word of it stands in the page.
    """
    passed: set[int] = set()
    for which in {part.choice[0] for part in parts} - {0}:
        forms = [(number, part) for number, part in enumerate(parts, 1) if part.choice[0] == which]
        pages = [part for _, part in forms if part.heads.kind == "text/html"]
        plain = [(number, part) for number, part in forms if part.heads.kind == "text/plain"]
        if len(pages) != 1 or len(plain) != 1 or pages[0].choice == plain[0][1].choice:
            continue
        page, text = _text(opened, pages[0]), _text(opened, plain[0][1])
        if page is not None and text is not None and says_no_more(page, text):
            passed.add(plain[0][0])
    return passed


def _text(opened: Opened, part: Part) -> str | None:
    data = text_body(opened, part).read(_COMPARED + 1)
    if len(data) > _COMPARED:
        return None
    return data.decode(detect(data, tail_ok=False).name, "replace")


def says_no_more(page: str, text: str) -> bool:
    """Whether every word of a text, web addresses aside, stands in a page; blanks within a word of it do not count."""
    packed = "".join(_RUN.findall(of_page(page)))
    return all(word in packed for word in set(_RUN.findall(_URL.sub(" ", text))))
