"""Plain rows, read in one walk, give what the long way gives for the same rows."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findings import engine
from tiao.content.readers.delimited import DelimitedChunk
from tiao.findings.catalogue import bits, names
from tiao.findings.cell import OPEN, SERIAL
from tiao.findings.fields import Fields
from tiao.findings.plain.columns import ADDRESS, MOBILE, NAME, RESIDENT_ID, columns_of
from tiao.findings.plain.walk import MARGIN, walk
from tiao.findings.reading import Cells, Scanned, scan, scan_chunk
from tiao.findings.settled import Reading
from tiao.findings.texthash import keys_of

YEAR = 2026
B = bits()
CARD, EMAIL, PLATE, QQ, IP = (B[kind] for kind in ("bank_card", "email", "plate", "qq", "ip"))
ACCOUNT, PASSWORD, GOODS, LODGING, BALANCE = (
    B[kind] for kind in ("account", "password", "goods", "lodging", "balance")
)
HEADERS = {RESIDENT_ID: "身份证号", MOBILE: "手机号", NAME: "姓名", ADDRESS: "住址"}
HEADERS |= {role: {OPEN: "说明", SERIAL: "订单号"}.get(role) or names()[role] for role in (
    CARD, EMAIL, PLATE, QQ, IP, ACCOUNT, PASSWORD, GOODS, LODGING, BALANCE, OPEN, SERIAL,
)}  # fmt: skip
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
    "138-0013-8000",
    "+86 138 0013 8000",
    "0086 13800138000",
    "(138)00138000",
    "013800138000",
    "'13800138000",
    "138****8000",
    "13800138000.0",
    "+85291234567",
    "１３８００１３８０００",
    "138\u200b00138000",
    " 13800138000",
    "19999999999/13800138000",
]
CARDS = ["6222021234567890123", "6222021234567890128", "4050036047623140", "4402 3259 5064 6734", "4402-3259-5064-6734"]
CARDS += [
    "5339343432504947",
    "53393434325049470",
    "622202123456789012",
    "1234567890123456",
    "6222****0123",
    "'4050036047623140",
]
CARDS += ["40500360476231.0", "4050036047623140x", "４０５００３６０４７６２３１４０"]
MAILS = [
    "a@b.cn",
    "Liu_05@Mail.Example.org",
    "a--b@c.com",
    "x+y%z@ex-ample.co",
    "a@b",
    "a@b.c1",
    "a..b@c.dd",
    "a@c..dd",
    "-a@b.cn",
]
MAILS += [
    ".a@b.cn",
    "a@b.cn.",
    "a@@b.cn",
    "张a@b.cn",
    "a b@c.cn",
    "a@-b.cn",
    "q" * 60 + "@b.cn",
    "a@b.abcdefghijklmnopqrstuvwxyz",
    "a-@b.cn",
]
PLATES = [
    "京A12345",
    "京A·12345",
    "京a12345",
    "川CD30125",
    "新C70540D",
    "粤Z1234港",
    "京A-12345",
    "京 A12345",
    "AB12345",
    "京I1234O",
    "京A1234",
]
PLATES += ["京A123456", "云SERVER", "京A•12345", "京Ａ12345", "京A12345\u200b"]
QQS = [
    "10001",
    "012345",
    "1234",
    "123456789012",
    "12345678901",
    "13800138000",
    "12 34567",
    "qq12345",
    "1234567.0",
    "９８７６５４３",
]
IPS = [
    "8.8.8.8",
    "0.1.2.3",
    "127.0.0.1",
    "256.1.1.1",
    "223.255.255.255",
    "224.0.0.1",
    "1.2.3",
    "01.02.03.04",
    "::1",
    "fe80::1:2",
    "1.2.3.4:80",
]
ACCOUNTS = [
    "yang6591281",
    "13800138000",
    "138-0013-8000",
    "a@b.cn",
    "User Name",
    "u13800138000",
    "abc",
    "张三",
    "x1234567890y",
    "12345678901234567890",
]
ACCOUNTS += ["(138)00138000", "1380013800a", "ａｂｃ", "1234567890"]
PASSWORDS = [
    "jqq06994",
    "P@ss w0rd",
    " lead",
    "trail ",
    "密码",
    "ｐａｓｓ",
    "13800138000",
    '"',
    "-",
    "a\u3000b",
    "x" * 63,
    "x" * 64,
    "a\tb",
    "(null)",
]
TEXTS = [
    "拼图",
    "656783.95",
    "2021-10-22",
    "月湖宾馆(青年街店)",
    "LPLGHAMTZLL031213",
    "羽绒服 M",
    "kindle",
    "电话13800138000",
    "a@b.cn",
    "１２",
]
TEXTS += [
    "王五13800138000",
    "11010519491231002X",
    "x" * 70,
    "收货人：张三",
    "姓名:李四",
    "保温杯·大",
    "12345678901",
    "1234567890",
    "杯、碗",
    "无",
]
NUMBERS = [
    "311113500165620599",
    "11010519491231002X",
    "110105194912310021",
    "110101199003071235",
    "110101900307123",
    "2015-10-04 09:25:07",
]
NUMBERS += [
    "4050036047623140",
    "6222021234567890128",
    "6222021234567890123",
    "123456789012",
    "8613800138000",
    "008613800138000",
    "20211022",
    "12.5",
]
NUMBERS += [
    "SF2053831221013",
    "1380 0138 000",
    "138-0013-8000",
    "123456789012345",
    "2021/10/22 101010",
    "张三13800138000",
    "a@b.cn",
    "9" * 25,
]
NUMBERS += [
    "13800138000元",
    "1234567890.00",
    "１１０１０５１９４９１２３１００２Ｘ",
    "\u00a0110101900307123",
    "12345678901234X",
    "=4050036047623140",
]


OF = {
    RESIDENT_ID: IDS, MOBILE: PHONES, NAME: NAMES, ADDRESS: PLACES, CARD: CARDS, EMAIL: MAILS, PLATE: PLATES, QQ: QQS,
    IP: IPS, ACCOUNT: ACCOUNTS, PASSWORD: PASSWORDS, GOODS: TEXTS, LODGING: TEXTS, BALANCE: TEXTS,
    OPEN: [*NUMBERS, *TEXTS], SERIAL: [*NUMBERS, *TEXTS],
}  # fmt: skip
# What most rows of a real table hold, so that the rows of wide tables are plain often enough.
USUAL = {
    RESIDENT_ID: IDS[-2:], MOBILE: PHONES[:2], NAME: NAMES[:2], ADDRESS: PLACES[:1], CARD: CARDS[2:5], EMAIL: MAILS[:2],
    PLATE: PLATES[:3], QQ: QQS[:1], IP: IPS[:1], ACCOUNT: ACCOUNTS[:1], PASSWORD: PASSWORDS[:2], GOODS: TEXTS[:2],
    LODGING: TEXTS[2:4], BALANCE: TEXTS[1:2], OPEN: TEXTS[:5], SERIAL: NUMBERS[:1],
}  # fmt: skip


def cells(chance: random.Random, role: int) -> str:
    if chance.random() < 0.08:
        return chance.choice(["", "", " ", "-", "NULL", "\t", "\ufffe", "合计", HEADERS[role], "\ufffd坏"])
    return chance.choice(OF[role] if chance.random() < 0.4 else USUAL[role])


def chunk_of(text: bytes, sep: bytes, quote: int) -> DelimitedChunk:
    return DelimitedChunk(
        np.frombuffer(bytearray(text), np.uint8), np.frombuffer(sep, np.uint8).copy(), quote, len(text)
    )


def both(text: bytes, sep: bytes, quote: int, roles: list[int], gates: int = 0) -> tuple[Scanned, Scanned]:
    """The same chunk by the short way and by the long one."""
    header = [HEADERS[role].encode() for role in roles]
    reading = Reading(
        fields=Fields(None),
        running_text=False,
        chat=False,
        totals=False,
        year_max=YEAR,
        roles=np.array([*roles, OPEN], np.int64),
        gates=np.array([gates if role in (OPEN, SERIAL) else 0 for role in [*roles, OPEN]], np.int64),
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
    [QQ, MOBILE],
    [NAME, CARD, BALANCE],
    [PLATE, EMAIL, MOBILE, IP],
    [ACCOUNT, PASSWORD, EMAIL, MOBILE],
    [NAME, RESIDENT_ID, LODGING, LODGING],
    [SERIAL, NAME, MOBILE, GOODS, SERIAL],
    [OPEN, MOBILE, OPEN],
    [NAME, RESIDENT_ID, MOBILE, CARD, EMAIL, PLATE, IP, ADDRESS, SERIAL, SERIAL],
]
GATES = [0, 1, 1 | 128, 2 | 4, 8 | 16 | 32 | 64, 255]
"""Gates of unnamed columns (``cell.GATE_...``)."""
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
        equal(*both(text, sep, quote, roles, GATES[number // 2 % len(GATES)]))


def test_plain_rows_are_read_as_such_and_others_are_not_lost() -> None:
    """The walk is not idle: of 1,000 rows with 4 in 100 that are not plain, it takes exactly the plain ones."""
    good = "11010519491231002X,13800138000,张三,北京市朝阳区幸福路12号楼3单元401室"
    bad = "11010519491231002X,13800138000,张 三,北京市朝阳区"
    text = "\n".join(bad if number % 25 == 0 else good for number in range(1000)) + "\n"
    data = np.frombuffer(bytearray(text.encode()), np.uint8)
    room = Room(len(data))
    columns = columns_of(np.array(ROLES[0], np.int64), np.zeros(4, np.int64))
    assert columns is not None
    taken, _, others, height, blank = walk(
        data, len(data) - MARGIN, np.array([44], np.uint8), -1, columns.cells, columns.kinds, columns.twins,
        columns.numbers, False, YEAR, keys_of(1, 2), *room.arrays,
    )  # fmt: skip
    # The last row stands too near the end to be looked at 64 bytes at a time.
    assert (int(taken), int(others), int(height), int(blank)) == (959, 41, 1000, 0)


class Room:
    """Arrays for a walk over so many bytes."""

    def __init__(self, size: int) -> None:
        pairs = [np.empty((size, 2), np.uint64) for _ in range(2)]
        cells = [np.empty(size + 4, np.int64) for _ in range(4)]
        self.arrays = [np.empty(size, np.uint16), np.empty(size, np.int32), *pairs, *cells]


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet='张三王，, \n\r1380X@a"-\u200bＡ\ufffe·é\ufffd', max_size=400))
def test_any_text(text: str) -> None:
    equal(*both(text.encode(), b",", 34, [MOBILE, NAME]))
