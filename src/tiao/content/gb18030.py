"""GB18030 to UTF-8 in machine code: most lists of the trade are in it, or in its subsets GBK and GB2312.

Python's codec says what a character is: the tables are made from it, and what is not plainly sound is left to it.
"""

from __future__ import annotations

import codecs
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from tiao.compiled import jit, load64, peek, store64, trailing_zeros
from tiao.content.characters import put_code

Words = npt.NDArray[np.uint32]
NAME = "gb18030"
# So much is left to the codec where something is not sound.
_LEFT = 1 << 16
_HIGH = np.uint64(0x8080808080808080)
# Where the characters beyond the basic plane begin among those of four bytes, and how many these are.
_BEYOND, _MANY = 189_000, 0x100000
_REPLACEMENT = "\ufffd"


def to_utf8(raw: bytes, final: bool) -> tuple[bytes, bytes, int]:
    """A block of GB18030 as UTF-8, as Python's codec decodes it.

    Args:
        raw: begins with a character. final: nothing follows that could complete its last one.

    Returns:
        The UTF-8; the bytes of a last character that is not whole; how many characters are U+FFFD, because bytes do
        not decode or because the text held it.
    """
    pairs, fours = _tables()
    data = np.frombuffer(raw, np.uint8)
    pieces: list[bytes] = []
    at = replaced = 0
    while at < len(raw):
        # A character of two bytes takes three, one of four at most four.
        room = np.empty((len(raw) - at) * 3 // 2 + 16, np.uint8)
        used, written, sound = _walk(data[at:], pairs, fours, room)
        pieces.append(room[:written].tobytes())
        at += used
        if sound and not (final and at < len(raw)):
            break
        end = min(at + _LEFT, len(raw))
        decoder = codecs.getincrementaldecoder(NAME)("replace")
        # What it holds back at the end is looked at again, with what follows.
        text = decoder.decode(raw[at:end], final and end == len(raw))
        replaced += text.count(_REPLACEMENT)
        pieces.append(text.encode("utf-8", "replace"))
        at = end - len(decoder.getstate()[0])
        if end == len(raw):
            break
    return b"".join(pieces), raw[at:], replaced


@cache
def _tables() -> tuple[Words, Words]:
    """UTF-8 of the characters of two bytes, by lead and trail, and of those of four, in their order.

    Each is the bytes, the first one lowest, with their number above them; 0 where there is no such character, and for
    U+FFFD, which is counted.
    """
    pairs = np.zeros(126 << 8, np.uint32)
    for lead in range(126):
        trails = [*range(0x40, 0x7F), *range(0x80, 0xFF)]
        pairs[(lead << 8) + np.array(trails)] = _words([bytes((0x81 + lead, trail)) for trail in trails])
    return pairs, _words([_four(place) for place in range(39_420)])


def _words(characters: list[bytes]) -> Words:
    texts = b"\n".join(characters).decode(NAME, "replace").split("\n")
    return np.array([_word(text) for text in texts], np.uint32)


def _word(text: str) -> int:
    if len(text) != 1 or text == _REPLACEMENT:
        return 0
    encoded = text.encode("utf-8")
    return int.from_bytes(encoded, "little") | len(encoded) << 24


def _four(place: int) -> bytes:
    rest, last = divmod(place, 10)
    rest, third = divmod(rest, 126)
    first, second = divmod(rest, 10)
    return bytes((0x81 + first, 0x30 + second, 0x81 + third, 0x30 + last))


@jit
def _walk(raw: Any, pairs: Any, fours: Any, out: Any) -> Any:
    """Decodes up to the end, to a character that is not whole, or to what is not sound: (used, written, sound)."""
    n = len(raw)
    i = 0
    to = 0
    while i < n:
        if i + 8 <= n:
            word = load64(raw, i)
            store64(out, to, word)
            high = word & _HIGH
            if high == 0:
                i += 8
                to += 8
                continue
            plain = trailing_zeros(high) // 8
            i += plain
            to += plain
        elif raw[i] < 0x80:
            out[to] = raw[i]
            i += 1
            to += 1
            continue
        while i + 1 < n:
            lead = int(peek(raw, i))
            if lead < 0x80:
                break
            trail = int(peek(raw, i + 1))
            if lead == 0x80 or lead == 0xFF:
                return i, to, False
            if trail >= 0x30 and trail <= 0x39:
                if i + 3 >= n:
                    return i, to, True
                third = int(peek(raw, i + 2))
                last = int(peek(raw, i + 3))
                if third < 0x81 or third == 0xFF or last < 0x30 or last > 0x39:
                    return i, to, False
                place = (((lead - 0x81) * 10 + trail - 0x30) * 126 + third - 0x81) * 10 + last - 0x30
                if place >= _BEYOND and place < _BEYOND + _MANY:
                    to = put_code(out, to, place - _BEYOND + 0x10000)
                    i += 4
                    continue
                code = fours[place] if place < len(fours) else np.uint32(0)
                size = 4
            else:
                code = pairs[(lead - 0x81) << 8 | trail]
                size = 2
            if code == 0:
                return i, to, False
            out[to] = code & 0xFF
            out[to + 1] = (code >> 8) & 0xFF
            out[to + 2] = (code >> 16) & 0xFF
            to += int(code >> 24)
            i += size
        if i + 1 == n and raw[i] >= 0x80:
            # One byte is left. It begins a character, or nothing does.
            return i, to, raw[i] != 0x80 and raw[i] != 0xFF
    return i, to, True
