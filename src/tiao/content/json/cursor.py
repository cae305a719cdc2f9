"""A place in a JSON document that moves forward, in bounded memory: next sign, next scalar, next whole elements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tiao.compiled import jit, lean
from tiao.content.encoding import decode_blocks, detect_stream
from tiao.content.json.rows import parse
from tiao.content.reader import Source

LARGEST_ELEMENT = 64 << 20
QUOTE, COLON = ord('"'), ord(":")
OPEN_MAP, CLOSE_MAP, OPEN_LIST, CLOSE_LIST = b"{}[]"

_BLANKS = re.compile(rb"[ \t\r\n]*")
_BETWEEN = re.compile(rb"[ \t\r\n,]*")
_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_WORD = re.compile(rb'[^ \t\r\n,:\[\]{}"]+')
# A number or word is never longer; a string may be as long as an element.
_LONGEST_WORD = 1 << 16
_MOST_AT_ONCE = 1 << 16
_NO_WAIT = 1 << 20
"""An element of more bytes that are read already is left to ``element``, which does not look at them twice."""


class Damaged(Exception):
    """The document is no JSON from here on, or ends here."""


@lean
def close(data: Any, i: int, n: int, depth: int, within: int) -> Any:
    """The index after the last byte of what is open at ``data[i]``, or -1; depth and state at the end of the look."""
    while i < n:
        byte = data[i]
        if within == 2:
            within = 1
        elif within == 1:
            if byte == 92:
                within = 2
            elif byte == 34:
                within = 0
        elif byte == 34:
            within = 1
        elif byte == 123 or byte == 91:
            depth += 1
        elif byte == 125 or byte == 93:
            depth -= 1
            if depth == 0:
                return i + 1, depth, within
        i += 1
    return -1, depth, within


@jit
def close_of(data: Any, i: int, n: int, state: Any) -> int:
    """Where the object or list ends that is open at ``data[i]``.

    Args:
        data: uint8.
        i, n: from where to where to look.
        state: int64, shape (2,): depth so far, and what is going on (0 nothing, 1 a string, 2 an escape in a string);
            updated, so that the search goes on in the next block.

    Returns:
        The index after its last byte, or -1 when it does not end before ``n``.
    """
    end, state[0], state[1] = close(data, i, n, state[0], state[1])
    return int(end)


@jit
def _objects(data: Any, i: int, n: int, begins: Any, ends: Any) -> int:
    """How many objects stand whole from ``data[i]`` on, blanks and commas between them; where each begins and ends."""
    count = 0
    while count < len(begins) and i < n and data[i] == 123:
        end, _, _ = close(data, i, n, 0, 0)
        if end < 0:
            break
        begins[count] = i
        ends[count] = end
        count += 1
        i = end
        while i < n and (data[i] == 44 or data[i] == 10 or data[i] == 32 or data[i] == 13 or data[i] == 9):
            i += 1
    return count


@dataclass(frozen=True, repr=False)
class Objects:
    """Some whole objects that stand one after another.

    Attributes:
        data: the bytes from the first to the last.
        begins, ends: int64, (objects,): object i is ``data[begins[i]:ends[i]]``.
    """

    data: bytes
    begins: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.begins)

    def __getitem__(self, number: int) -> bytes:
        return self.data[self.begins[number] : self.ends[number]]

    def __iter__(self) -> Iterator[bytes]:
        return (self[number] for number in range(len(self)))

    def rest(self, number: int) -> Objects:
        """Those from this number on."""
        return Objects(self.data, self.begins[number:], self.ends[number:])


class Cursor:
    """Reads a document from its start to its end, once."""

    def __init__(self, source: Source) -> None:
        self._stream = source.open()
        self._blocks = decode_blocks(self._stream, detect_stream(self._stream))
        self._data = b""
        self._view = np.zeros(0, np.uint8)
        self._at = 0
        self._begins, self._ends = np.empty(_MOST_AT_ONCE, np.int64), np.empty(_MOST_AT_ONCE, np.int64)

    def __enter__(self) -> Cursor:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def _more(self) -> bool:
        block = next(self._blocks, b"")
        self._data = self._data[self._at :] + block
        self._view = np.frombuffer(self._data, np.uint8)
        self._at = 0
        return bool(block)

    def _skip(self, signs: re.Pattern[bytes]) -> int:
        """The next byte that is not one of the signs, or -1 at the end."""
        while True:
            self._at = signs.match(self._data, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._data):
                return self._data[self._at]
            if not self._more():
                return -1

    def peek(self) -> int:
        """The next byte after blanks and commas, or -1 at the end."""
        return self._skip(_BETWEEN)

    def step(self) -> None:
        """Pass the byte that ``peek`` showed."""
        self._at += 1

    def key(self) -> str:
        """A key with its colon."""
        key = self.scalar()
        if self._skip(_BLANKS) != COLON:
            raise Damaged
        self.step()
        return str(key)

    def scalar(self) -> Any:
        """The string, number or word that stands here."""
        is_string = self._data[self._at] == QUOTE
        while True:
            found = (_STRING if is_string else _WORD).match(self._data, self._at)
            if found and (is_string or found.end() < len(self._data)):
                break
            if len(self._data) - self._at > (LARGEST_ELEMENT if is_string else _LONGEST_WORD) or not self._more():
                # A word may be the last thing in a document, a string must be closed.
                found = None if is_string else _WORD.match(self._data, self._at)
                break
        if not found:
            raise Damaged
        self._at = found.end()
        try:
            return parse(found[0])
        except ValueError:
            raise Damaged from None

    def objects(self) -> Objects | None:
        """The object that begins here and those behind it, as far as they are read; None where it is left to others."""
        while True:
            many = int(_objects(self._view, self._at, len(self._data), self._begins, self._ends))
            if many:
                begin, end = self._at, int(self._ends[many - 1])
                self._at = end
                return Objects(self._data[begin:end], self._begins[:many] - begin, self._ends[:many] - begin)
            if len(self._data) - self._at > _NO_WAIT or not self._more():
                return None

    def element(self) -> bytes | None:
        """The whole object or list that begins here; None when it is too large, and then it is passed."""
        state = np.zeros(2, np.int64)
        look = self._at
        kept = True
        while True:
            end = int(close_of(self._view, look, len(self._data), state))
            if end >= 0:
                raw = self._data[self._at : end] if kept else None
                self._at = end
                return raw
            if len(self._data) - self._at > LARGEST_ELEMENT:
                kept = False
            if not kept:
                self._at = len(self._data)
            look = len(self._data) - self._at
            if not self._more():
                raise Damaged
