"""Dates in a judgment: 2016年10月至2017年4月间, 同年6月23日, 次日, 二〇一七年十二月二十八日."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tiao.cases.numerals import whole

_N = "[0-9〇零一二三四五六七八九十廿卅]"
DATE = (
    f"(?:(?P<year>[12][0-9]{{3}}|[一二][0Oo〇零一二三四五六七八九]{{3}})年(?:(?P<month>{_N}{{1,3}})月(?:(?P<day>{_N}{{1,3}})日)?)?"
    f"|(?P<same>同年|次年|当年|翌年)(?P<month2>{_N}{{1,3}})月(?:(?P<day2>{_N}{{1,3}})日)?"
    f"|(?P<thismonth>同月|当月|该月)(?P<day3>{_N}{{1,3}})日"
    f"|(?<=日、)(?P<day5>{_N}{{1,3}})日"
    f"|(?P<next>次日|翌日|同日|当日)"
    f"|(?P<month4>{_N}{{1,3}})月(?:(?P<day4>{_N}{{1,3}})日)?)"
)
_DATE = re.compile(DATE)


@dataclass(frozen=True)
class Day:
    """A date of a text: a year, a month or a day, and where it stands."""

    start: int
    end: int
    year: int
    month: int | None
    day: int | None

    @property
    def value(self) -> str:
        """2017, 2017-05 or 2017-05-16."""
        return "-".join([f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part)])

    @property
    def low(self) -> int:
        """The first day that it can be, as yyyymmdd."""
        return self.year * 10000 + (self.month or 1) * 100 + (self.day or 1)

    @property
    def high(self) -> int:
        """The last day that it can be, as yyyymmdd."""
        month = self.month or 12
        return self.year * 10000 + month * 100 + (self.day or calendar.monthrange(self.year, month)[1])


def days(text: str, start: int = 0, end: int | None = None) -> Iterator[Day]:
    """Every date, in order; 同年, 次日 and a bare month are read from the date before them.

    Dates that no calendar has are passed over.
    """
    last: Day | None = None
    for found in _DATE.finditer(text, start, len(text) if end is None else end):
        day = _day(found, last)
        if day is not None:
            last = day
            yield day


def _day(found: re.Match[str], last: Day | None) -> Day | None:
    def number(*names: str) -> int | None:
        return next((whole(found[name]) for name in names if found[name]), None)

    try:
        month, day = number("month", "month2", "month4"), number("day", "day2", "day3", "day4", "day5")
        if found["year"]:
            year = whole(found["year"])
        elif last is None:
            return None
        elif found["next"]:
            if not (last.month and last.day):
                return None
            then = date(last.year, last.month, last.day) + timedelta(days=found["next"] in ("次日", "翌日"))
            year, month, day = then.year, then.month, then.day
        else:
            year = last.year + (found["same"] in ("次年", "翌年"))
            month = month or last.month
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return Day(found.start(), found.end(), year, month, day) if 1900 <= year < 2100 else None
