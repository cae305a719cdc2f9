"""Recognition, section 4: what a message, a line, or a cell that is no single value says."""

from __future__ import annotations

import re
from typing import NamedTuple

from oracle import checks, whole
from oracle.catalogue import MEANINGS, SURNAMES_ONE, SURNAMES_TWO
from oracle.groups import PHONE_LABELS, group_at, loose_before, loose_behind
from oracle.normalise import HAN, is_digits, lower, normalise, tight, upper

NEGATING = (
    *("订单号", "订单编号", "运单号", "快递单号", "单号", "流水号", "编号", "条码", "条形码", "货号", "序列号", "工号"),
    *("学号", "orderno", "orderid", "sn"),
)
OF_PERSONS = ("证件编号", "身份证编号", "身份编号")
GLUED = re.compile(
    "(?:qq|vx|wx|weixin|wechat|tel|phone|mobile|sfz|id|idcard|card|ip)(?=[0-9]{2,}$|[0-9]{17}X$)", re.IGNORECASE
)
LABELS = {
    "qq": ("qq", "扣扣"),
    "wechat": ("微信", "weixin", "wechat", "vx", "wx"),
    "passport": ("护照", "passport"),
    "hk_macau_permit": ("通行证", "回乡证"),
    "taiwan_permit": ("台胞证",),
    "password": ("密码", "口令", "password", "pwd"),
    "account": ("账号", "帐号", "用户名", "username", "account"),
}
ID15_LABELS = ("身份证", "证件", "sfz", "证件编号", "身份证编号", "身份编号")
NAME_LABEL = re.compile("(?:姓名|名字|户名|收件人|收货人|联系人|机主)[ :]*")
SIGNS = " ,;|/:、"
_HAN_ROW = re.compile(f"[{HAN}]+")
_SEX = re.compile(f"[男女](?![{HAN}])")
_TITLED = re.compile(f"(?<![{HAN}])([{HAN}]{{2,3}})(?:先生|女士)")
_VALUE_END = re.compile(f"[ ,;/|、。{HAN}]|--")


class Item(NamedTuple):
    """One value in a text: where it starts in the normalised text, and what it is."""

    position: int
    kind: str
    canonical: str
    struck: bool
    doubts: frozenset[str]
    end: int


def text(raw: str, year_max: int) -> list[Item]:
    """All values of a text in the order in which they stand; of two that start together, the earlier rule's first."""
    scan = _Scan(normalise(raw), year_max)
    scan.emails()
    scan.each_run()
    scan.names()
    scan.addresses()
    return sorted(scan.items, key=lambda item: item.position)


def surname_first(row: str) -> bool:
    return row[:1] in SURNAMES_ONE or row[:2] in SURNAMES_TWO


class _Scan:
    """One text, what has been taken of it, and what has been found."""

    def __init__(self, s: str, year_max: int) -> None:
        self.s = s
        self.year_max = year_max
        self.taken = [False] * len(s)
        self.items: list[Item] = []
        self.runs = [match.span() for match in re.finditer("[A-Za-z0-9_]+", s)]
        # The end of the last group with spaces.
        self.passed = -1
        self.run_at = {start: place for place, (start, _) in enumerate(self.runs)}

    # -- small helpers ------------------------------------------------------------------------------------------------

    def at(self, place: int) -> str:
        """The character at a place, or nothing outside the text."""
        return self.s[place] if 0 <= place < len(self.s) else ""

    def free(self, start: int, end: int) -> bool:
        return not any(self.taken[start:end])

    def take(self, start: int, end: int, kind: str, canonical: str, *doubts: str, struck: bool = False) -> bool:
        self.items.append(Item(start, kind, canonical, struck, frozenset(doubts), end))
        self.taken[start:end] = [True] * (end - start)
        return True

    def plus(self, start: int) -> bool:
        return self.at(start - 1) == "+"

    def before(self, start: int) -> str:
        """What stands before a run or group (and its ``+``), lower case, without trailing signs and small words."""
        return lower(self.s[: start - 1 if self.plus(start) else start]).rstrip(" :=#是为(")

    def negated(self, start: int) -> bool:
        before = self.before(start)
        return before.endswith(NEGATING) and not before.endswith(OF_PERSONS)

    def labelled(self, start: int, words: tuple[str, ...]) -> bool:
        """Whether the text before ends in one of the words, or does so once 号码, 号 or 码 is taken off."""
        before = self.before(start)
        label = before
        for tail in ("号码", "号", "码"):
            if before.endswith(tail):
                label = before[: -len(tail)]
                break
        return before.endswith(words) or label.endswith(words)

    def decimal(self, start: int, end: int) -> bool:
        """Whether the run is the whole or the broken part of a decimal number, a version, an address of the net."""
        after_point = self.at(start - 1) == "." and is_digits(self.at(start - 2))
        return after_point or (self.at(end) == "." and is_digits(self.at(end + 1)))

    # -- 1. e-mail ----------------------------------------------------------------------------------------------------

    def emails(self) -> None:
        last_end = 0
        for sign in (match.start() for match in re.finditer("@", self.s)):
            start = sign
            while start > last_end and re.match("[A-Za-z0-9._%+-]", self.s[start - 1]):
                start -= 1
            double = self.s.rfind("--", start, sign)
            start = double + 2 if double >= 0 else start
            while start < sign and not re.match("[A-Za-z0-9]", self.s[start]):
                start += 1
            stretch = re.match("[A-Za-z0-9.-]*", self.s[sign + 1 :])
            domain = re.split(r"--|\.\.", stretch[0] if stretch else "")[0].rstrip(".-")
            good_domain = re.fullmatch("[A-Za-z0-9].*[.][A-Za-z]{2,24}", domain)
            if 1 <= sign - start <= 64 and good_domain:
                last_end = sign + 1 + len(domain)
                self.take(start, last_end, "email", lower(self.s[start:last_end]))

    # -- 2. runs ------------------------------------------------------------------------------------------------------

    def each_run(self) -> None:
        for start, end in self.runs:
            if start < self.passed or not self.free(start, end):
                continue
            glued = GLUED.match(self.s[start:end])
            _ = self.one_run(start, end) or (glued and self.one_run(start + glued.end(), end))

    def one_run(self, start: int, end: int) -> bool:
        if self.decimal(start, end):
            return self.ip(start) or self.position(start)
        return (
            self.foreign_phone(start, end)
            or self.resident_id(start, end)
            or self.mobile(start, end)
            or self.bank_card(start, end)
            or self.group(start, end)
            or self.plate(start, end)
            or self.mac(start)
            or self.uscc(start, end)
            or self.by_label(start, end)
        )

    def take_mobile(self, start: int, end: int, digits: str) -> bool:
        start -= self.plus(start)
        doubts = () if checks.mobile_assigned(digits) else ("mobile_range",)
        return self.take(start, end, "mobile", digits, *doubts)

    def take_resident_id(self, start: int, end: int, number: str) -> bool:
        doubts = () if checks.region_known(number) else ("region_unknown",)
        return self.take(start, end, "resident_id", checks.id_canonical(number), *doubts)

    def foreign_phone(self, start: int, end: int) -> bool:
        """``+`` directly before: the whole group if it has 8 to 15 digits, else the run alone."""
        if not self.plus(start) or not is_digits(self.s[start:end]) or self.negated(start):
            return False
        for last in (self.group_end(start), end):
            digits = re.sub("[^0-9]", "", self.s[start:last])
            if last >= end and 8 <= len(digits) <= 15 and not digits.startswith("86"):
                return self.take(start - 1, last, "foreign_phone", digits)
        return False

    def resident_id(self, start: int, end: int) -> bool:
        run = upper(self.s[start:end])
        if self.negated(start):
            return False
        if checks.id18_valid(run, self.year_max):
            return self.take_resident_id(start, end, run)
        if checks.is_id18(run):
            like = checks.region_known(run) and checks.id18_date(run, self.year_max) and not checks.id18_checksum(run)
            return like and self.take(start, end, "resident_id", run, "resident_id_checksum", struck=True)
        if checks.id15_valid(run, self.year_max) and self.labelled(start, ID15_LABELS):
            return self.take_resident_id(start, end, run)
        return False

    def mobile(self, start: int, end: int) -> bool:
        found = re.fullmatch("(?:86|0086)?(1[3-9][0-9]{9})", self.s[start:end])
        return found is not None and not self.negated(start) and self.take_mobile(start, end, found[1])

    def bank_card(self, start: int, end: int) -> bool:
        run = self.s[start:end]
        return checks.card_in_the_open(run) and not self.negated(start) and self.take(start, end, "bank_card", run)

    # groups of digits: 138-1234-5678, 6222 0212 3456 7890, 010-12345678

    def group_runs(self, start: int) -> list[tuple[int, int]]:
        """The digit runs from here that one sign joins; none if the group began earlier or cannot be cut here."""
        place = self.run_at[start]
        found = [self.runs[place]]
        sign = self.at(found[0][1])
        if sign not in ("-", " ") or (self.at(start - 1) == sign and is_digits(self.at(start - 2))):
            return []
        for begin, end in self.runs[place + 1 :]:
            joined = begin == found[-1][1] + 1 and self.at(begin - 1) == sign
            if not joined or not is_digits(self.s[begin:end]) or self.decimal(begin, end) or not self.free(begin, end):
                break
            found.append((begin, end))
        return found

    def open_end(self, end: int, sign: str) -> bool:
        """Whether the group could go on: the same sign and a digit follow."""
        return self.at(end) == sign and is_digits(self.at(end + 1))

    def group_end(self, start: int) -> int:
        """Where the group that starts here ends; -1 if there is none."""
        runs = self.group_runs(start)
        if not runs or self.open_end(runs[-1][1], self.at(runs[0][1])):
            return -1
        return runs[-1][1]

    def group(self, start: int, end: int) -> bool:
        sign = self.at(end)
        if not is_digits(self.s[start:end]) or sign not in ("-", " "):
            return False
        if sign == "-" and self.at(start - 1) == sign and is_digits(self.at(start - 2)):
            return False
        behind_label = self.labelled(start, PHONE_LABELS)
        found = group_at(self.s, start, sign, self.free, self.year_max, behind_label)
        if found is None or (sign == "-" and self.open_end(found.end, sign)):
            return False
        if sign == " ":
            alone = not self.loose_beside(start, found.end)
            self.passed = found.end if found.runs > 2 else self.passed
            if not alone:
                return False
        if self.negated(start):
            return False
        if found.kind == "mobile":
            return self.take_mobile(start, found.end, found.digits)
        if found.kind == "resident_id":
            good = checks.id18_valid(found.digits, self.year_max)
            return good and self.take_resident_id(start, found.end, found.digits)
        good = found.kind == "landline" or checks.card_in_the_open(found.digits)
        return good and self.take(start, found.end, found.kind, found.digits)

    def loose_beside(self, start: int, end: int) -> bool:
        """Whether digits stand beside a group that might belong to it."""
        before, behind = loose_before(self.s, start), loose_behind(self.s, end)
        if before and before[1] != self.passed and self.free(*before) and not self.decimal(*before):
            return True
        if behind is None or not self.free(*behind):
            return False
        return group_at(self.s, behind[0], " ", self.free, self.year_max, False) is None

    # numbers with letters or points

    def plate(self, start: int, end: int) -> bool:
        province, run = self.at(start - 1), self.s[start:end]
        if not province or province not in whole.PROVINCES or self.taken[start - 1]:
            return False
        ends = [end]
        if self.at(end) and self.at(end) in whole.PLATE_ENDS:
            ends.append(end + 1)
        if len(run) == 1 and self.at(end) == "·" and end + 1 in self.run_at:
            last = self.runs[self.run_at[end + 1]][1]
            ends += [last, last + 1]
        for last in ends:
            canonical = whole.plate(self.s[start - 1 : last])
            plain = re.fullmatch(f"[A-Za-z0-9·]+[{whole.PLATE_ENDS}]?", self.s[start:last])
            if canonical and plain and last <= len(self.s) and self.free(start, last):
                return self.take(start - 1, last, "plate", canonical)
        return False

    def ip(self, start: int) -> bool:
        found = re.match("[0-9]{1,3}([.][0-9]{1,3}){3}(?![A-Za-z0-9_.])", self.s[start:])
        if not found or self.at(start - 1) == "." or not whole.ip(found[0]):
            return False
        return self.take(start, start + found.end(), "ip", found[0])

    def mac(self, start: int) -> bool:
        found = re.match("[0-9A-Fa-f]{2}([:-])[0-9A-Fa-f]{2}(\\1[0-9A-Fa-f]{2}){4}(?![A-Za-z0-9_])", self.s[start:])
        if not found:
            return False
        sign, end = found[1], start + found.end()
        more_before = self.at(start - 1) == sign and re.match("[A-Za-z0-9]", self.at(start - 2))
        more_after = self.at(end) == sign and re.match("[A-Za-z0-9]", self.at(end + 1))
        if more_before or more_after or not self.free(start, end):
            return False
        return self.take(start, end, "mac", lower(found[0].replace(sign, "")))

    def position(self, start: int) -> bool:
        found = re.match(
            "([0-9]{1,3}[.][0-9]{4,}), *(-?[0-9]{1,3}[.][0-9]{4,})(?![A-Za-z0-9_])(?![.][0-9])", self.s[start:]
        )
        if not found or self.at(start - 1) == "." or not whole.within(found[1], 180) or not whole.within(found[2], 90):
            return False
        minus = self.at(start - 1) == "-" and (start == 1 or self.at(start - 2) in " ,;:=(|")
        start, end = start - minus, start + found.end()
        return self.free(start, end) and self.take(start, end, "position", tight(self.s[start:end]))

    def uscc(self, start: int, end: int) -> bool:
        run = upper(self.s[start:end])
        good = checks.uscc_valid(run) and re.search("[A-Z]", run)
        return bool(good) and self.take(start, end, "uscc", run)

    # values that only their label makes known

    def by_label(self, start: int, end: int) -> bool:
        for kind, words in LABELS.items():
            if not self.labelled(start, words):
                continue
            if kind in ("password", "account"):
                last = self.up_to(start, _VALUE_END)
                value = self.s[start:last]
                return self.take(start, last, kind, value if kind == "password" else upper(value))
            last = end
            if kind == "wechat":
                last = self.up_to(start, re.compile("--|[^A-Za-z0-9_-]"))
                last -= len(self.s[start:last]) - len(self.s[start:last].rstrip("-"))
            canonical = whole.WHOLE[kind](self.s[start:last])
            if canonical:
                return self.take(start, last, kind, canonical)
        return False

    def up_to(self, start: int, stop: re.Pattern[str]) -> int:
        """The place of the first stop at or after ``start``, of what is taken already, or the end of the text."""
        found = stop.search(self.s, start)
        last = found.start() if found else len(self.s)
        return next((place for place in range(start, last) if self.taken[place]), last)

    # -- 3. names -----------------------------------------------------------------------------------------------------

    def names(self) -> None:
        for label in NAME_LABEL.finditer(self.s):
            row = _HAN_ROW.match(self.s, label.end())
            if row and 2 <= len(row[0]) <= 4 and (":" in label[0] or surname_first(row[0])):
                self.take_name(row)
        anchors = {
            item.position
            for item in self.items
            if not item.struck and item.kind in ("resident_id", "mobile", "bank_card")
        }
        for row in _HAN_ROW.finditer(self.s):
            if len(row[0]) not in (2, 3) or not surname_first(row[0]):
                continue
            after = row.end()
            while self.at(after) and self.at(after) in SIGNS:
                after += 1
            if self.stands_free(row) and after > row.end() and (after in anchors or _SEX.match(self.s, after)):
                self.take_name(row)
        for row in _TITLED.finditer(self.s):
            if self.stands_free(row) and surname_first(row[1]):
                self.take_name(row, 1)

    def stands_free(self, row: re.Match[str]) -> bool:
        return row.start() == 0 or self.at(row.start() - 1) in SIGNS

    def take_name(self, row: re.Match[str], part: int = 0) -> None:
        """A row of Han as a name, unless it is taken or is itself a header word: 姓名 电话 地址 is no person."""
        if row[part] not in MEANINGS and self.free(*row.span(part)):
            self.take(*row.span(part), "name", row[part])

    # -- 4. addresses -------------------------------------------------------------------------------------------------

    def addresses(self) -> None:
        done = 0
        starts = {item.position: item.kind for item in self.items}
        for label in re.finditer("[地住]址: *", self.s):
            start = label.end()
            stop = re.compile("[,;。|]").search(self.s, start)
            end = stop.start() if stop else len(self.s)
            value = tight(self.s[start:end])
            if label.start() < done or len(value) < 3 or starts.get(start) in ("email", "ip", "mac"):
                continue
            if re.match(r"https?:|www\.", lower(self.s[start:end])):
                continue
            done = end
            self.items.append(Item(start, "address", value, False, frozenset(), end))
