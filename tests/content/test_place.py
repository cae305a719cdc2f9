"""A file that is read on from a place gives the chunks that reading it from the start gives."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from content.reading import source_of
from tiao.content import encoding, lines
from tiao.content.reader import PlacedTable, Source
from tiao.content.readers import delimited
from tiao.content.readers.delimited import Delimited
from tiao.content.readers.text import Text

ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16-le", "utf-16", "big5hkscs")
ENDS = ("\n", "\r\n", "\r")


def rows(chance: random.Random, end: str, quoted: bool) -> str:
    """Rows of unequal length: blank ones, cells with quotation marks closed and left open, line ends inside."""
    out = ["姓名,手机,地址"]
    for number in range(3000):
        name = "".join(chance.choices("张王李赵龍黃", k=chance.randint(1, 4)))
        address = "北京市" + "路" * chance.randint(0, 20)
        if quoted and chance.random() < 0.3:
            inside, behind = chance.choice([",", '""', end, end + end, ""]), chance.choice(["", "y"])
            address = f'"{address}{inside}x"{behind}'
        if quoted and chance.random() < 0.01:
            address = f'"{address}'
        out.append(f"{name},1380000{number:04d},{address}")
        if chance.random() < 0.01:
            out.append("")
    return end.join(out) + chance.choice(["", end])


def damaged(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(5):
        out[chance.randrange(3000, len(out))] = chance.randrange(128, 256)
    return bytes(out)


def sealed(path: Path, data: bytes) -> Source:
    path.write_bytes(data)
    return source_of(path)


def assert_goes_on_anywhere(table: PlacedTable) -> int:
    """Each place leads to the chunks behind it; ``height`` is what cutting finds. Gives the number of chunks."""
    chunks = list(table.chunks())
    heights = [chunk.height() for chunk in chunks]
    places = [chunk.place for chunk in chunks]
    cells = [cells_of(table, place) for place in places]
    assert places[0] is None
    assert all(places[1:])
    for number in range(1, len(chunks)):
        assert cells[number] == cells[0][number:], places[number]
    assert heights == [chunk.batch().height for chunk in chunks]
    return len(chunks)


def cells_of(table: PlacedTable, place: object) -> list[list[list[str]]]:
    batches = [chunk.batch() for chunk in table.chunks_from(place)]  # type: ignore[arg-type]
    return [[batch.texts(row) for row in range(len(batch))] for batch in batches]


@pytest.mark.parametrize("end", ENDS, ids=("LF", "CR LF", "CR"))
@pytest.mark.parametrize("name", ENCODINGS)
def test_delimited_goes_on(name: str, end: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "CHUNK", 40_000)
    small_blocks(monkeypatch)
    chance = random.Random(f"{name}{end}")
    for quoted in (False, True):
        data = rows(chance, end, quoted).encode(name, "replace")
        for content in (data, damaged(data, chance)):
            (table,) = Delimited().tables(sealed(tmp_path / "a.csv", content))
            assert assert_goes_on_anywhere(table) > 2  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ENCODINGS)
def test_text_goes_on(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines.Feed.__init__, "__defaults__", (None, 30_000, 1 << 20, 5000))
    small_blocks(monkeypatch)
    chance = random.Random(name)
    for end in ENDS:
        data = rows(chance, end, True).encode(name, "replace")
        for content in (data, damaged(data, chance)):
            (table,) = Text().tables(sealed(tmp_path / "a.txt", content))
            assert assert_goes_on_anywhere(table) > 2  # type: ignore[arg-type]


def test_behind_a_row_that_is_too_long_nobody_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "CHUNK", 4_000)
    monkeypatch.setattr(delimited, "LONGEST", 10_000)
    data = "a,b\n" * 3000 + "a," * 10_000 + "\n" + "a,b\n" * 3000
    (table,) = Delimited().tables(sealed(tmp_path / "a.csv", data.encode()))
    places = [chunk.place for chunk in table.chunks()]  # type: ignore[union-attr]
    assert places[1] is not None
    assert places[-1] is None


def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    defaults = encoding.Utf8Blocks.__init__.__defaults__
    assert defaults == (encoding.BLOCK, None)
    monkeypatch.setattr(encoding.Utf8Blocks.__init__, "__defaults__", (5000, None))
