"""Plain rows, read in one walk, give what the long way gives for the same rows."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findings import engine
from tiao.content.readers.delimited import DelimitedChunk
from tiao.findings.cell import OPEN
from tiao.findings.fields import Fields
from tiao.findings.plain import ADDRESS, MOBILE, NAME, RESIDENT_ID, walk
from tiao.findings.reading import Cells, Reading, Scanned, scan, scan_chunk
from tiao.findings.texthash import keys_of

YEAR = 2026
HEADERS = {RESIDENT_ID: "身份证号", MOBILE: "手机号", NAME: "姓名", ADDRESS: "住址"}
IDS = ["11010119900307123X", "11010119900307123x", "110101199003071230", "990101199003071235", "110101900307123"]
IDS += ["11010519491231002X", "440524188001010014", "11010519491231002x"]
NAMES = ["张三", "欧阳建国", "李", "某某科技有限公司", "阿卜杜拉·买买提", "未知", "保密", "赵 六", "姓名", "王五1"]
PLACES = [
    "北京市朝阳区幸福路12号楼3单元401室", "上海", "广州市天河区ａｂｃ路5号", "a" * 30, "深圳市科技园13800138000旁",
    "幸" * 21, "幸" * 22, "杭州市西湖区文三路\u200b45号某某小区", "住址", "武汉市武昌区中山路1234567号",
    '"引号路12号一二三四"', "重庆（渝中）区民权路28号-3",
]  # fmt: skip
PHONES = [
    "13800138000",
    "19912345678",
    "16012345678",
    "12345678901",
    "8613800138000",
    "1380013800",
    "02188886666",
    "20000000000",
]


def cells(chance: random.Random, role: int) -> str:
    if chance.random() < 0.08:
        return chance.choice(["", "", " ", "-", "NULL", "\t", "\ufffe", "合计", HEADERS[role], "\ufffd坏"])
    if role == RESIDENT_ID:
        return chance.choice(IDS)
    if role == MOBILE:
        return chance.choice(PHONES)
    return chance.choice(NAMES if role == NAME else PLACES)


def chunk_of(text: bytes, sep: bytes, quote: int) -> DelimitedChunk:
    return DelimitedChunk(
        np.frombuffer(bytearray(text), np.uint8), np.frombuffer(sep, np.uint8).copy(), quote, len(text)
    )


def both(text: bytes, sep: bytes, quote: int, roles: list[int]) -> tuple[Scanned, Scanned]:
    """The same chunk by the short way and by the long one."""
    header = [HEADERS[role].encode() for role in roles]
    reading = Reading(
        fields=Fields(None),
        running_text=False,
        chat=False,
        totals=False,
        year_max=YEAR,
        roles=np.array([*roles, OPEN], np.int64),
        gates=np.zeros(len(roles) + 1, np.int64),
        header=np.frombuffer(b"".join(header), np.uint8),
        header_at=np.cumsum([0, *map(len, header)]).astype(np.int64),
    )
    vault = engine.PlainVault()
    short = scan_chunk(chunk_of(text, sep, quote), reading, vault)  # type: ignore[arg-type]
    assert not isinstance(short, Cells)
    return short, scan(chunk_of(text, sep, quote).batch(), reading, vault, False, len(text))  # type: ignore[arg-type]


def equal(short: Scanned, long: Scanned) -> None:
    assert short.lines.table().to_pydict() == long.lines.table().to_pydict()
    for name in ("height", "rows", "skipped", "held", "records", "participants", "size"):
        assert getattr(short, name) == getattr(long, name)
    assert short.kinds.tolist() == long.kinds.tolist()
    assert short.doubts.tolist() == long.doubts.tolist()


ROLES = [
    [RESIDENT_ID, MOBILE, NAME, ADDRESS],
    [NAME, MOBILE],
    [ADDRESS, NAME, RESIDENT_ID],
    [MOBILE],
    [RESIDENT_ID, ADDRESS],
]
LAYOUTS = [(b",", b"\n", 34), (b"\t", b"\r\n", -1), (b"----", b"\n", -1), (b"|", b"\r\n", 34)]


@pytest.mark.parametrize("roles", ROLES)
@pytest.mark.parametrize(("sep", "end", "quote"), LAYOUTS)
def test_random_rows(roles: list[int], sep: bytes, end: bytes, quote: int) -> None:
    chance = random.Random(f"{roles} {sep!r}")
    for number in range(12):
        lines = []
        for _ in range(chance.choice([1, 3, 60, 400])):
            row = [cells(chance, role).encode() for role in roles]
            if chance.random() < 0.03:
                row = row[:-1] if chance.random() < 0.5 else [*row, b"more"]
            if chance.random() < 0.02:
                row = [b"" for _ in row]
            if chance.random() < 0.02:
                row = [HEADERS[role].encode() for role in roles]
            if row and quote > 0 and chance.random() < 0.03:
                row[-1] = b'"' + row[-1].replace(b'"', b'""') + b'\nsecond line"'
            lines.append(sep.join(row))
        text = end.join(lines) + (b"" if number % 3 == 0 else end)
        # Some texts hold nothing that could need folding, others much of it.
        if number % 2:
            text = "".join(sign for sign in text.decode() if sign < "\u2000" or "\u4e00" <= sign <= "\u9fff").encode()
        equal(*both(text, sep, quote, roles))


def test_plain_rows_are_read_as_such_and_others_are_not_lost() -> None:
    """The walk is not idle: of 1,000 rows with 4 in 100 that are not plain, it takes exactly the plain ones."""
    good = "11010519491231002X,13800138000,张三,北京市朝阳区幸福路12号楼3单元401室"
    bad = "11010519491231002X,13800138000,张 三,北京市朝阳区"
    text = "\n".join(bad if number % 25 == 0 else good for number in range(1000)) + "\n"
    data = np.frombuffer(bytearray(text.encode()), np.uint8)
    room = Room(len(data))
    taken, _, others, height, blank = walk(
        data, len(data) - 64, np.array([44], np.uint8), -1, np.array(ROLES[0], np.int64), False, YEAR, keys_of(1, 2),
        *room.arrays,
    )  # fmt: skip
    # The last row stands too near the end to be looked at 64 bytes at a time.
    assert (int(taken), int(others), int(height), int(blank)) == (959, 41, 1000, 0)


class Room:
    """Arrays for a walk over so many bytes."""

    def __init__(self, size: int) -> None:
        pairs = [np.empty((size, 2), np.uint64) for _ in range(3)]
        cells = [np.empty(size + 4, np.int64) for _ in range(4)]
        self.arrays = [np.empty(size, np.uint8), np.empty(size, np.int32), *pairs, *cells]


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet='张三王，, \n\r1380X@a"-\u200bＡ\ufffe·é\ufffd', max_size=400))
def test_any_text(text: str) -> None:
    equal(*both(text.encode(), b",", 34, [MOBILE, NAME]))
