"""Header words that look at the other columns, and degrees side by side: engine against oracle, and by hand."""

from __future__ import annotations

import random

import pytest

from findings.test_against_oracle import check_table
from oracle.catalogue import CONTEXTS, MEANINGS
from oracle.layout import find_layout

WORDS = {kind: [word for word in sorted(MEANINGS) if MEANINGS[word] == kind] for kind in {*MEANINGS.values()}}
DEGREES = ((121, 29), (29, 121), (72, 29), (136, 53), (135, 3), (73, 54), (121, 2), (12, 12))


def header(chance: random.Random) -> list[str]:
    context = CONTEXTS[chance.choice(sorted(CONTEXTS))]
    words = [chance.choice(context["headers"]), *chance.sample(["手机号", "姓名", "备注", "客户号2"], 2)]
    for part, share in (("with", 0.5), ("with_words", 0.3), ("unless", 0.2)):
        if context.get(part) and chance.random() < share:
            word = chance.choice(context[part])
            words.append(chance.choice(WORDS[word]) if part == "with" else word)
    chance.shuffle(words)
    return words


@pytest.mark.parametrize("seed", range(80))
def test_words_that_look_at_the_other_columns(seed: int) -> None:
    chance = random.Random(seed)
    words = header(chance)
    body = [
        "13800001234",
        "张三",
        "199.00",
        "浙江省宁波市海曙区",
        "2021-03-04 05:06:07",
        "G7501",
        "http://a.example.com",
    ]
    check_table([words, *([chance.choice(body) for _ in words] for _ in range(12))])


@pytest.mark.parametrize("seed", range(40))
def test_degrees_side_by_side(seed: int) -> None:
    chance = random.Random(seed)
    columns = [chance.choice(["mobile", "place", "pair", "pair", "number"]) for _ in range(chance.randint(2, 5))]
    pairs = [chance.choice(DEGREES) for _ in columns]
    rows = []
    for _ in range(12):
        row = []
        for column, pair in zip(columns, pairs, strict=True):
            behind = chance.choice(["397128", "5", "3971", "39712800"]) if chance.random() < 0.3 else "397128"
            row += {
                "mobile": [f"138{chance.randrange(10**8):08d}"],
                "place": ["某广场"],
                "number": [f"{chance.randrange(200)}.{behind}"],
                "pair": [f"{degree}.{behind}" if chance.random() < 0.7 else "无" for degree in pair],
            }[column]
        rows.append(row)
    check_table([["手机号", "备注"], *rows] if chance.random() < 0.3 else rows)


@pytest.mark.parametrize(
    ("words", "roles"),
    [
        ("姓名 商品 价格", "name goods payment"),
        ("姓名 商品 价格 库存", "name goods serial open"),
        ("姓名 价格", "name serial"),
        ("供应商 商品 单价 电话", "company goods serial mobile"),
        ("姓名 座位号 电话", "name serial mobile"),
        ("姓名 车次 座位号", "name trip trip"),
        ("姓名 科室 职务", "name serial serial"),
        ("患者姓名 科室 电话", "name health mobile"),
        ("房号 姓名 电话", "real_estate name mobile"),
        ("房号 酒店名称 姓名", "lodging lodging name"),
        ("手机号 网址 访问时间", "mobile browsing time"),
        ("电话 网址", "mobile open"),
        ("手机号 时间 短信内容", "mobile time message"),
        ("手机号 时间", "mobile serial"),
    ],
)
def test_by_hand(words: str, roles: str) -> None:
    assert find_layout([words.split(), ["甲"] * len(words.split())], 2026).roles == roles.split()
