"""Which encoding a text is in, and its bytes as UTF-8, block by block.

Chinese text is met as UTF-8, as GB18030 (with its subsets GBK and GB2312), as UTF-16 and as Big5. The choice is made
from the bytes alone, by fixed rules, and gives its reason, so that two machines read the same file alike.
"""

from __future__ import annotations

import codecs
import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO

import numpy as np

from tiao.content.place import Place

SAMPLE = 1 << 20
"""How many bytes at the start of a text decide its encoding."""
BLOCK = 4 << 20

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Hong Kong names need the supplement to Big5.
_BIG5 = "big5hkscs"
_REPLACEMENT = "\ufffd"


@dataclass(frozen=True)
class Encoding:
    """An encoding and how it was told.

    Attributes:
        name: Python's codec: utf-8, gb18030, utf-16-le, utf-16-be, big5hkscs, utf-32-le or utf-32-be.
        mark: bytes of the byte order mark at the start of the file, 0 when it has none.
        reason: one sentence for the record.
        errors: characters of the sample that do not decode.
        characters: characters of the sample outside ASCII, those that do not decode included.
    """

    name: str
    mark: int
    reason: str
    errors: int = 0
    characters: int = 0


# Every reader asks about the same bytes once more, and two files are looked at at once.
_ASKED_LAST = 4


@lru_cache(_ASKED_LAST)
def detect(head: bytes, tail_ok: bool = True) -> Encoding:
    """Tell the encoding of a text from its first bytes.

    Args:
        head: the start of the file, ``SAMPLE`` bytes of it or the whole.
        tail_ok: the sample may end within a character, which is then no error.
    """
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(
                name, len(mark), f"a byte order mark says {name}", *_errors(head[len(mark) :], name, tail_ok)
            )
    head = head[:SAMPLE]
    wide = _wide(head)
    if wide:
        return Encoding(
            wide, 0, f"no mark, but pairs of bytes make plain text as {wide}", *_errors(head, wide, tail_ok)
        )
    if head.isascii():
        return Encoding("utf-8", 0, "only ASCII bytes")
    bad, seen = _errors(head, "utf-8", tail_ok)
    if not bad:
        return Encoding("utf-8", 0, "every byte of the sample is well-formed UTF-8", bad, seen)
    if bad * 10 <= seen:
        return Encoding("utf-8", 0, "nine in ten characters or more are well-formed UTF-8, some are damaged", bad, seen)
    found = {name: _errors(head, name, tail_ok) for name in ("gb18030", _BIG5)}
    if not found["gb18030"][0]:
        if not found[_BIG5][0] and _looks_big5(head):
            return Encoding(
                _BIG5, 0, "valid as GB18030 and Big5, but the characters are common only in Big5", *found[_BIG5]
            )
        return Encoding("gb18030", 0, "not UTF-8, and every byte of the sample is valid GB18030", *found["gb18030"])
    if not found[_BIG5][0]:
        return Encoding(
            _BIG5, 0, "neither UTF-8 nor GB18030, and every byte of the sample is valid Big5", *found[_BIG5]
        )
    found["utf-8"] = (bad, seen)
    name = min(("gb18030", "utf-8", _BIG5), key=lambda candidate: found[candidate][0])
    return Encoding(name, 0, f"nothing fits wholly; {name} leaves the fewest damaged characters", *found[name])


@lru_cache(_ASKED_LAST)
def head_text(head: bytes, encoding: Encoding) -> bytes:
    """The first bytes of a text as UTF-8, without the byte order mark; what does not decode is U+FFFD."""
    return b"".join(decode_blocks(io.BytesIO(head), encoding))


def detect_stream(stream: BinaryIO) -> Encoding:
    """Tell the encoding of a file. Where its start is plain ASCII, the first block that is not decides."""
    stream.seek(0)
    head = stream.read(SAMPLE)
    told = detect(head)
    if told.reason != "only ASCII bytes" or len(head) < SAMPLE:
        return told
    while block := stream.read(BLOCK):
        if block.isascii():
            continue
        # From the first byte outside ASCII on: an ASCII text before it cannot cut a character.
        start = int(np.argmax(np.frombuffer(block, np.uint8) > 127))
        later = detect(block[start:] + stream.read(SAMPLE))
        return Encoding(later.name, 0, f"ASCII at the start, further on {later.reason}", later.errors, later.characters)
    return told


def _errors(sample: bytes, name: str, tail_ok: bool) -> tuple[int, int]:
    """Characters that do not decode, and all characters outside ASCII."""
    text = codecs.getincrementaldecoder(name)("replace").decode(sample, final=not tail_ok)
    if name == "utf-8":
        # Here a byte below 0x80 is always a sign of its own.
        plain = int(np.count_nonzero(np.frombuffer(sample, np.uint8) < 0x80))
    else:
        plain = len(text.encode("ascii", "ignore"))
    return text.count(_REPLACEMENT), len(text) - plain


def _wide(head: bytes) -> str:
    """``utf-16-le`` or ``utf-16-be`` when the pairs of bytes make plain text that way and not the other, else ''."""
    if len(head) < 4 or 0 not in head:
        return ""
    scores = {}
    for name, kind in (("utf-16-le", "<u2"), ("utf-16-be", ">u2")):
        units = np.frombuffer(head[: len(head) // 2 * 2], kind)
        ascii_ = ((units >= 0x20) & (units < 0x7F)) | (units == 9) | (units == 10) | (units == 13)
        plain = ascii_ | ((units >= 0xA0) & (units < 0x500)) | ((units >= 0x2010) & (units <= 0x2030))
        plain |= ((units >= 0x3000) & (units < 0x3040)) | ((units >= 0x4E00) & (units < 0xA000))
        plain |= ((units >= 0xD800) & (units < 0xE000)) | ((units >= 0xFF00) & (units < 0xFFF0))
        scores[name] = float(plain.mean()) if ascii_.any() else 0.0
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= 0.95 and min(scores.values()) < scores[best] else ""


def _looks_big5(sample: bytes) -> bool:
    """Big5 bytes are nearly always valid GB18030 too; what tells them apart is which characters are common.

    Simplified text stays within GB2312. Text in Big5 read as GB18030 leaves it, and read as Big5 stays in the first
    level of that set (lead bytes A1 to C6).
    """
    sample = sample[: 1 << 16]
    chinese = "".join(c for c in sample.decode("gb18030", "ignore") if c > "\x7f")
    if not chinese or len(chinese.encode("gb2312", "ignore")) >= 2 * 0.8 * len(chinese):
        return False
    pairs = "".join(c for c in sample.decode(_BIG5, "ignore") if c > "\x7f").encode(_BIG5, "ignore")
    common = sum(0xA1 <= lead <= 0xC6 for lead in pairs[::2])
    return common >= 0.8 * (len(pairs) / 2)


class Utf8Blocks(Iterator[bytes]):
    """A stream as UTF-8, in blocks of some megabytes that end between characters.

    Attributes:
        undecodable: characters U+FFFD given out so far: bytes that do not decode, or that the file held already.
        rest: what a place says was read before and is still to be used.
    """

    def __init__(self, stream: BinaryIO, encoding: Encoding, block: int = BLOCK, place: Place | None = None) -> None:
        self.undecodable = 0
        self.rest = b""
        self._stream = stream
        self._block = block
        self._decoder = codecs.getincrementaldecoder(encoding.name)("replace")
        self._turned = {"utf-8": self._utf8, "gb18030": self._gb18030}.get(encoding.name, self._decoded)
        # Bytes of a character that is not whole yet. What the decoder holds it holds itself.
        self._held = b""
        self._ended = False
        self._given = 0
        # The blocks that may still be wanted: where each begins, bytes of a character before it, bytes given out.
        self._begun: deque[tuple[int, int, int]] = deque()
        if place is None:
            stream.seek(encoding.mark)
        else:
            self._go_on(place)

    def __next__(self) -> bytes:
        while not self._ended:
            held = len(self._held) + len(self._decoder.getstate()[0])
            self._begun.append((self._stream.tell(), held, self._given))
            raw = self._stream.read(self._block)
            self._ended = not raw
            out = self._turned(raw)
            self._given += len(out)
            if out:
                return out
        raise StopIteration

    def place(self, rest: int) -> Place:
        """Where to go on later, when the last ``rest`` bytes that were given out are still to be used."""
        while len(self._begun) > 1 and self._given - self._begun[1][2] >= rest:
            self._begun.popleft()
        begin, held, _ = self._begun[0]
        return Place(begin, held, self._stream.tell(), rest)

    def _go_on(self, place: Place) -> None:
        self._stream.seek(place.begin - place.held)
        held = self._stream.read(place.held)
        if self._turned == self._decoded:
            self._decoder.decode(held)
        else:
            self._held = held
        blocks = []
        while self._stream.tell() < place.read:
            blocks.append(next(self))
        self.rest = b"".join(blocks)[-place.rest :] if place.rest else b""

    def _utf8(self, raw: bytes) -> bytes:
        """Well-formed UTF-8 goes through as it is."""
        if raw.isascii() and not self._held:
            return raw
        raw = self._held + raw
        cut = len(raw) if self._ended else whole_characters(raw)
        out, self._held = raw[:cut], raw[cut:]
        try:
            text = out.decode("utf-8")
        except UnicodeDecodeError:
            text = out.decode("utf-8", "replace")
            out = text.encode("utf-8")
        self.undecodable += text.count(_REPLACEMENT)
        return out

    def _gb18030(self, raw: bytes) -> bytes:
        from tiao.content.gb18030 import to_utf8

        # Never passed on undecoded, even where a block looks plain: characters of four bytes hold ASCII digits.
        out, self._held, replaced = to_utf8(self._held + raw, self._ended)
        self.undecodable += replaced
        return out

    def _decoded(self, raw: bytes) -> bytes:
        text = self._decoder.decode(raw, final=self._ended)
        self.undecodable += text.count(_REPLACEMENT)
        return text.encode("utf-8", "replace")


def whole_characters(raw: bytes) -> int:
    """Where to cut UTF-8 bytes so that no character is cut."""
    for back in range(1, min(4, len(raw)) + 1):
        byte = raw[-back]
        if byte < 0x80:
            break
        if byte >= 0xC0:
            need = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return len(raw) - back if back < need else len(raw)
    return len(raw)


def decode_blocks(stream: BinaryIO, encoding: Encoding, place: Place | None = None) -> Utf8Blocks:
    """The text of a stream as UTF-8 blocks in bounded memory; the byte order mark is left out.

    Bytes that do not decode become U+FFFD and are counted in ``undecodable`` of what is returned.

    Args:
        place: where to go on; from the start if not given.
    """
    return Utf8Blocks(stream, encoding, place=place)
