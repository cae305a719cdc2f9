"""Recognition, section 4: numbers written in groups (138 1234 5678, 6222-0212-3456-7894), told by their lengths."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from oracle import checks
from oracle.normalise import HAN, upper

Free = Callable[[int, int], bool]
PHONE_LABELS = ("手机", "电话", "联系方式", "tel", "phone", "mobile")
# Behind the last run of a group: it is whole, and no decimal number.
_EDGE = "(?![A-Za-z0-9_])(?![.][0-9])"
_SHAPES = {
    "mobile": ("((?:00)?86~?)?1[3-9][0-9]~[0-9]{4}~[0-9]{4}", "(?:00)?86~1[3-9][0-9]{9}"),
    "resident_id": ("[0-9]{6}~[0-9]{8}~[0-9]{3}[0-9Xx]",),
    "bank_card": ("[0-9]{6}~[0-9]{13}", "[0-9]{4}~[0-9]{4}~[0-9]{4}~[0-9]{4}"),
}
_ONLY_DASHED = {"mobile": ("1[3-9][0-9]-[0-9]{8}",), "landline": ("0[1-9][0-9]{1,2}-[0-9]{7,8}",)}


class Group(NamedTuple):
    """A group by its lengths: where it ends, what it would be, its characters without signs, and how many runs."""

    end: int
    kind: str
    digits: str
    runs: int


def group_at(s: str, start: int, sign: str, free: Free, year_max: int, labelled: bool) -> Group | None:
    """The group that begins with the run at ``start``.

    Args:
        free: whether nothing of a stretch is taken.
        labelled: whether the word before says that a phone number follows.
    """
    for kind, shapes in _SHAPES.items():
        for shape in shapes:
            found = _match(shape, kind, s, start, sign, free)
            if found and kind == "bank_card" and found.runs == 4:
                found = _with_tail(found, s, sign, free, year_max)
            if found and _looks_right(found, year_max):
                return found
        if kind == "mobile" and labelled:
            found = _eleven(s, start, sign, free)
            if found:
                return found
    for kind, shapes in _ONLY_DASHED.items() if sign == "-" else ():
        for shape in shapes:
            found = _match(shape, kind, s, start, sign, free)
            if found and not (kind == "mobile" and checks.is_date(found.digits[3:], year_max)):
                return found
    return None


def _match(shape: str, kind: str, s: str, start: int, sign: str, free: Free) -> Group | None:
    found = re.compile(shape.replace("~", sign) + _EDGE).match(s, start)
    if found is None or not free(start, found.end()):
        return None
    digits = upper(found[0].replace(sign, ""))
    if kind == "mobile":
        digits = digits[-11:]
    return Group(found.end(), kind, digits, found[0].count(sign) + 1)


def _with_tail(four: Group, s: str, sign: str, free: Free, year_max: int) -> Group:
    """Four fours, and one to three digits more unless they begin a mobile."""
    tail = re.compile(f"{sign}([0-9]{{1,3}}){_EDGE}").match(s, four.end)
    if tail is None or not free(*tail.span()):
        return four
    after = group_at(s, tail.start(1), sign, free, year_max, False)
    digits = four.digits + tail[1]
    if not checks.issuer_known(digits) or (after and after.kind == "mobile"):
        return four
    return Group(tail.end(), four.kind, digits, 5)


def _eleven(s: str, start: int, sign: str, free: Free) -> Group | None:
    """Runs of any lengths that together make a mobile."""
    end, runs = start, 0
    for part in re.compile(f"(?:^|{sign})[0-9]+").finditer(s[start:]):
        if start + part.start() != end:
            return None
        end, runs = start + part.end(), runs + 1
        digits = s[start:end].replace(sign, "")
        if len(digits) >= 11:
            whole = re.compile(_EDGE).match(s, end) and free(start, end) and runs > 1
            return Group(end, "mobile", digits, runs) if whole and checks.mobile_valid(digits) else None
    return None


def _looks_right(group: Group, year_max: int) -> bool:
    """What a group needs besides its lengths, so that the next one begins behind it."""
    if group.kind == "resident_id":
        return checks.is_date(group.digits[6:14], year_max)
    return group.kind != "bank_card" or group.runs == 2 or checks.issuer_known(group.digits)


def loose_before(s: str, start: int) -> tuple[int, int] | None:
    """Three to five digits in front of a group, one space between, that belong to nothing else."""
    found = re.search("(?<![A-Za-z0-9_])([0-9]{3,5}) $", s[:start])
    if found is None or re.search(f"[{HAN}*-]$", s[: found.start()]):
        return None
    return found.span(1)


def loose_behind(s: str, end: int) -> tuple[int, int] | None:
    found = re.compile(f" ([0-9]{{3,5}}){_EDGE}(?![{HAN}*-])").match(s, end)
    return found and found.span(1)
