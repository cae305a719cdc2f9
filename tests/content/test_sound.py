"""Whether bytes are UTF-8: held to Python's codec, at every place of the 64 bytes that are looked at at once."""

from __future__ import annotations

import random

import numpy as np
import pytest

from tiao.content.split import utf8_is_sound

LIMITED = (0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF8, 0xFE, 0xFF)
FOLLOWING = (0x20, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xE4, 0xF0)


def by_the_codec(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def is_sound(raw: bytes) -> bool:
    return bool(utf8_is_sound(np.frombuffer(raw, np.uint8)))


@pytest.mark.parametrize("place", [0, 1, 40, 60, 61, 62, 63, 64, 65, 126, 127])
@pytest.mark.parametrize("behind", [0, 1, 2, 64, 65, 130])
def test_every_first_byte_before_every_other(place: int, behind: int) -> None:
    for first in LIMITED:
        for second in FOLLOWING:
            for rest in (b"", b"\x80", b"\x80\x80", b"\x80\x80\x80"):
                raw = b"a" * place + bytes((first, second)) + rest + b"b" * behind
                assert is_sound(raw) == by_the_codec(raw), raw


def test_two_and_three_bytes_of_any_value() -> None:
    for first in range(256):
        for second in range(256):
            raw = b"x" * 62 + bytes((first, second)) + b"x" * 70
            assert is_sound(raw) == by_the_codec(raw), raw
            raw = "张".encode() * 21 + bytes((first, second, 0xBF)) + b"x" * 70
            assert is_sound(raw) == by_the_codec(raw), raw


def test_any_text_and_any_damage_of_it() -> None:
    chance = random.Random(3)
    ranges = ((32, 127), (0x4E00, 0x9FFF), (0x80, 0xD800), (0xE000, 0x110000), (0x1F300, 0x1F600))
    for _ in range(20_000):
        points = [chance.randrange(*chance.choice(ranges)) for _ in range(chance.randrange(120))]
        raw = bytearray("".join(map(chr, points)).encode())
        assert is_sound(bytes(raw))
        if raw:
            at = chance.randrange(len(raw))
            raw[at : at + chance.randrange(2)] = bytes(chance.choices(range(256), k=chance.randrange(2)))
            assert is_sound(bytes(raw)) == by_the_codec(bytes(raw)), bytes(raw)
