"""Mailboxes (mbox): letters are told apart by whole dividing lines only, and memory does not grow with them."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from content.documents import letter, mailbox
from content.reading import source_of, walked
from tiao.content.reader import Member
from tiao.content.readers.mailbox import Mailbox

TEXT = "名单\n张伟 13812345678\nFrom here on: it is text\nFrom: nobody\n\nFrom Monday 12:00 on\nmore text\n"


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
@pytest.mark.parametrize("packing", ["8bit", "base64"])
def test_letters_and_their_parts(tmp_path: Path, newline: bytes, packing: str) -> None:
    letters = [letter(TEXT, files={"a.csv": b"x,13912345678\n"}, packing=packing, subject=f"第{n}封") for n in range(3)]
    path = tmp_path / "Inbox"
    path.write_bytes(mailbox(letters, newline))
    tables, unread = walked(path)
    heads = tables.pop("1 ")
    assert [(row, cells[2]) for row, cells in heads] == [(1, "第0封"), (2, "第1封"), (3, "第2封")]
    assert list(tables) == [
        f"{place}.1 {way}"
        for place, way in enumerate((f"{n}/{name}" for n in (1, 2, 3) for name in ("正文1.txt", "2-a.csv")), 2)
    ]
    escaped = [
        line.replace("From ", ">From ") if packing == "8bit" and line.startswith("From ") else line
        for line in TEXT.split("\n")
    ]
    wanted = [(row, [line]) for row, line in enumerate(escaped, 1) if line]
    assert tables["2.1 1/正文1.txt"] == wanted
    assert tables["7.1 3/2-a.csv"] == [(1, ["x", "13912345678"])]
    assert unread == []


def test_a_sentence_that_looks_like_a_dividing_line(tmp_path: Path) -> None:
    """Programs that do not escape it write it as it stands; without heads below it is no letter."""
    body = (
        b"From zhang@example.com Mon Jun  1 12:00:00 2020\nSubject: a\nFrom: b\n\n1\nFrom us 12"
        b":00 Monday\n2 13812345678\n"
    )
    path = tmp_path / "a.mbox"
    path.write_bytes(body * 2)
    tables, unread = walked(path)
    assert len(tables["1 "]) == 2
    assert [cells for rows in list(tables.values())[1:] for _, cells in rows] == [
        ["1"], ["From us 12:00 Monday"], ["2 13812345678"],
    ] * 2  # fmt: skip
    assert unread == []


def test_memory_does_not_grow_with_the_mailbox(tmp_path: Path) -> None:
    """One letter with a large attachment, many without."""
    large = letter("a", files={"large.bin": b"\0" * (20 << 20)})
    path = tmp_path / "a.mbox"
    path.write_bytes(mailbox([large, *[letter("13812345678\n")] * 500]))
    tracemalloc.start()
    members, size = 0, 0
    for part in Mailbox().tables(source_of(path)):
        if isinstance(part, Member):
            members += 1
            with part.open() as stream:
                while block := stream.read(1 << 20):
                    size += len(block)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (members, size) == (502, (20 << 20) + 1 + 500 * 12)
    assert peak < 12 << 20
