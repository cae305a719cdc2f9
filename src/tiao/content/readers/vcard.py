"""vCards (contacts of phones and mail programs), versions 2.1, 3.0 and 4.0: one row for each card.

The row number is the line on which the card begins. The names of the columns come out as row 0; they are the reader's
own, for cards name what they hold by words of the format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiao.content.contacts.component_rows import Cells, Component, ComponentTable, put
from tiao.content.contacts.content_lines import Line, begins, parts, unescaped
from tiao.content.reader import Claim, Source, Table
from tiao.model import Unread

_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003134f]")
_COLUMNS = {
    "FN": "姓名", "EMAIL": "邮箱", "ORG": "单位", "TITLE": "职务", "ROLE": "职务", "BDAY": "生日", "NOTE": "备注",
    "NICKNAME": "昵称", "URL": "网址", "GEO": "坐标", "X-QQ": "QQ", "X-TENCENT-QQ": "QQ", "X-WECHAT": "微信",
    "X-WEIXIN": "微信", "X-TENCENT-WECHAT": "微信", "X-PHONETIC-FIRST-NAME": "拼音", "X-PHONETIC-LAST-NAME": "拼音",
    "SORT-STRING": "拼音", "CATEGORIES": "分组", "UID": "UID", "REV": "更新时间",
}  # fmt: skip
_SILENT = frozenset(("VERSION", "PRODID"))
_MESSENGERS = {"qq": "QQ", "weixin": "微信", "wechat": "微信", "wx": "微信", "mailto": "邮箱", "tel": "电话"}
_FAX = frozenset(("FAX", "PAGER"))


class VCard:
    """Reads vCards: contacts of phones and mail programs."""

    name = "vcard@1"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        return (Claim.YES, "begins as a vCard") if begins(head, "VCARD") else (Claim.NO, "")

    def tables(self, source: Source) -> Iterator[Table | Unread]:
        table = ComponentTable(source, frozenset(("VCARD",)), cells_of)
        yield table
        yield from table.passed.entries(source.exhibit.id, "")


def cells_of(card: Component) -> Cells:
    """A card as cells."""
    cells: Cells = {}
    structured = ""
    for _, line in card.lines:
        if line.name in _SILENT or line.binary:
            continue
        if line.name == "N":
            structured = _name(parts(line.value))
        elif line.name == "TEL":
            put(cells, _phone(line), _number(line.value))
        elif line.name in ("ADR", "LABEL"):
            _address(cells, line)
        elif line.name == "ORG":
            put(cells, "单位", " ".join(filter(None, parts(line.value))))
        elif line.name == "IMPP" or line.name.startswith("X-ANDROID-CUSTOM"):
            _messenger(cells, line)
        else:
            put(cells, _COLUMNS.get(line.name, line.name), unescaped(line.value))
    if structured and _tight(structured) != _tight(cells.get("姓名", "")):
        put(cells, "N" if "姓名" in cells else "姓名", structured)
    return cells


def _tight(text: str) -> str:
    return re.sub(r"[\s,·]", "", text).upper()


def _name(found: list[str]) -> str:
    """Family name; given name; further names; title; what stands behind, in the order in which they are spoken."""
    family, given, further, before, behind = (found + [""] * 5)[:5]
    if _HAN.search(family + given):
        return f"{family}{further}{given}{behind}" if not before else f"{family}{further}{given}{before}{behind}"
    return " ".join(filter(None, (before, given, further, family, behind)))


def _phone(line: Line) -> str:
    types = line.types
    if types & _FAX:
        return "传真"
    return "手机" if types & {"CELL", "IPHONE"} else "电话"


def _number(value: str) -> str:
    """A telephone number, without the ``tel:`` of version 4.0."""
    text = unescaped(value).strip()
    return text[4:].partition(";")[0] if text.lower().startswith("tel:") else text


def _address(cells: Cells, line: Line) -> None:
    """Post-office box; extension; street; town; province; code; country, in the order of the country's letters."""
    if line.name == "LABEL":
        put(cells, "LABEL", unescaped(line.value))
        return
    box, extension, street, town, province, code, country = (parts(line.value) + [""] * 7)[:7]
    words = [country, province, town, street, extension, box]
    text = "".join(words) if _HAN.search("".join(words)) else ", ".join(filter(None, reversed(words)))
    put(cells, "地址", text)
    put(cells, "邮编", code)


def _messenger(cells: Cells, line: Line) -> None:
    """``qq:12345``; what no word here stands for is kept as it is."""
    text = unescaped(line.value)
    scheme, colon, rest = text.partition(":")
    name = _MESSENGERS.get(scheme.lower()) or _MESSENGERS.get(line.parameters.get("X-SERVICE-TYPE", "").lower())
    if name is None:
        put(cells, line.name, text)
    else:
        put(cells, name, rest.lstrip("/") if colon and scheme.lower() in _MESSENGERS else rest or text)
