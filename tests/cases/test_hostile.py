"""Texts that nobody writes: nothing hangs, nothing breaks, every quote stands."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from tiao.cases.document import plain
from tiao.cases.read import read

TEXTS = [path.read_text("utf-8") for path in sorted((Path(__file__).parent / "texts").rglob("*.txt"))]
HEADS = (
    "",
    "经审理查明，被告人张某",
    "某人民法院\n刑事判决书\n被告人张某，男，",
    "本院认为，被告人张某构成犯罪，判决如下：",
)
RUNS = (
    "1",
    "万",
    "1万",
    "张某",
    "被告人张某、",
    "第一款、",
    "获利",
    "（",
    "《",
    "犯",
    "从某处",
    "2019年1月",
    "，",
    "判处有期徒刑",
)
ALPHABET = "的条元万年月日被告人张某、，。；：（）“”0123456789一二三第款项罪判处\n"


@pytest.mark.parametrize("run", RUNS)
def test_a_run_of_anything_takes_no_time(run: str) -> None:
    started = time.process_time()
    for head in HEADS:
        read(plain(head + run * (6000 // len(run))))
    # Patterns that go back over what they read would take minutes here.
    assert time.process_time() - started < 10


@pytest.mark.parametrize("seed", range(20))
def test_a_judgment_changed_at_random_is_read_all_the_same(seed: int) -> None:
    chance = random.Random(seed)
    text = list(chance.choice(TEXTS))
    for _ in range(chance.randint(1, 60)):
        place, width = chance.randrange(len(text)), chance.randint(1, 30)
        if chance.random() < 0.5:
            del text[place : place + width]
        else:
            text[place:place] = chance.choice((chance.choice(ALPHABET) * 3, text[width : width * 3]))
    document = plain("".join(text))
    for one in read(document):
        assert document.text[one.start : one.end] == one.quote
