"""The same rows and lines give the same figures in every document as they give as CSV and as text."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import tiao
from content import compounds, documents, pdfs
from tiao.demo.make import make
from truth.comparison import differences
from truth.reading import rows_of

TABLE, NOTES = "电脑/客户资料.csv", "手机/笔记.txt"
Cells = list[list[str]]
_PLACES = (50, 150, 350, 600, 800, 1400)
_ON_A_PAGE = 24


def _letter(lines: list[str], table: Cells, charset: str, packing: str) -> bytes:
    page = documents.page((), table).decode()
    return documents.letter("\n".join(lines), files={"a.html": page.encode()}, charset=charset, packing=packing)


def _message(lines: list[str], table: Cells) -> bytes:
    return compounds.compound(compounds.message("\n".join(lines), files={"a.html": documents.page((), table)}))


def _old_word(lines: list[str], table: Cells) -> bytes:
    rows = ("".join(f"{cell}\7".replace("\n", "\r") for cell in row) + "\7" for row in table)
    return compounds.old_word("".join(f"{line}\r" for line in lines) + "".join(rows), cut=300)


def _mailbox(lines: list[str], table: Cells) -> bytes:
    """One letter for each line, and the table cut over two."""
    letters = [documents.letter(line) for line in lines]
    letters.append(documents.letter("", documents.page((), table).decode(), charset="gb18030"))
    return documents.mailbox(letters)


def _slides(lines: list[str], table: Cells) -> bytes:
    return documents.slides([(lines[:40], []), (lines[40:], table)])


def _pdf(lines: list[str], table: Cells, ruled: bool) -> bytes:
    """The table goes on over several pages; its header stands on the first."""
    pages = [pdfs.lines(lines[at : at + 35]) for at in range(0, len(lines), 35)]
    pages += [pdfs.table(table[at : at + _ON_A_PAGE], 800, ruled, _PLACES) for at in range(0, len(table), _ON_A_PAGE)]
    return pdfs.pdf(pages, width=2000)


WAYS: dict[str, Callable[[list[str], Cells], bytes]] = {
    "信.eml": lambda lines, table: _letter(lines, table, "gb18030", "quoted-printable"),
    "letter.eml": lambda lines, table: _letter(lines, table, "utf-8", "base64"),
    "信.msg": _message,
    "旧文档.doc": _old_word,
    "收件箱.mbox": _mailbox,
    "网页.html": lambda lines, table: documents.page(lines, table, "gb18030"),
    "文档.docx": documents.word,
    "演示.pptx": _slides,
    "文本.rtf": documents.rich_text,
    "说明.md": lambda lines, table: documents.markdown(lines, table).encode("gb18030"),
    "打印.pdf": lambda lines, table: _pdf(lines, table, False),
    "带框.pdf": lambda lines, table: _pdf(lines, table, True),
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], Cells, dict[str, Any], Path]:
    """Lines, a table, and their figures as text and CSV."""
    out = tmp_path_factory.mktemp("documents")
    make(out / "out", rows=300, seed=51, only=[TABLE, NOTES])
    seized = out / "out" / "seized"
    lines = [line for line in (seized / NOTES).read_text("utf-8").split("\n") if line.strip()]
    counted = _counted(seized, out / "case")
    return lines, rows_of(seized, TABLE), counted, out / "case"


def _counted(seized: Path, case: Path) -> dict[str, Any]:
    tiao.new(case)
    tiao.seal(seized, case)
    tiao.find(case)
    return tiao.count(case)


def essence(case: Path, method: str) -> Counter[str]:
    """What explains a figure, without the places."""
    kept = ("part", "class", "tier", "values", "struck", "doubts")
    return Counter(json.dumps([line[name] for name in kept], ensure_ascii=False) for line in tiao.explain(case, method))


@pytest.mark.parametrize("name", WAYS)
def test_the_same_figures(name: str, plain: tuple[list[str], Cells, dict[str, Any], Path], tmp_path: Path) -> None:
    lines, table, wanted, case = plain
    (tmp_path / "seized").mkdir()
    (tmp_path / "seized" / name).write_bytes(WAYS[name](lines, table))
    counted = _counted(tmp_path / "seized", tmp_path / "case")
    assert differences(wanted["methods"], counted["methods"]) == []
    # The head of each letter is a row that says nothing of anybody.
    letters = {"eml": 1, "msg": 1, "mbox": len(lines) + 1}.get(name.rpartition(".")[2], 0)
    assert (counted["rows"], counted["unreadable"]) == (wanted["rows"] + letters, 0)
    # Every piece is found again in the sealed bytes, at a place that names the way to it.
    assert essence(tmp_path / "case", "by_record@1") == essence(case, "by_record@1")
    way = {
        "收件箱.mbox": f"!{len(lines) + 1}/正文1.html!表1!R",
        "打印.pdf": "!表1!R3000",
        "带框.pdf": "!表1!R3000",
    }.get(name)
    if way:
        assert any(way in line["locator"] for line in tiao.explain(tmp_path / "case", "by_row@1"))
