"""GB18030 in machine code, held to Python's codec: every character, and whatever a damaged file may hold."""

from __future__ import annotations

import codecs
import io
import random

import pytest

from tiao.content import gb18030
from tiao.content.encoding import Encoding, Utf8Blocks
from tiao.content.gb18030 import to_utf8


def by_the_codec(raw: bytes) -> tuple[bytes, int]:
    text = raw.decode("gb18030", "replace")
    return text.encode("utf-8"), text.count("\ufffd")


def whole(raw: bytes) -> tuple[bytes, int]:
    out, held, replaced = to_utf8(raw, True)
    assert held == b""
    return out, replaced


def test_every_character_of_two_bytes() -> None:
    raw = b"".join(bytes((a, b)) for a in range(0x81, 0xFF) for b in range(0x40, 0xFF) if b != 0x7F)
    out, replaced = whole(raw)
    assert len(out.decode()) == 23_940
    assert (out, replaced) == (raw.decode("gb18030").encode(), 0)


def test_every_character_there_is() -> None:
    text = "".join(chr(point) for point in range(0x110000) if not 0xD800 <= point < 0xE000)
    out, replaced = whole(text.encode("gb18030"))
    assert out == text.encode()
    # The one that stands for what does not decode.
    assert replaced == 1


def test_every_pair_and_every_odd_four() -> None:
    for lead in range(256):
        for trail in range(256):
            raw = bytes((lead, trail)) + b"8\n"
            assert whole(raw) == by_the_codec(raw), raw
    for third in range(256):
        for last in range(256):
            for raw in (bytes((0x84, 0x31, third, last, 65)), bytes((0xE3, 0x32, third, last, 65))):
                assert whole(raw) == by_the_codec(raw), raw


def _any_bytes(chance: random.Random) -> bytes:
    return bytes(chance.choices(range(256), k=chance.randrange(300)))


def _sound(chance: random.Random) -> bytes:
    ranges = ((32, 127), (0x4E00, 0x9FFF), (0x4E00, 0x9FFF), (0x80, 0xD800), (0xE000, 0x110000), (10, 11))
    points = [chance.randrange(*chance.choice(ranges)) for _ in range(chance.randrange(400))]
    return "".join(map(chr, points)).encode("gb18030")


def _damaged(chance: random.Random) -> bytes:
    raw = bytearray(_sound(chance) or b"1")
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(raw))
        raw[at : at + chance.randrange(2)] = bytes(chance.choices((0x30, 0x80, 0x81, 0xFE, 0xFF, 10, 44), k=1))
    return bytes(raw)


@pytest.mark.parametrize("made", [_any_bytes, _sound, _damaged])
@pytest.mark.parametrize("left", [4, 9, 1 << 16])
def test_blocks_of_any_size(made: object, left: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert callable(made)
    monkeypatch.setattr(gb18030, "_LEFT", left)
    chance = random.Random(left)
    for _ in range(1500):
        raw = made(chance)
        wanted = by_the_codec(raw)
        assert whole(raw) == wanted, raw
        blocks = Utf8Blocks(io.BytesIO(raw), Encoding("gb18030", 0, ""), chance.randrange(1, 60))
        pieces = list(blocks)
        assert (b"".join(pieces), blocks.undecodable) == wanted, raw
        for piece in pieces:
            piece.decode("utf-8")


def test_what_is_held_back_is_the_beginning_of_a_character() -> None:
    raw = "张𠀀".encode("gb18030")
    for cut in range(len(raw) + 1):
        out, held, replaced = to_utf8(raw[:cut], False)
        decoder = codecs.getincrementaldecoder("gb18030")("replace")
        assert (out.decode(), held, replaced) == (decoder.decode(raw[:cut]), decoder.getstate()[0], 0)
