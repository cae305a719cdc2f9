"""Access databases: through mdbtools where the machine has it, and named with what to do where it has not."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from content.access_files import PAGE, access_bytes
from content.reading import read, source_of
from tiao.content.databases import mdbtools
from tiao.content.readers import access
from tiao.content.sniff import sniff
from tiao.errors import Unreadable

HEADER = ["姓名", "手机", "备注"]
PEOPLE = [["张伟", f"138{number:08}", 'x,\n"y"' if number % 3 else ""] for number in range(200)]


def needs_mdbtools(test: Callable[..., None]) -> Callable[..., None] | None:
    """Leaves a test out where the machine has no mdbtools."""
    return test if mdbtools.are_here() else None


def written(tmp_path: Path, data: bytes) -> Path:
    (tmp_path / "-list.csv").write_bytes(data)
    return tmp_path / "-list.csv"


def test_without_mdbtools_the_database_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, access_bytes(HEADER, PEOPLE))
    monkeypatch.setenv("PATH", str(tmp_path))
    reader, _ = sniff(source_of(path))
    assert reader.name == "access@1"
    with pytest.raises(Unreadable, match="mdbtools") as raised:
        list(reader.tables(source_of(path)))
    assert "apt-get install mdbtools" in raised.value.hint


@needs_mdbtools
def test_every_row_in_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, access_bytes(HEADER, PEOPLE))
    before = path.stat().st_mtime_ns
    whole = ("access@1", {"名单": [(0, HEADER), *enumerate(PEOPLE, 1)]}, [])
    assert read(path) == whole
    monkeypatch.setattr(access, "CHUNK_ROWS", 7)
    assert read(path) == whole
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert path.stat().st_mtime_ns == before


class InMemory(io.FileIO):
    """Bytes of which nobody knows a descriptor."""

    def fileno(self) -> int:
        raise io.UnsupportedOperation


@needs_mdbtools
def test_what_stands_on_no_disk_is_handed_over_in_memory(tmp_path: Path) -> None:
    path = written(tmp_path, access_bytes(HEADER, PEOPLE))
    with InMemory(path) as stream, mdbtools.handed_over(stream) as number:
        assert mdbtools.tables(number) == ["名单"]
        assert len([*mdbtools.rows(number, "名单")]) == len(PEOPLE) + 1


@needs_mdbtools
def test_pages_that_are_lost_are_said(tmp_path: Path) -> None:
    data = access_bytes(HEADER, PEOPLE)
    _, tables, unread = read(written(tmp_path, data[: 9 * PAGE]))
    missing = len(PEOPLE) - len(tables["名单"]) + 1
    assert 0 < missing < len(PEOPLE)
    assert len(unread) == 1
    assert tables["名单"][1:] == [*enumerate(PEOPLE, 1)][: len(PEOPLE) - missing]


@needs_mdbtools
@pytest.mark.parametrize("pages", [1, 2, 3])
def test_a_database_without_its_list_of_tables_is_named(tmp_path: Path, pages: int) -> None:
    path = written(tmp_path, access_bytes(HEADER, PEOPLE)[: pages * PAGE])
    with pytest.raises(Unreadable):
        list(sniff(source_of(path))[0].tables(source_of(path)))
