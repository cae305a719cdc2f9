"""Mutated dumps: rows or a sentence come out, nothing else, and where the file is cut into pieces does not matter."""

from __future__ import annotations

import random
import re
import time
from contextlib import suppress
from pathlib import Path

import pytest

from bad_input.test_readers import SECONDS
from content.reading import read, source_of
from content.sql_dumps import WRITERS, Row
from tiao.content.readers.sql_dump import SqlDump
from tiao.content.sql import survey
from tiao.errors import Unreadable

COUNT = 1000
SAMPLE = 60
_HEADER = ["id", "姓名", "phone", "note"]
_TOKENS = (
    b"'", b"''", b"\\", b'"', b"`", b"(", b")", b"),(", b";", b";\n", b"\nGO\n", b"\n/\n", b"/*", b"*/", b"--", b"$$",
    b"\nDELIMITER ;;\n", b"\\.\n", b"\nINSERT INTO t VALUES (", b"\nCREATE TABLE t (", b"\nCOPY t (a) FROM stdin;\n",
    b"q'[", b"0x", b"X'", b"E'\\", b"\0", b"\xff", b"\x81", b"\r", b"[", b"]", b"UNION ALL SELECT ", b"\nUSE [x\n",
    b"NULL", b",", b"CHR(", b"UNISTR('\\D83D", b"||", b"9" * 50, b"$a$", b"N'", b"INSERT ALL ",
)  # fmt: skip


def _rows(rng: random.Random) -> list[Row]:
    notes = ("it's", "a\\b", "x\ny", "誠許", None, "", "$$", "--", "🙂")
    return [[str(n), rng.choice(("张伟", "乗")), f"138{n:08}", rng.choice(notes)] for n in range(rng.randrange(1, 40))]


def mutated(index: int) -> bytes:
    """The dump number ``index``; the same bytes every time."""
    rng = random.Random(index)
    data = bytearray([*WRITERS.values()][index % len(WRITERS)](_HEADER, _rows(rng)))
    for _ in range(rng.choice((1, 1, 2, 5))):
        at = rng.randrange(len(data))
        what = rng.randrange(5)
        if what == 0:
            del data[at:]
        elif what == 1:
            del data[at : at + rng.randrange(1, 200)]
        elif what == 2:
            data[at : at + 1] = rng.randbytes(1)
        elif what == 3:
            data[at:at] = data[at : at + rng.randrange(1, 300)]
        else:
            data[at:at] = rng.choice(_TOKENS)
        if not data:
            data += b";"
    return bytes(data)


@pytest.fixture(scope="module", autouse=True)
def compiled(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The walk is compiled before anything is timed."""
    path = tmp_path_factory.mktemp("first") / "dump.sql"
    path.write_bytes(next(iter(WRITERS.values()))(_HEADER, _rows(random.Random(0))))
    assert _found(path)


@pytest.mark.parametrize("index", [n if n < SAMPLE else pytest.param(n, marks=pytest.mark.whole) for n in range(COUNT)])
def test_mutated_dump(index: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "dump.sql"
    path.write_bytes(mutated(index))
    begin = time.monotonic()
    with suppress(Unreadable):
        read(path)
    found = _found(path)
    monkeypatch.setattr(survey, "BLOCK", 97)
    assert _found(path) == found
    assert time.monotonic() - begin < SECONDS


def _found(path: Path) -> list[object]:
    """All rows and sentences of a file, read as a dump whatever it looks like."""
    out: list[object] = []
    for part in SqlDump().tables(source_of(path)):
        if not hasattr(part, "chunks"):
            out.append(part)
            continue
        before = 0
        for chunk in part.chunks():
            batch = chunk.batch()
            assert len(batch.first) == len(batch) + 1
            assert int(batch.first[-1]) == len(batch.starts) == len(batch.ends)
            assert (batch.starts <= batch.ends).all()
            assert not len(batch.ends) or int(batch.ends.max()) <= len(batch.data)
            out += [(part.name, before + int(batch.rows[row]), batch.texts(row)) for row in range(len(batch))]
            out += [(part.name, row, said.what) for said in batch.unread for row in _numbers(said.where)]
            before += batch.height
        out.append((part.name, before))
    return out


def _numbers(where: str) -> range:
    """The rows that ``row 3`` or ``rows 3 to 5`` names."""
    numbers = [int(number) for number in re.findall("[0-9]+", where)]
    return range(numbers[0], numbers[-1] + 1)
