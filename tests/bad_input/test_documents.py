"""Letters, pages and documents, damaged by chance: rows or a sentence, no other exception, no hang, bounded memory."""

from __future__ import annotations

import os
import random
import resource
import time
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from content import compounds, documents, pdfs
from content.reading import source_of
from tiao.content.unpack import Unpacking
from tiao.model import Unread

SEEDS = 1000 if os.environ.get("TIAO_WHOLE") else 10
STEP = 10
SECONDS = 20
"""For one file, on a slow machine, once compiled code is cached."""
MEMORY_KB = 3 << 20
LINES = [f"张伟 1381234{number:04}" for number in range(20)]
TABLE = [["姓名", "手机号"], *([f"李{number}", f"1391234{number:04}"] for number in range(20))]
CSV = "\n".join(map(",".join, TABLE)).encode("gb18030")
MESSAGE = '<div class="msg"><span class="nick">甲</span><span class="time">12:00</span><p class="text">{}</p></div>'

# Plain XML: damage falls on tags and words, not on packed bytes alone.
STORED = zipfile.ZIP_STORED


def _letter() -> bytes:
    return documents.letter("\n".join(LINES), documents.page(LINES, TABLE).decode(), {"名单.csv": CSV}, "gb18030")


def _bare() -> bytes:
    return documents.letter("\n".join(LINES), files={"a.eml": _letter()}, packing="quoted-printable")


def _pages() -> bytes:
    return pdfs.pdf([pdfs.lines(LINES) + pdfs.photo(100, 100, 300, 300), pdfs.table(TABLE, ruled=True)])


MAKERS: dict[str, Callable[[], bytes]] = {
    "letter": _letter,
    "letter in a letter": _bare,
    "message": lambda: compounds.compound(compounds.message("\n".join(LINES), files={"a.csv": CSV, "b": CSV * 20})),
    "old word": lambda: compounds.old_word("\r".join(LINES) + "\r" + "\7".join(map("\7".join, TABLE)), cut=99),
    "mailbox": lambda: documents.mailbox([_letter(), _bare(), documents.letter(LINES[0])]),
    "page": lambda: documents.page(LINES, TABLE, "gb18030"),
    "chat": lambda: ("<html><body>" + "".join(map(MESSAGE.format, LINES))).encode(),
    "word": lambda: documents.word(LINES, TABLE, {"media/a.csv": CSV}, STORED),
    "word packed": lambda: documents.word(LINES, TABLE),
    "slides": lambda: documents.slides([(LINES, TABLE), ([], TABLE)], {"media/a.csv": CSV}, STORED),
    "pdf": _pages,
    "rich text": lambda: documents.rich_text(LINES, TABLE, "font"),
    "markdown": lambda: documents.markdown(LINES, TABLE).encode("gb18030"),
}


@cache
def made(kind: str) -> bytes:
    return MAKERS[kind]()


def damaged(kind: str, seed: int) -> bytes:
    """Bytes changed here and there, cut off, left out, doubled, put in; seldom at the very start."""
    rng = random.Random(f"{kind} {seed}")
    data = bytearray(made(kind))
    for _ in range(rng.choice([1, 1, 2, 5, 20])):
        at = rng.randrange(0 if rng.random() < 0.1 else min(40, len(data) - 1), len(data))
        way = rng.randrange(8)
        if way < 3:
            data[at] = rng.randrange(256)
        elif way == 3:
            data[at : at + 1] = rng.choice([b"<", b">", b"\r\n\r\n", b"--", b"=", b"&", b'"', b"\0"])
        elif way == 4:
            del data[at : at + rng.choice([1, 2, 16, 400])]
        elif way == 5:
            data[at:at] = rng.randbytes(rng.choice([1, 2, 16, 400]))
        elif way == 6:
            data[at:at] = data[at : at + rng.choice([10, 100, 1000])] * rng.choice([1, 3, 50])
        else:
            del data[max(1, at) :]
        data = data or bytearray(1)
    return bytes(data)


@pytest.mark.parametrize("first", range(0, SEEDS, STEP))
@pytest.mark.parametrize("kind", MAKERS)
def test_damage_is_named(tmp_path: Path, kind: str, first: int) -> None:
    path = tmp_path / "a"
    for seed in range(first, first + STEP):
        path.write_bytes(damaged(kind, seed))
        before, something = time.monotonic(), 0
        for found in Unpacking(tmp_path).walk(source_of(path)):
            something += 1
            if isinstance(found.part, Unread):
                assert found.part.what.isascii()
                assert found.part.hint
                assert not any(digits in found.part.what for digits in ("1381", "1391"))
            else:
                for chunk in found.part.chunks():
                    chunk.batch()
        assert something, seed
        assert time.monotonic() - before < SECONDS, seed
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < MEMORY_KB, seed
    assert [each.name for each in tmp_path.iterdir()] == ["a"]
