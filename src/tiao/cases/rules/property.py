"""What becomes of income and tools (涉案财物处理, 刑法第六十四条)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiao.cases.people import named
from tiao.cases.reading import Reading
from tiao.cases.rules.found import Found, about, number
from tiao.cases.rules.money import MONEY, fen

_GAINS = r"违法所得|赃款|非法所得|所得|非法获利|获利款|退赃款|退缴的?款"
_TOOLS = r"工具|手机|电脑|服务器|硬盘|主机|U盘|银行卡|笔记本|扣押的?(?:物品|[^，。；]{0,10}(?:台|部|个|块))|定位器|平板"


def find(reading: Reading) -> Iterator[Found]:
    """From each item of the verdict."""
    text = reading.text
    kinds = ("below_reasons",) if reading.upheld else ("verdict",)
    for part in reading.parts:
        if part.kind in kinds:
            for item in re.finditer(r"[^；\n]+", text[part.start : part.end]):
                yield from _of_item(reading, part.start + item.start(), part.start + item.end())


def _of_item(reading: Reading, start: int, end: int) -> Iterator[Found]:
    """One item; several defendants in it each have their own part of it."""
    text = reading.text
    bare = re.sub(r"（[^）]*）", lambda aside: "　" * len(aside.group()), text[start:end])
    if not re.search(r"追缴|没收|退赔|退出|返还|发还", bare) or re.match(r"^[^，]{0,6}撤销", bare):
        return
    cuts = [place for place, _, _ in named(text, start, end, reading.names)]
    told = bool(cuts) and re.search(r"没收|追缴|退赔", text[start : cuts[0]]) and "，" in text[start : cuts[0]]
    heads = [
        start,
        *(cut for cut in cuts[0 if told else 1 :] if re.search(r"[，、]", text[start if told else cuts[0] : cut])),
    ]
    spans = [(head, heads[k + 1] if k + 1 < len(heads) else end) for k, head in enumerate(heads)]
    for one, (head, stop) in enumerate(spans):
        said = bare[head - start : stop - start]
        later = bare[head - start :]
        yield from _of_span(
            reading, head, stop, said, later if one == 0 or not re.search(r"追缴|没收|退赔|退出", said) else said, bare
        )


def _of_span(reading: Reading, start: int, end: int, said: str, with_verb: str, whole: str) -> Iterator[Found]:
    who = tuple(dict.fromkeys(name for _, name, _ in named(reading.text, start, end, reading.names)))
    if not who and "被告单位" in said:
        who = tuple(person.name for person in reading.people if person.unit)
    if not who and len(reading.names) == 1:
        who = (reading.names[0],)
    for value, pattern in (
        ("income_recovered", r"(?:继续|予以|依法)?追缴"),
        ("restitution", r"责令[^，。；]{0,24}(?:退赔|退出|返还|退还)|发还(?:被害人)|返还(?:被害人)"),
        ("income_confiscated", rf"没收[^，。；]{{0,30}}(?:{_GAINS})|(?:{_GAINS})[^；]{{0,80}}没收"),
        ("tools_confiscated", rf"(?:{_TOOLS})[^；。]{{0,60}}没收|没收[^，。；]{{0,40}}(?:{_TOOLS})"),
    ):
        match = re.search(pattern, said) or re.search(pattern, whole if value != "tools_confiscated" else said)
        if not match:
            continue
        if value == "income_confiscated" and re.search(r"追缴", said):
            continue
        if value == "income_recovered" and not re.search(r"追缴", said) and not re.search(r"^[^，]{0,40}追缴", whole):
            continue
        inside = re.search(pattern, said)
        place = (
            (start + inside.start(), start + inside.end())
            if inside
            else (start, min(end, start + len(said.rstrip("，、。 "))))
        )
        subjects = ["case"] if value == "tools_confiscated" and len(reading.names) > 1 and not who else about(who)
        for subject in subjects:
            yield Found(subject, "forfeiture", value, *place)
    if re.search(_GAINS, said) or re.search(_GAINS, whole.split("，")[0]):
        for money in MONEY.finditer(reading.text, start, end):
            sum_ = fen(money)
            if sum_ and "罚金" not in reading.text[max(start, money.start() - 8) : money.start()]:
                for subject in about(who):
                    yield number(subject, "forfeiture_amount", sum_, money.start(), money.end())
                return
