"""Every broken file gives rows or a sentence that names it: no other exception, no hang, no endless memory."""

from __future__ import annotations

import re
import resource
import time
from pathlib import Path

import openpyxl
import pytest

from bad_input.make import COUNT, MAKERS, PLACES, circle_ole2, cut_xls, make_one, sheet_with, spoilt_xls
from content.reading import source_of
from tiao.content.reader import Table
from tiao.content.sniff import sniff
from tiao.content.unpack import Unpacking
from tiao.model import Unread

SECONDS = 20
"""For one file, on a slow machine, once compiled code is cached."""
MEMORY_KB = 3 << 20
# A file may be without rows only if it holds nothing but marks, blanks and brackets.
SOMETHING = re.compile(rb"[0-9A-Za-z\x01-\x08\x80-\xff]")
MARKS = b"\xff\xfe\xef\xbb\xbf"
FIRST = range(len(MAKERS))


def outcome(path: Path) -> tuple[int, list[str]]:
    """Rows read, files within files too, and sentences about what could not be."""
    rows, said = 0, []
    for found in Unpacking(path.parent).walk(source_of(path)):
        if isinstance(found.part, Unread):
            said += [found.part.what, found.part.hint]
            continue
        assert found.reason
        rows += rows_in(found.part, said)
    return rows, said


def rows_in(table: Table, said: list[str]) -> int:
    rows = 0
    for chunk in table.chunks():
        batch = chunk.batch()
        assert len(batch.first) == len(batch) + 1
        assert int(batch.first[-1]) == len(batch.starts) == len(batch.ends)
        assert not len(batch.starts) or (batch.starts <= batch.ends).all()
        assert not len(batch.ends) or int(batch.ends.max()) <= len(batch.data)
        assert not len(batch) or int(batch.rows.max()) <= batch.height
        said.extend(unread.what for unread in batch.unread)
        rows += len(batch)
    return rows


def check(folder: Path, index: int) -> None:
    path = make_one(folder, index)
    before = time.monotonic()
    rows, said = outcome(path)
    assert time.monotonic() - before < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < MEMORY_KB
    size = path.stat().st_size if path.is_file() else 1
    assert rows or said or not size or not SOMETHING.search(path.read_bytes().strip(MARKS))
    # Nothing that stands in a file stands in a sentence about it.
    assert all(said)
    for sentence in said:
        assert sentence.isascii()
        assert not any(digit in sentence for digit in ("138", "139"))


@pytest.mark.parametrize("index", FIRST, ids=[maker.__name__ for maker in MAKERS])
def test_each_kind_of_damage_is_named(tmp_path: Path, index: int) -> None:
    check(tmp_path, index)


@pytest.mark.parametrize(
    "way", range(6), ids=["link_out", "link_nowhere", "link_to_itself", "forbidden", "pipe", "name"]
)
def test_each_bad_place_is_named(tmp_path: Path, way: int) -> None:
    check(tmp_path, 9 * len(MAKERS) + way * 5)


@pytest.mark.whole
@pytest.mark.parametrize("index", range(len(MAKERS), COUNT))
def test_three_hundred_broken_files(tmp_path: Path, index: int) -> None:
    check(tmp_path, index)


@pytest.mark.parametrize("text", ["[]", "{}", "[[],{},[[]]]", '{"data": []}'])
def test_a_document_without_rows_is_still_on_record(tmp_path: Path, text: str) -> None:
    (tmp_path / "empty.json").write_text(text)
    assert tables_and_rows(tmp_path / "empty.json") == [("$", 0)]


def test_a_workbook_of_empty_sheets_is_still_on_record(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("二")
    book.save(tmp_path / "empty.xlsx")
    assert tables_and_rows(tmp_path / "empty.xlsx") == [("Sheet", 0)]
    book["二"].append(["张伟", 1])
    book.save(tmp_path / "one.xlsx")
    assert tables_and_rows(tmp_path / "one.xlsx") == [("二", 1)]


def test_a_column_that_excel_does_not_have_is_refused(tmp_path: Path) -> None:
    for last, said in (("XFD1", []), ("XFE1", ["The sheet names columns beyond the end of any Excel sheet."])):
        path = tmp_path / f"{last}.xlsx"
        path.write_bytes(sheet_with(f'<row r="1"><c r="{last}"><v>1</v></c></row>'))
        assert outcome(path)[1][:1] == said


def test_a_panic_of_the_library_prints_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """It would quote what it stopped at."""
    panicked = 0
    for maker in (cut_xls, spoilt_xls, circle_ole2):
        for turn in range(PLACES):
            path = make_one(tmp_path, MAKERS.index(maker) + turn * len(MAKERS))
            panicked += "The workbook is damaged or cut short." in outcome(path)[1]
    assert panicked > 0
    assert capfd.readouterr() == ("", "")


def tables_and_rows(path: Path) -> list[tuple[str, int]]:
    source = source_of(path)
    reader, _ = sniff(source)
    return [(part.name, rows_in(part, [])) for part in reader.tables(source) if not isinstance(part, Unread)]


def test_the_same_index_gives_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    for index in (0, 1, 10, 24):
        assert make_one(tmp_path / "a", index).read_bytes() == make_one(tmp_path / "b", index).read_bytes()
