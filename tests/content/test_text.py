"""Lines and their numbers."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.reading import read
from tiao.content.encoding import Encoding, Utf8Blocks
from tiao.content.lines import Feed, lines_of, padded
from tiao.content.readers.text import LinesChunk


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_line_numbers_count_blank_lines(tmp_path: Path, end: str, encoding: str) -> None:
    path = tmp_path / "笔记.txt"
    path.write_bytes(end.join(["张伟的电话是 13800000000", "", "  ", "住在北京", ""]).encode(encoding))
    name, tables, unread = read(path)
    assert name == "text@1"
    assert tables == {"": [(1, ["张伟的电话是 13800000000"]), (4, ["住在北京"])]}
    assert unread == []


def test_gbk_truncated_ends_in_a_mark(tmp_path: Path) -> None:
    path = tmp_path / "gbk_truncated.txt"
    path.write_bytes("张伟住在北京\n王芳住在上海".encode("gb18030")[:-1])
    assert read(path)[1] == {"": [(1, ["张伟住在北京"]), (2, ["王芳住在上\ufffd"])]}


def test_utf16le_no_bom(tmp_path: Path) -> None:
    path = tmp_path / "utf16le_no_bom.txt"
    path.write_bytes("张伟住在北京 1\n王芳住在上海 2\n".encode("utf-16-le"))
    assert read(path)[1] == {"": [(1, ["张伟住在北京 1"]), (2, ["王芳住在上海 2"])]}


def test_an_empty_file_has_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_bytes(b"")
    assert read(path) == ("text@1", {"": []}, [])


def test_a_line_of_thirty_megabytes_is_one_row(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_bytes(b"first\n" + b"x " * (15 << 20) + b"\nlast")
    rows = read(path)[1][""]
    assert [(number, len(cells[0])) for number, cells in rows] == [(1, 5), (2, 30 << 20), (3, 4)]


def test_a_line_too_long_for_memory_is_read_in_pieces_under_one_number(tmp_path: Path) -> None:
    path = tmp_path / "endless.txt"
    path.write_bytes(b"first\n" + b"word " * 2_000_000 + b"\nlast\n")
    before, numbers, pieces, whole = 0, [], 0, b""
    for data, cut in pieces_of(path, 1 << 20, 2 << 20):
        whole += data.tobytes()
        batch = LinesChunk(data, "E1", cut, len(data)).batch()
        numbers += [before + int(row) + 1 for row in batch.rows]
        pieces += len(batch.unread)
        before += batch.height
    assert whole == path.read_bytes()
    assert sorted(set(numbers)) == [1, 2, 3]
    assert pieces >= 1


def pieces_of(
    path: Path, size: int, longest: int, block: int = 1 << 20, encoding: str = "utf-8"
) -> Iterator[tuple[Any, bool]]:
    with open(path, "rb") as stream:
        feed = Feed(stream, Encoding(encoding, 0, ""), None, size, longest, block)
        while (data := feed.more()) is not None:
            yield data, feed.cut


@given(st.text(alphabet="a\r\n 张", max_size=90))
def test_line_ends_are_cut_as_python_cuts_them(text: str) -> None:
    data = text.encode()
    chunk = LinesChunk(padded(data), "E1", False, len(data))
    batch = chunk.batch()
    cut = [(int(n), data[a:b]) for n, a, b in zip(batch.rows, batch.starts, batch.ends, strict=True)]
    lines = data.splitlines()
    assert lines == lines_of(data)
    assert cut == [(number, line) for number, line in enumerate(lines) if line.strip()]
    assert chunk.height() == batch.height
    assert (batch.height, batch.blank) == (len(lines), len(lines) - len(cut))


def blocks_of(decoded: Iterable[bytes], size: int, longest: int) -> Iterator[tuple[bytes, bool]]:
    """Whole lines out of decoded blocks, plainly: (bytes, whether the last line goes on)."""
    held = b""
    for block in decoded:
        held += block
        if len(held) < size:
            continue
        end = max(held.rfind(b"\n"), held.rfind(b"\r", 0, len(held) - 1)) + 1
        severed = not end and len(held) >= longest
        if severed:
            end = held.rfind(b" ", max(0, len(held) - 4096)) + 1
            if not end:
                end = len(held)
                while end > 1 and 0x80 <= held[end - 1] < 0xC0:
                    end -= 1
                end = end - 1 if held[end - 1] >= 0xC0 else end
        if end:
            yield held[:end], severed
            held = held[end:]
    if held:
        yield held, False


DAMAGED = [
    b"a",
    "张伟".encode(),
    "张".encode()[:2],
    b"\xff",
    b"\x80",
    b"\n",
    b"\r\n",
    b"\r",
    b" ",
    b"x" * 30,
    "é😀".encode(),
]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_pieces_are_the_blocks_of_whole_lines(tmp_path: Path, encoding: str) -> None:
    """Whatever the bytes, whatever is read at once: same pieces, same bytes, cut at the same places."""
    chance = random.Random(encoding)
    for number in range(300):
        path = tmp_path / f"{number}.txt"
        path.write_bytes(b"".join(chance.choices(DAMAGED, k=chance.randrange(90))))
        size, longest, block = chance.randrange(1, 80), chance.randrange(80, 300), chance.randrange(1, 50)
        with open(path, "rb") as stream:
            blocks = list(blocks_of(Utf8Blocks(stream, Encoding(encoding, 0, ""), block), size, longest))
        pieces = [(data.tobytes(), cut) for data, cut in pieces_of(path, size, longest, block, encoding)]
        assert pieces == blocks
