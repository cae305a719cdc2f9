"""Case numbers (案号) and the date of judgment (裁判日期)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiao.cases.dates import days
from tiao.cases.reading import Reading
from tiao.cases.rules.found import Found, day

_NUMBER = re.compile(
    r"[（〔](?P<year>[12][0-9]{3})[）〕](?P<court>[\u4e00-\u9fa5][0-9\u4e00-\u9fa5]{0,14}?刑[\u4e00-\u9fa5]{0,4})字?(?:第)?(?P<serial>[0-9]+(?:[-－之][0-9]+)?)号"
)
_JUDGED = re.compile(
    r"法院[^。；]{0,12}?于(?P<day>[12][0-9]{3}年[0-9]{1,2}月[0-9]{1,2}日)[^。；]{0,8}(?:以"
    r"|作出|判决|依法|公开宣判|裁定)|(?P<before>[12][0-9]{3}年[0-9]{1,2}月[0-9]{1,2}日)，[^，。；]{2,30}法院(?:依法)?(?:作出"
    r"|以|判决|一审|对|经审理|公开)"
)


def case_number(reading: Reading) -> str | None:
    """The number of the case itself, in the brackets of the rules on case numbers; None where there is none."""
    own = _own(reading)
    return _canonical(own) if own else None


def find(reading: Reading) -> Iterator[Found]:
    """The case's own number, the numbers below, the date."""
    own = _own(reading)
    if own:
        yield Found("case", "case_number", _canonical(own), *own.span())
    for found in _NUMBER.finditer(reading.text):
        if (
            own
            and reading.appeal
            and _canonical(found) != _canonical(own)
            and _kind(reading, found.start()) in ("procedure", "verdict", "below_facts")
        ):
            yield Found("case", "case_number_below", _canonical(found), *found.span())
    yield from _date(reading)


def _own(reading: Reading) -> re.Match[str] | None:
    """In the head, else the one that a court is said to have given."""
    text = reading.text
    head = next((part.start for part in reading.parts if part.kind != "head"), len(text))
    found = _NUMBER.search(text, 0, head)
    if found:
        return found
    return next((other for other in _NUMBER.finditer(text) if "刑终" not in other.group()), None)


def _canonical(found: re.Match[str]) -> str:
    written = found.group()
    return re.sub(r"〔([0-9]+)〕", r"（\1）", written)


def _kind(reading: Reading, offset: int) -> str:
    return next((part.kind for part in reading.parts if part.start <= offset < part.end), "head")


def _date(reading: Reading) -> Iterator[Found]:
    """The last whole date of the tail; in a report of a case the day on which the court is said to have judged."""
    tails = reading.of("tail")
    if tails:
        found = [
            item
            for part in tails
            for item in days(reading.text, part.start, part.end)
            if item.day
            and re.search(r"(?:^|[\n。某]|[\u4e00-\u9fa5])$", reading.text[part.start : item.start])
            and not re.match(r"前|起|至", reading.text[item.end : item.end + 1])
        ]
        if found:
            yield day("case", "judgment_date", found[-1])
            return
    for match in _JUDGED.finditer(reading.text):
        name = "day" if match["day"] else "before"
        for item in days(reading.text, *match.span(name)):
            yield day("case", "judgment_date", item)
            return
