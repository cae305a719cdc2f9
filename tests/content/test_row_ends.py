"""Where rows end when quotation marks are about: by leaps from mark to mark, and by a walk byte by byte."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from tiao.content.row_ends import MOST_LINES, quoted_end


def _ends_cell(data: bytes, i: int, sep: bytes) -> bool:
    rest = data[i:].lstrip(b" ")
    return not rest or rest[:1] in (b"\n", b"\r") or rest.startswith(sep)


def _closing(data: bytes, at: int, sep: bytes, done: bool) -> int | None:
    """Where the mark at ``at`` is closed; -1 for nowhere, None when it cannot be known yet."""
    lines = 0
    i = at + 1
    while i < len(data):
        if data[i] == 34:
            if data[i + 1 : i + 2] == b'"':
                i += 2
                continue
            if i + 1 == len(data) and not done:
                return None
            return i if lines == 0 or _ends_cell(data, i + 1, sep) else -1
        lines += data[i] == 10
        if lines > MOST_LINES:
            return -1
        i += 1
    return -1 if done else None


def _walk(data: bytes, sep: bytes, done: bool) -> tuple[int, bytes]:
    """The end and the text afterwards, one byte after the other."""
    text = bytearray(data)
    end, i, opens = 0, 0, True
    while i < len(text):
        if text[i] == 10:
            end, opens = i + 1, True
        elif text[i : i + len(sep)] == sep:
            opens = True
            i += len(sep) - 1
        elif text[i] == 34 and opens:
            close = _closing(bytes(text), i, sep, done)
            if close is None:
                return end, bytes(text)
            if close < 0:
                text[i] = 32
            else:
                i = close
            opens = False
        else:
            opens = False
        i += 1
    return end, bytes(text)


@pytest.mark.parametrize("sep", [b",", b"----", b"||", b"\t"])
@pytest.mark.parametrize("done", [True, False])
def test_leaps_and_walk_agree(sep: bytes, done: bool) -> None:
    chance = Random(3)
    signs = ["a", "b", "\n", '"', '"', sep.decode(), sep.decode()[0], "甲", " ", "\r\n", '""', "x" * 70]
    for _ in range(1500):
        text = "".join(chance.choices(signs, k=chance.randrange(60))).encode()
        data = np.frombuffer(bytearray(text), np.uint8)
        end = int(quoted_end(data, np.frombuffer(sep, np.uint8), 34, done))
        assert (end, data.tobytes()) == _walk(text, sep, done), text
