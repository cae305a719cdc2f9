"""Procedure (程序), prosecutor's office (公诉机关), outcome of an appeal (二审结果)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiao.cases.reading import Reading
from tiao.cases.rules.found import Found

_OFFICE = r"[\u4e00-\u9fa5×某]{2,26}?人民检察院"
_PROSECUTOR = re.compile(
    rf"(?:(?:原)?公诉机关(?:暨[^，。：\n]{{2,20}}?(?:起诉人|原告人?))?|抗诉机关(?:（原公诉机关）)?)[：:]?(?P<office>{_OFFICE})"
)
_ACTING = re.compile(
    rf"(?:(?<=[。，；：\n日由])|^)(?P<office>{_OFFICE})(?=(?:起诉书|起诉)?指控"
    rf"|以[^。]{{2,40}}(?:起诉|公诉|诉讼|由)|依法(?:对|提起)|提起公诉|对[^。]{{2,30}}提起公诉)"
)
_PATTERNS = (
    ("ordinary", r"(?<!建议)(?<!不)适用(?:刑事)?(?:第一审|一审)?普通程序|转为?(?:适用)?普通程序"),
    ("summary", r"(?<!建议)(?<!不)适用(?:刑事)?简易程序"),
    ("expedited", r"(?<!建议)(?<!同意)(?<!不)适用(?:刑事案件)?速裁程序"),
    ("plea", r"适用认罪认罚从宽制度|签字具结|(?:签署|签订)了?[^。，]{0,12}具结书|认罪认罚具结书"),
    ("civil_public_interest", r"附带民事公益诉讼"),
)


def find(reading: Reading) -> Iterator[Found]:
    """All of them."""
    text = reading.text
    yield from _instance(reading)
    end = next(
        (part.start for part in reading.parts if part.kind == "appendix" and part.start > len(text) // 2), len(text)
    )
    turned = re.search(r"转为?(?:适用)?普通程序", text)
    for value, pattern in _PATTERNS:
        if value in ("summary", "expedited") and turned:
            continue
        found = re.compile(pattern).search(text, 0, end)
        if found:
            yield Found("case", "procedure", value, *found.span())
    yield from _plea_article(reading)
    offices = _PROSECUTOR.search(text) or _ACTING.search(text)
    if offices:
        yield Found("case", "prosecutor", offices["office"], *offices.span("office"))
    if reading.appeal:
        yield from _outcome(reading)


def _instance(reading: Reading) -> Iterator[Found]:
    text = reading.text
    found = re.search(r"[0-9]刑再|再审决定", text[:400])
    if found:
        yield Found("case", "procedure", "retrial", *found.span())
        return
    if reading.appeal:
        found = re.search(r"刑终|刑二终|原公诉机关|上诉人（原审被告人）", text)
        if found:
            yield Found("case", "procedure", "second_instance", *found.span())
        return
    found = re.search(
        r"[）〕][^，。]{0,14}刑(?:初|附民初|一初)(?:字)?第?[0-9]+号|一审判决后|提起公诉[^。]{0,10}本院", text
    )
    if found:
        yield Found("case", "procedure", "first_instance", *found.span())


def _plea_article(reading: Reading) -> Iterator[Found]:
    """Art. 15 of the Criminal Procedure Law of 2018, applied by the court, is leniency for pleading guilty."""
    if reading.appeal:
        return
    for part in reading.of("reasons"):
        found = re.compile(r"刑事诉讼法》(?:（[^）]*）)?第十五条").search(reading.text, part.start, part.end)
        if found:
            yield Found("case", "procedure", "plea", *found.span())


def _outcome(reading: Reading) -> Iterator[Found]:
    for part in reading.of("verdict"):
        text = reading.text[part.start : part.end]
        for value, pattern in (
            ("withdrawn", r"准许[^。]{0,30}撤回(?:上诉|抗诉)"),
            ("sent_back", r"发回[^。]{0,30}重新?审"),
            ("changed", r"撤销|改判"),
            ("upheld", r"驳回(?:上诉|抗诉)|维持原判"),
        ):
            found = re.search(pattern, text)
            if found and not (value == "upheld" and re.search(r"撤销|改判", _verdict(reading))):
                yield Found("case", "appeal_outcome", value, part.start + found.start(), part.start + found.end())
                return


def _verdict(reading: Reading) -> str:
    return "".join(reading.text[part.start : part.end] for part in reading.of("verdict"))
