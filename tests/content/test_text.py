"""Lines and their numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.reading import read, source_of
from tiao.content.lines import line_blocks, line_bounds, lines_of
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
    blocks = list(line_blocks(source_of(path), size=1 << 20, longest=2 << 20))
    assert b"".join(block.data for block in blocks) == path.read_bytes()
    before, numbers, pieces = 0, [], 0
    for block in blocks:
        batch = LinesChunk(block, "E1", len(block.data)).batch()
        numbers += [before + int(row) + 1 for row in batch.rows]
        pieces += len(batch.unread)
        before += batch.height
    assert sorted(set(numbers)) == [1, 2, 3]
    assert pieces >= 1


@given(st.text(alphabet="a\r\n 张", max_size=40))
def test_line_ends_are_cut_as_python_cuts_them(text: str) -> None:
    data = text.encode()
    starts, ends = line_bounds(np.frombuffer(data, np.uint8))
    cut = [data[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
    assert cut == data.splitlines() == lines_of(data)


@given(st.lists(st.sampled_from(["a", "张伟", "", " ", "x" * 50]), max_size=60), st.sampled_from(["\n", "\r\n", "\r"]))
def test_blocks_lose_nothing(tmp_path_factory: pytest.TempPathFactory, lines: list[str], end: str) -> None:
    path = tmp_path_factory.mktemp("lines") / "t.txt"
    path.write_bytes(end.join(lines).encode())
    blocks = list(line_blocks(source_of(path), size=64))
    assert b"".join(block.data for block in blocks) == path.read_bytes()
    for block in blocks[:-1]:
        assert block.data.endswith(end.encode())
