"""Pieces (条数): how many, of what, whose, and what was done with them. One figure is one ``category``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tiao.cases.numerals import HAN_DIGITS, NUMBER, ROUND, Amount, amount, round_amount
from tiao.cases.people import named
from tiao.cases.reading import Clause, Reading
from tiao.cases.rules.acts import ACTS, sellers
from tiao.cases.rules.found import Found, number
from tiao.cases.rules.kinds import kinds_in
from tiao.cases.sections import Kind

_UNIT = r"(?P<of>条|组|份|张|个|户|套|单|笔|人次|次|件|页|余条)"
_FIGURE = re.compile(rf"(?<![第0-9年月.,／/几数万亿{HAN_DIGITS}]){NUMBER}{_UNIT}(?P<tail>(?:以上|左右|上下)?)")
_ROUND = re.compile(rf"{ROUND}{_UNIT}")
# 7000至8000条: one figure with both bounds.
_LOW_END = re.compile(rf"(?<![第0-9年月.,／/几数]){NUMBER}(?:[条组份张])?(?:至|到|-|—|~|～)$")
_OF_INFORMATION = (
    r"信息|资料|数据|名单|简历|征信|记录|清单|报告|轨迹|面单|快递单|号码|档案|验证码|订单|账号|户籍|机主|学籍"
)
# What else is counted in 份, 张, 个 ... in a judgment.
_NEAR = {
    "份": rf"(?:{_OF_INFORMATION}|单据|话单|表格)",
    "张": r"(?:身份证|面单|快递单|证件|户籍|运单|名单|表格|截图|驾驶证|征信)",
    "个": rf"(?:公民个人信息|个人信息|手机号|电话号码|号码|账号|验证码|{_OF_INFORMATION})",
    "户": r"(?:业主|客户|住户|居民|家庭|房)",
    "套": r"(?:信息|资料|身份|证件|四件套)",
    "单": r"(?:快递|运单|订单|面单|信息)",
    "笔": r"(?:信息|数据|记录|交易记录)",
    "人次": r"(?:信息|记录|数据|轨迹)",
    "件": r"(?:快递|面单|运单|信息)",
    "次": r"(?:定位|轨迹|位置)(?:信息|数据)?|通话(?:记录|清单)",
    "页": r"(?:名单|信息|资料)",
}
_NOT_AFTER = re.compile(
    r"(?:以上(?:的)?，?(?:应当|属于|即|为|不满)|规定|信息网络安全管理|标准"
    r"|款|之)|(?:QQ|微信|通讯)?群|网站|公司|软件|银行卡|手机|电脑|硬盘|账户(?!信息)"
    r"|小时|月|社交群|专门的"
)
_TOTAL = re.compile(r"共计|合计|总计|累计|共(?!同)|总共|总数|一共|合并去重")


@dataclass(frozen=True)
class Figure:
    """A number of pieces in a clause; ``start`` is where the words that belong to it begin."""

    amount: Amount
    start: int
    at: int
    end: int
    until: int
    clause: Clause


def find(reading: Reading) -> Iterator[Found]:
    """Every figure of the facts, and of the court's reasons where the facts have none."""
    kept: list[Figure] = []
    for kinds in _groups(reading):
        new = [
            figure
            for clause in reading.clauses(*kinds)
            if not reading.other_offence(clause.start)
            for figure in figures(reading, clause)
        ]
        if kinds == ("facts",) and reading.appeal and new:
            told = {name for figure in new for name in figure.clause.actors}
            kept = [figure for figure in kept if not told & set(figure.clause.actors)]
        kept += [figure for figure in new if not _told(figure, kept, reading)]
    if not kept:
        kept = [figure for clause in reading.clauses("reasons", "verdict") for figure in figures(reading, clause)]
    of_sentence: dict[tuple[int, int], list[Figure]] = {}
    for figure in kept:
        of_sentence.setdefault(figure.clause.sentence, []).append(figure)
    for order, figure in enumerate(kept, 1):
        yield from _category(reading, order, figure, of_sentence[figure.clause.sentence])


def _groups(reading: Reading) -> list[tuple[Kind, ...]]:
    kinds = reading.fact_kinds
    return [(kind,) for kind in kinds]


def _told(figure: Figure, before: list[Figure], reading: Reading) -> bool:
    """Was the same figure, or a more exact one, told of the same people in another part?"""
    for other in before:
        if other.clause.kind == figure.clause.kind and other.clause.sentence[0] == figure.clause.sentence[0]:
            continue
        same_people = not set(figure.clause.actors) ^ set(other.clause.actors)
        if not same_people:
            continue
        if other.amount == figure.amount and (
            other.clause.kind != figure.clause.kind or _is_total(reading, figure) != _is_total(reading, other)
        ):
            return True
        exact = other.amount.low == other.amount.high
        loose = figure.amount.low != figure.amount.high
        if other.clause.kind != figure.clause.kind and exact and loose and _holds(figure.amount, other.amount):
            return True
    return False


def _holds(wide: Amount, narrow: Amount) -> bool:
    low, high = wide.low or 0, wide.high
    value = narrow.low or 0
    return low <= value and (value <= high if high is not None else value < low * 11 // 10)


def figures(reading: Reading, clause: Clause) -> Iterator[Figure]:
    """The figures of one clause."""
    text = reading.text
    start = clause.start
    for found in _matches(text, clause):
        made = _amount(text, clause, found)
        if made is None or made.low == 0 == made.high:
            continue
        if not _counts_information(text, clause, found, start):
            continue
        until = re.compile(r"[，。；、\n]|$").search(text, found.end(), clause.end)
        yield Figure(made, start, found.start(), found.end(), until.start() if until else clause.end, clause)
        start = found.end()


def _amount(text: str, clause: Clause, found: re.Match[str]) -> Amount | None:
    if "tail" not in found.groupdict():
        return round_amount(found)
    made = amount(found, found["tail"])
    lower = _LOW_END.search(text[max(clause.start, found.start() - 16) : found.start()])
    least = amount(lower) if lower else None
    if made and least and least.low is not None and made.high is not None and least.low < made.high:
        return Amount(f">={least.low}", least.low, made.high)
    return made


def _matches(text: str, clause: Clause) -> list[re.Match[str]]:
    exact = list(_FIGURE.finditer(text, clause.start, clause.end))
    loose = [
        found
        for found in _ROUND.finditer(text, clause.start, clause.end)
        if not any(found.start() < other.end() and other.start() < found.end() for other in exact)
    ]
    loose = [found for found in loose if found["round"] or found["more"]]
    return sorted((*exact, *loose), key=lambda found: found.start())


def _counts_information(text: str, clause: Clause, found: re.Match[str], start: int) -> bool:
    """Is it information that is counted, and not a rule of law, a phone or a bank card?"""
    of = found["of"]
    before = text[max(start, clause.start) : found.start()]
    after = text[found.end() : found.end() + 16]
    near = text[max(clause.start, found.start() - 22) : found.start()] + "|" + after.split("，")[0]
    if of in ("条", "余条", "组"):
        return not (
            _NOT_AFTER.match(after)
            or re.search(r"(?:第|烟|金|毛巾|围巾|领带)$", before)
            or (of == "组" and re.match(r"成|织", after))
        )
    if not re.search(_NEAR[of], near):
        return False
    if _NOT_AFTER.match(after) or (of == "件" and after.startswith("套")):
        return False
    if of == "个" and not (
        re.match(r"(?:公民)?(?:个人)?(?:信息|手机号|号码|账号|验证码|电话)", after)
        or re.search(r"(?:号码|账号|信息|验证码)(?:共计|合计|共|约|近|等)?$", before)
    ):
        return False
    if of == "份" and re.search(r"(?:单价|每)$", before):
        return False
    return not re.search(r"每$|(?:合同|协议|副本|判决|委托书|签订)", before[-8:])


def _is_total(reading: Reading, figure: Figure) -> bool:
    return bool(_TOTAL.search(reading.text[figure.start : figure.at]))


def _category(reading: Reading, order: int, figure: Figure, siblings: list[Figure]) -> Iterator[Found]:
    text = reading.text
    subject = f"category:{order}"
    yield number(subject, "pieces", figure.amount, figure.at, figure.end)
    for name in _shared(reading, figure, siblings):
        yield Found(subject, "category_by", name, *_place_of(reading, name, figure))
    start = _begin(reading, figure, siblings)
    for value, place, end in kinds_in(text[start : figure.until]):
        yield Found(subject, "category_kind", value, start + place, start + end)
    for value, place, end in _acted(reading, figure, start, siblings):
        yield Found(subject, "category_act", value, place, end)
    total = _TOTAL.search(text[start : figure.at])
    if total and not _listed(reading, figure, siblings):
        yield Found(subject, "category_total", "yes", start + total.start(), start + total.end())


def _begin(reading: Reading, figure: Figure, siblings: list[Figure]) -> int:
    """Where the words that belong to a figure begin: 共计15000余条 alone belongs to what the sentence said before."""
    text = reading.text
    own = text[figure.start : figure.until]
    if re.search(_OF_INFORMATION, own) or any(pattern.search(own) for _, pattern in ACTS):
        return figure.start
    before = [other.end for other in siblings if other.at < figure.at]
    return max([figure.clause.sentence[0], *before])


def _acted(reading: Reading, figure: Figure, start: int, siblings: list[Figure]) -> list[tuple[str, int, int]]:
    """The verbs before a figure, else behind it, else those of the figure before it in a list."""
    acted = list(_acts(reading, figure.clause, start, figure.at))
    if acted:
        return acted
    following = [other.start for other in siblings if other.at > figure.at and other.clause == figure.clause]
    acted = list(_acts(reading, figure.clause, figure.end, min([figure.clause.end, *following])))
    if acted or re.search(r"从|检出|查获|提取|含有|其中|内存有", reading.text[figure.start : figure.at]):
        return acted
    for other in reversed([other for other in siblings if other.at < figure.at]):
        if other.clause != figure.clause and figure.clause.named:
            return []
        acted = list(_acts(reading, other.clause, other.start, other.at))
        if acted:
            return acted
    return []


def _listed(reading: Reading, figure: Figure, siblings: list[Figure]) -> bool:
    """共计甲11条，乙6条: the sum word stands before a list, none of whose figures is a sum."""
    following = [other for other in siblings if other.at > figure.at]
    if not following or (following[0].clause.named and following[0].clause != figure.clause):
        return False
    words = reading.text[following[0].start : following[0].at]
    return not re.search(r"其中|含", words) and not list(
        _acts(reading, following[0].clause, following[0].start, following[0].at)
    )


def _shared(reading: Reading, figure: Figure, siblings: list[Figure]) -> tuple[str, ...]:
    """甲、乙分别购买5万条、3万条: the first figure is the first one's."""
    whose = _whose(reading, figure)
    here = [other for other in siblings if other.clause == figure.clause]
    if len(whose) == len(here) > 1:
        words = reading.text[figure.clause.start : here[0].at]
        if re.search(r"分别|各自|依次", words):
            return (whose[here.index(figure)],)
    return whose


def _whose(reading: Reading, figure: Figure) -> tuple[str, ...]:
    """Who acts; of what was seized, whoever it was seized from; of a sale by a defendant, that defendant."""
    clause = figure.clause
    sold = sellers(reading, clause)
    if sold:
        return sold
    if not clause.named and re.search(r"查获|检出|提取|扣押|查扣|勘验|存储", reading.text[clause.start : clause.end]):
        mentioned = tuple(
            dict.fromkeys(name for _, name, _ in named(reading.text, clause.start, figure.at, reading.names))
        )
        return mentioned or clause.actors
    return clause.actors


def _place_of(reading: Reading, name: str, figure: Figure) -> tuple[int, int]:
    """The last place before the figure where the defendant is named."""
    place = reading.text.rfind(name, 0, figure.at)
    place = place if place >= 0 else reading.text.find(name)
    return place, place + len(name)


def _acts(reading: Reading, clause: Clause, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """The verbs within a span of a clause."""
    bought = sellers(reading, clause)
    for value, pattern in ACTS:
        match = None if value == "use" else pattern.search(reading.text, start, end)
        if match:
            yield "sell" if value == "purchase" and bought else value, *match.span()
