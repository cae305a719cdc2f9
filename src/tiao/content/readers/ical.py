"""Calendars (iCalendar, vCalendar): one row for each event, task or note; the row number is the line where it begins.

The names of the columns come out as row 0; they are the reader's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiao.content.contacts.component_rows import Cells, Component, ComponentTable, put
from tiao.content.contacts.content_lines import Line, begins, unescaped
from tiao.content.reader import Claim, Source, Table
from tiao.model import Unread

_ROWS = frozenset(("VEVENT", "VTODO", "VJOURNAL"))
_COLUMNS = {
    "SUMMARY": "标题", "DESCRIPTION": "内容", "LOCATION": "地点", "DTSTART": "开始时间", "DTEND": "结束时间",
    "DUE": "结束时间", "COMMENT": "备注", "CATEGORIES": "分组", "URL": "网址", "GEO": "坐标", "UID": "UID",
    "DTSTAMP": "更新时间", "CREATED": "创建时间", "LAST-MODIFIED": "更新时间", "STATUS": "status",
}  # fmt: skip
_PEOPLE = {"ORGANIZER": "组织者", "ATTENDEE": "参加者", "CONTACT": "参加者"}
# When it repeats, how it is shown, in which order it was changed.
_SILENT = frozenset(("RRULE", "EXDATE", "RDATE", "SEQUENCE", "TRANSP", "CLASS", "PRIORITY"))
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?")


class ICal:
    """Reads calendars: iCalendar (ics) and vCalendar (vcs)."""

    name = "ical@1"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        return (Claim.YES, "begins as a calendar") if begins(head, "VCALENDAR") else (Claim.NO, "")

    def tables(self, source: Source) -> Iterator[Table | Unread]:
        table = ComponentTable(source, _ROWS, cells_of)
        yield table
        yield from table.passed.entries(source.exhibit.id, "")


def cells_of(entry: Component) -> Cells:
    """An entry as cells; what stands in an alarm within it keeps the alarm's name in front."""
    cells: Cells = {}
    for inner, line in entry.lines:
        if line.binary or line.name in _SILENT:
            continue
        if inner:
            if line.name in ("DESCRIPTION", "SUMMARY"):
                put(cells, f"{inner}.{line.name}", unescaped(line.value))
        elif line.name in _PEOPLE:
            put(cells, _PEOPLE[line.name], _person(line))
        else:
            put(cells, _COLUMNS.get(line.name, line.name), _moment(unescaped(line.value)))
    return cells


def _person(line: Line) -> str:
    """Name and address of somebody: ``CN="张伟":mailto:a@b.cn`` is two words."""
    text = unescaped(line.value).strip()
    text = text[7:] if text.lower().startswith("mailto:") else text
    name = line.parameters.get("CN", "").strip('" ')
    return text if not name or name == text else f"{name} {text}"


def _moment(text: str) -> str:
    found = _MOMENT.fullmatch(text)
    if found is None:
        return text
    year, month, day, hour, minute, second, zone = found.groups()
    return f"{year}-{month}-{day}" + (f" {hour}:{minute}:{second}{zone}" if hour else "")
