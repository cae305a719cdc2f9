"""Text that is no form and no list (文字): messages of a chat, contacts, lines; one row for each block.

A block is lines that stand close below each other. Where it holds nothing but a name and numbers, or particulars with
their labels, it is a row of a table; otherwise it is a row of running text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tiao.content.photo.forms import Again, filled, value, written
from tiao.content.photo.numbers import find_card, find_id, find_mobile, right_card, tight
from tiao.content.photo.shown import Row, Shown, row
from tiao.content.photo.words import Word, lines

PEOPLE, TEXT = "联系人", "其他文字"
COLUMNS = ("姓名", "手机", "身份证号", "银行卡号", "邮箱")
_NAME = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff·]{2,4}")
_EMAIL = re.compile(r"[A-Za-z0-9._-]+@[A-Za-z0-9-]+(?:\.[A-Za-z]+)+")
# How far below one line the next of a block stands, at most, in heights; and how far out of line at its left.
_BELOW = 0.75
_ASIDE = 1.5
_GAP = 3.0


def blocks(words: Sequence[Word]) -> list[list[list[Word]]]:
    """Words in lines, lines in blocks, from the top."""
    open_: list[list[list[Word]]] = []
    for line in (part for whole in lines(words) for part in _apart(whole)):
        height = max(word.height for word in line)
        best = None
        for block in open_:
            last = block[-1]
            gap = min(word.y for word in line) - max(word.bottom for word in last)
            if gap < _BELOW * height and abs(line[0].x - last[0].x) < _ASIDE * height:
                best = block
        if best is None:
            open_.append([line])
        else:
            best.append(line)
    return [part for block in open_ for part in _by_name(block)]


def _by_name(block: Sequence[Sequence[Word]]) -> list[list[list[Word]]]:
    """A block cut before each line that is a name, where what is above it has a name and a number already."""
    out: list[list[list[Word]]] = [[]]
    named, numbered = False, False
    for line in block:
        text = tight("".join(word.text for word in line))
        is_name = bool(_NAME.fullmatch(text))
        if is_name and named and numbered:
            out.append([])
            numbered = False
        named |= is_name
        numbered |= len(re.findall("[0-9]", text)) > 6
        out[-1].append(list(line))
    return out


def _apart(line: Sequence[Word]) -> list[list[Word]]:
    """A line cut where it leaves much room."""
    out = [[line[0]]]
    for word in line[1:]:
        if word.x - out[-1][-1].right > _GAP * max(word.height, out[-1][-1].height):
            out.append([word])
        else:
            out[-1].append(word)
    return out


def texts(words: Sequence[Word], again: Again) -> list[Shown]:
    """What the blocks say: particulars of people, particulars with labels, and the rest as text."""
    people: list[Row] = []
    labelled: list[Row] = []
    rest: list[Row] = []
    taken: dict[str, list[Word]] = {"people": [], "labelled": [], "rest": []}
    for block in blocks(words):
        own = [word for line in block for word in line]
        cells = _particulars(block)
        if cells is not None:
            people.append(row(cells, own))
            taken["people"] += own
            continue
        form = written()
        persons, used = filled(form, own)
        if used and sum(len(person) for person in persons) >= form.need:
            for person in persons:
                cells = [
                    value(form, column, person[column], again) if column in person else "" for column in form.columns
                ]
                labelled.append(row(cells, [word for parts in person.values() for word in parts]))
            taken["labelled"] += own
            continue
        rest.append(row([" ".join(" ".join(word.text for word in line) for line in block)], own))
        taken["rest"] += own
    out = []
    if people:
        out.append(Shown(PEOPLE, COLUMNS, people, "table", taken["people"]))
    if labelled:
        out.append(Shown(written().name, written().columns, labelled, "table", taken["labelled"]))
    if rest:
        out.append(Shown(TEXT, (), rest, "text", taken["rest"]))
    return out


def _particulars(block: Sequence[Sequence[Word]]) -> list[str] | None:
    """Name, mobile, identity number, card and mailbox of a block that holds nothing else; None for any other."""
    cells = dict.fromkeys(COLUMNS, "")
    text = " ".join(" ".join(word.text for word in line) for line in block)
    for column, found in (("身份证号", _exact_id), ("银行卡号", _exact_card), ("手机", _exact_mobile)):
        number, text = found(text)
        cells[column] = number
    mailbox = _EMAIL.search(text)
    if mailbox:
        cells["邮箱"] = mailbox.group()
        text = text.replace(mailbox.group(), " ", 1)
    name = tight(text)
    if not any(cells.values()) or (name and not _NAME.fullmatch(name)):
        return None
    if not name and sum(bool(cell) for cell in cells.values()) < 2:
        return None
    cells["姓名"] = name
    return list(cells.values())


def _exact_id(text: str) -> tuple[str, str]:
    match = re.search(r"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])", text)
    return (find_id(match.group()), _without(text, match)) if match else ("", text)


def _exact_card(text: str) -> tuple[str, str]:
    match = re.search(r"(?<![0-9])[0-9](?: ?[0-9]){15,18}(?![0-9])", text)
    number = find_card(match.group()) if match else ""
    return (number, _without(text, match)) if match and right_card(number) else ("", text)


def _exact_mobile(text: str) -> tuple[str, str]:
    match = re.search(r"(?<![0-9])1[3-9][0-9](?:[0-9]{8}|[ -][0-9]{4}[ -][0-9]{4})(?![0-9])", text)
    return (find_mobile(match.group()), _without(text, match)) if match else ("", text)


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"
