"""What a quick look settles holds nothing, and what is walked over gives what the plain oracle finds."""

from __future__ import annotations

import random

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findings import engine
from findings.test_against_oracle import compare
from oracle import records as oracle
from oracle import strategies
from tiao.compiled import jit
from tiao.content.lines import padded
from tiao.content.reader import pack
from tiao.findings.catalogue import bits
from tiao.findings.emit import VALUE
from tiao.findings.normalise import normalise
from tiao.findings.text_quick import REACH, is_quiet
from tiao.findings.text_rows import text_values
from tiao.findings.texthash import keys_of

# Signs that N changes, signs that join or part runs, labels, parts of values.
SIGNS = [
    "，", "：", "（", "；", "！", "？", "＋", "－", "．", "＠", "＃", "＝", "＿", "１", "９", "Ａ", "ｚ", "｜",
    "／", "\uff3b", "\u3000", "\xa0", "\t", "\n", "\u2003", "\u2028", "\u202f", "\u205f", "\u200b", "\u200f",
    "\ufeff", "\xad", "\u2060", "\u2064", "—", "\u2010", "\u2212", "\ufe63", "·", "•", "・", "ア", "“", "”",
    "…", "、", "。", "é", "😀", "\ufffd", " ", " ", "-", "-", ".", ":", "+", "=", "#", "(", "_", "--", "是",
    "为", "号", "码", "名", "人", "1", "12", "X", "A",
]  # fmt: skip
WORDS = [
    "密码", "口令:", "pwd", "账号", "用户名：", "username", "QQ", "扣扣号", "微信号码", "vx", "护照",
    "通行证号", "台胞证", "身份证", "证件号码", "sfz", "姓名", "名字:", "户名", "收件人", "收货人：", "联系人",
    "机主", "姓名字", "地址:", "住址：", "家庭地址", "单号", "流水号：", "京A", "粤B·", "12345", "D12345", "挂",
    "使", "192.168.1.9", "8.8.8", "116.3974,39.9093", "-33.8688, 151.2093", "3.5", "00:1A:2b:3C:4d:5E",
    "12:30:45", "2021-03-04", "138 1234 5678", "010-12345678", "86-13812345678", "6222 0212 3456 7894",
    "110105-19491231-002X", "+44 20 7946 0958", "110105194912310021", "440524188001010014", "13800138000",
    "8613800138000", "008613800138000", "123456789012345", "91350211M000100Y43", "a.b@c.com", "@", "张三",
    "欧阳", "王五,", "138 00138000", "1380 013 8000", "6222 0200 0000 0007", "622202 0000000000000",
    "+86 138-0013-8000", "2021 ", " 150", "*0011 ", "手机号", "Tel", "mobile=", "证件编号", "身份编号:", "qq", "vx",
    "ID", "card", "IP", "0086 138 0013 8000", "138-00138000", "86138 0013 8000", "440301 19850109 000x",
    "11010519491231002X", "先生", "女士", "男", "女", "，男，", "：女", "李四先生", "欧阳明女士", "张三，男", "男女",
]  # fmt: skip


def mutated(chance: random.Random, line: str) -> str:
    for _ in range(chance.choice([0, 1, 2, 4, 8])):
        at = chance.randrange(len(line) + 1)
        put = chance.choice(SIGNS if chance.random() < 0.7 else WORDS)
        line = line[:at] + put + line[at + (chance.random() < 0.3) :]
    return line


def some_line(chance: random.Random) -> str:
    return "".join(chance.choice(SIGNS if chance.random() < 0.5 else WORDS) for _ in range(chance.randrange(1, 12)))


@jit
def settled(data: np.ndarray, size: int) -> bool:
    return is_quiet(data, 0, size)


def check(rows: list[str]) -> int:
    """The engine against the oracle; returns how many rows were settled by a quick look."""
    rows = [row for row in rows if row.strip()]
    scanned, _ = engine.read([[row] for row in rows], "text")
    wanted = oracle.lines(rows, engine.YEAR_MAX)
    compare(scanned, [(i, record) for i, group in enumerate(wanted) for record in group])
    quiet = 0
    for row, group in zip(rows, wanted, strict=True):
        data = padded(row.encode() + bytes(REACH))
        if settled(data, len(row.encode())):
            quiet += 1
            assert not any(record.values or record.struck for record in group), ascii(row)
    return quiet


@pytest.mark.parametrize("seed", range(12))
def test_mutated_lines(seed: int) -> None:
    chance = random.Random(seed)
    lines = [mutated(chance, line) for line in strategies.random_lines(seed, 400)]
    lines += [some_line(chance) for _ in range(400)]
    # Long ones, in which runs and labels stand across the edges of what is looked at at once.
    lines += ["".join(chance.choices(lines, k=chance.randrange(2, 6))) for _ in range(100)]
    lines += ["字" * chance.randrange(15, 25) + line for line in chance.choices(lines, k=200)]
    assert check(lines) > 50


@settings(deadline=None, max_examples=400)
@given(st.lists(st.sampled_from([*SIGNS, *WORDS]), min_size=1, max_size=8))
def test_any_parts(parts: list[str]) -> None:
    check(["".join(parts)])


def test_many_values_in_one_line() -> None:
    """More values than there is room for at first, and more than a few to be put in order."""
    people = [f"张三 138{n:08d} a{n}@qq.com" for n in range(3000)]
    rows = ["你好", "，".join(people), "再见 13900139000", "　联系人：李四，电话１３８００１３８０００"]
    check(rows)
    values = text_values(batch_of(rows), 0, 0, 2026, keys_of(1, 2), True)
    order = np.lexsort((values["start"], values["row"]))
    assert (order == np.arange(len(values))).all()
    assert len(values) == 3 * 3000 + 1 + 2


def test_text_full_of_values_is_walked_over_twice_at_most() -> None:
    """The names that a walk without room does not see must not be asked for one walk after the other."""
    asked: list[int] = []

    def room_for(room: int) -> npt.NDArray[np.void]:
        asked.append(room)
        return np.empty(room, VALUE)

    batch = batch_of([f"张三 138{n:08d}" for n in range(20000)])
    values = text_values(batch, 0, 0, 2026, keys_of(1, 2), False, room_for)  # type: ignore[arg-type]
    assert len(values) == 2 * 20000
    assert len(asked) == 2


def batch_of(rows: list[str]) -> object:
    return pack([(n, [row]) for n, row in enumerate(rows)], len(rows))


@pytest.mark.parametrize("seed", range(4))
def test_values_stand_where_they_are_said_to_stand(seed: int) -> None:
    chance = random.Random(seed)
    rows = [mutated(chance, line) for line in strategies.random_lines(seed, 300)]
    rows = [row for row in rows if row.strip()]
    batch, other = batch_of(rows), batch_of(rows)
    values = text_values(batch, 0, 0, 2026, keys_of(1, 2), True)  # type: ignore[arg-type]
    again = text_values(other, 0, 0, 2026, keys_of(1, 2), False)  # type: ignore[arg-type]
    for name in ("row", "kind", "struck", "doubts", "low", "high"):
        assert (values[name] == again[name]).all()
    numbers = {bits()[kind] for kind in ("mobile", "bank_card", "landline", "qq")}
    seen = 0
    for value in values:
        text = bytes(batch.data[value["start"] : value["end"]]).decode()  # type: ignore[attr-defined]
        assert text in normalise(rows[value["row"]])
        if value["kind"] in numbers and not value["struck"]:
            seen += 1
            digits = "".join(sign for sign in text if sign in "0123456789")
            assert digits.endswith(str(value["low"]))
    assert seen > 20
