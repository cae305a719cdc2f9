"""Chats that were saved as web pages (网页聊天记录): Telegram's own export, and pages of WeChat export programs.

Such a page names its parts by class: a message, and within it who wrote it, when, and the text. The names below are
those that programs use; a page in which they stand often enough is a chat.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tiao.content.documents.document import CHAT, TEXT, Piece
from tiao.content.documents.markup import CLOSE, OPEN, ROW, Token, attributes, cells
from tiao.content.documents.markup import TEXT as WORDS

NEEDED = 3
_MESSAGE_WORDS = "message msg message-item msg-item message_item msg_item chat-item chat-message chat-msg"
_MESSAGE = frozenset(_MESSAGE_WORDS.split())
_SENDER_WORDS = (
    "from_name dspname nickname nick nick-name nick_name sender sender-name sender_name username user-name "
    "displayname display-name display_name author msg-name message-name"
)
_SENDER = frozenset(_SENDER_WORDS.split())
_TIME_WORDS = (
    "date time msg-time msg_time message-time message_time timestamp datetime date-time send-time send_time nt- time"
)
_TIME = frozenset(_TIME_WORDS.split())
_TEXT_WORDS = (
    "text content msg-text msg_text message-text message_text bubble msg-content msg_content message-content "
    "message_content body reply_to media_wrap msg-body"
)
_TEXT = frozenset(_TEXT_WORDS.split())
# The letter in the circle that stands for a picture.
_PICTURE_WORDS = "avatar userpic userpic_wrap initials"
_PICTURE = frozenset(_PICTURE_WORDS.split())
_ROLES = (("picture", _PICTURE), ("sender", _SENDER), ("time", _TIME), ("text", _TEXT))
_CLASS = re.compile(r"""\bclass\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
# Elements without an end.
_VOID_WORDS = "area base br col embed hr img input link meta param source track wbr"
_VOID = frozenset(_VOID_WORDS.split())
_BREAKS_WORDS = "br p div li tr h1 h2 h3 h4 h5 h6 blockquote pre ul ol table"
_BREAKS = frozenset(_BREAKS_WORDS.split())
_BLANKS = re.compile(r"[ \t\r\n\f\u00a0]+")
_MOST_OPEN = 500
_LINE_SIGNS = 1 << 20


def is_chat(start: str) -> bool:
    """Whether the start of a page holds messages with senders and texts."""
    messages = senders = texts = 0
    for names in _CLASS.findall(start):
        classes = set("".join(names).split())
        messages += bool(classes & _MESSAGE)
        senders += bool(classes & _SENDER)
        texts += bool(classes & _TEXT)
    return min(messages, senders, texts) >= NEEDED


class ChatPage:
    """Makes messages of a page that ``is_chat``; what stands around them is its text."""

    def __init__(self) -> None:
        # Elements that are open: name and role, which is "" for one without.
        self._open: list[tuple[str, str]] = []
        # How many were open when the message began; 0 outside of messages.
        self._began = 0
        self._held: dict[str, list[str]] = {}
        self._signs = 0
        self._sender = self._time = ""
        self._joined = False
        self._line = self._messages = 0

    def pieces(self, tokens: Iterable[Token]) -> Iterator[Piece]:
        """Messages and lines, in the order in which they stand."""
        for what, name, raw in tokens:
            if what == WORDS:
                self._add(name)
            elif what == ROW:
                self._add("\v" + " ".join(cells(name)))
            elif what == OPEN:
                yield from self._opened(name, raw)
            elif what == CLOSE:
                yield from self._closed(name)
            if self._signs > _LINE_SIGNS:
                yield from self._ended()
        yield from self._ended()

    def _add(self, text: str) -> None:
        role = next((role for _, role in reversed(self._open) if role), "text")
        self._held.setdefault(role, []).append(text)
        self._signs += len(text)

    def _opened(self, name: str, raw: str) -> Iterator[Piece]:
        named = attributes(raw)
        classes = set(named.get("class", "").split())
        if name in _BREAKS:
            self._add("\v")
        if name in _VOID or len(self._open) >= _MOST_OPEN:
            return
        if classes & _MESSAGE and not self._began:
            yield from self._ended()
            self._open.append((name, ""))
            self._began = len(self._open)
            self._joined = "joined" in classes
            return
        role = next((role for role, names in _ROLES if classes & names), "") if self._began or classes & _TIME else ""
        self._open.append((name, role))
        if role == "time" and named.get("title"):
            self._held["time"] = [named["title"]]
            self._open[-1] = (name, "shown time")

    def _closed(self, name: str) -> Iterator[Piece]:
        place = next((at for at in reversed(range(len(self._open))) if self._open[at][0] == name), -1)
        if place < 0:
            return
        if self._began and place < self._began:
            yield from self._ended()
            self._began = 0
        del self._open[place:]
        if name in _BREAKS:
            self._add("\v")

    def _ended(self) -> Iterator[Piece]:
        held = {role: _plain(texts) for role, texts in self._held.items()}
        self._held, self._signs = {}, 0
        if held.get("time"):
            self._time = held["time"]
        if not self._began:
            for line in filter(None, held.get("text", "").split("\n")):
                self._line += 1
                yield TEXT, self._line, (line,)
            return
        if held.get("sender") or not self._joined:
            self._sender = held.get("sender", "")
        if held.get("text"):
            self._messages += 1
            yield CHAT, self._messages, (self._time, self._sender, held["text"])


def _plain(texts: list[str]) -> str:
    lines = (_BLANKS.sub(" ", line).strip() for line in "".join(texts).split("\v"))
    return "\n".join(filter(None, lines))
