"""Money in the facts: illegal income (违法所得), prices (价格), means of payment (支付方式). All sums in fen (分)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from tiao.cases.numerals import HAN_DIGITS, NUMBER, ROUND, Amount, amount, round_amount
from tiao.cases.reading import Clause, Reading
from tiao.cases.rules.found import Found, about, compiled, each, number
from tiao.cases.sections import Kind

MONEY = re.compile(
    rf"(?<![0-9第几数万亿{HAN_DIGITS}]){NUMBER}(?:元|(?P<jiao>角|毛)(?P<fen5>五)?(?:钱)?|(?P<fen>分)钱?(?!别"
    rf"|得|给|成|享|为|工|配|公))(?P<tail>(?:以上|左右|上下)?)"
)
_ROUND_SUM = re.compile(rf"{ROUND}元")
_INCOME = re.compile(
    r"(?:违法所得|非法所得|非法获利|违法获利|从中获利|从中牟利|获取?(?:非法)?利(?:益"
    r"|润)?|盈利|牟利|赚取|得款|得赃款|获赃款|获款|赢利|所得|好处费|分得|收款|收取(?:人民币|$|他人|费用"
    r"|好处|报酬|信息费|钱款)|折合(?:人民币)?|非法收入|收入|报酬|提成|收受[^，。；]{0,8}(?:现金"
    r"|人民币|转账)|得利|所获)"
    r"[^，。；0-9一二三四五六七八九十两]{0,14}$"
)
_NOT_INCOME = re.compile(
    r"退缴|退赃|退出|退还|上缴|上交|预缴|代为|追缴|没收|扣押|冻结|工资|转账赃款"
    r"|支付(?!宝)|花费|每条|每份|每组|流入|未获利|罚金|处罚|缴纳|注册资本|租金"
    r"|成本"
)
_UNIT_PRICE = re.compile(
    r"每(?:一)?(?:条|份|组|个|张|户|套|单|人)(?:信息|报告|资料|数据|号码)?(?:人民币"
    r"|约|以|收取|支付|价格|为|按|售价)?[^，。；]{0,6}$|(?:单价)(?:为|人民币)?$"
)
_PER = re.compile(r"(?:人民币)?(?:/|每|一)(?:条|份|组|个|张|户|套|单)")
_PRICE_BEFORE = re.compile(
    r"(?:以|按|按照|支付|付款|付费|花费|花|出资|费用共?计?|每次|每月|一次|价格"
    r"|价款|转账|支付[^，。；]{0,14}费用|收费)(?:共计|总计|合计|了|人民币|为|约)*(?:人民币)?$"
    r"|支付[^，。；]{0,12}(?:共计|合计)?人民币?$"
)
_PRICE_AFTER = re.compile(r"(?:人民币)?(?:不等)?(?:的)?(?:价格|价钱|单价|费用|对价|代价|价款|购买|好处费)")
_RANGE = re.compile(r"(?:至|到|-|—|~|～|、|或者?|和)(?:每[条份组个])?(?:人民币)?$")
_NOT_FOUND = re.compile(r"规定|意见|辩|以上|标准|指控的?(?:数额|金额)|不予")
_PAYMENTS = compiled(
    (
        ("virtual_currency", r"USDT|泰达币|比特币|虚拟(?:货币|币)|以太坊"),
        ("red_packet", r"(?<!新人)红包"),
        ("qq_wallet", r"QQ(?:钱包|转账)"),
        ("alipay", r"支付宝(?!账号|账户信息|信息|、淘宝)"),
        ("wechat_pay", r"微信(?:转账|支付|收款|钱包|零钱|扫码)"),
        ("bank", r"银行(?:卡)?(?:转账|汇款|账户|收款|支付)|网银|(?:收款|转账|打款|汇)[^，。；]{0,8}银行卡"),
        ("cash", r"现金(?!流)"),
    )
)


def find(reading: Reading) -> Iterator[Found]:
    """From the facts; what a second instance says of the income goes before what the first said."""
    kept: list[Found] = []
    for kind in _groups(reading):
        new = [
            found
            for clause in reading.clauses(kind)
            if not reading.other_offence(clause.start)
            for found in _of_clause(reading, clause)
        ]
        if kind == "facts" and reading.appeal:
            told = {found.subject for found in new if found.predicate == "income"}
            kept = [found for found in kept if found.predicate != "income" or found.subject not in told]
        kept += new
    if not any(found.predicate == "income" for found in kept):
        # Some judgments name the income only where they weigh it.
        weighed = [
            found
            for clause in reading.clauses("reasons")
            if not _NOT_FOUND.search(_said(reading, clause))
            for found in _of_clause(reading, clause)
        ]
        kept += [found for found in weighed if found.predicate == "income"]
    yield from _plain(kept)


def _said(reading: Reading, clause: Clause) -> str:
    return reading.text[slice(*clause.sentence)]


def _groups(reading: Reading) -> tuple[Kind, ...]:
    return reading.fact_kinds


def _plain(found: list[Found]) -> Iterator[Found]:
    """A sum that is repeated less exactly (1万余元 beside 11584元) is the same sum."""
    exact: dict[str, list[int]] = {}
    for one in found:
        if one.predicate == "income" and one.low is not None and one.low == one.high:
            exact.setdefault(one.subject, []).append(one.low)
    for sums in exact.values():
        sums.sort()
    for one in found:
        if one.predicate == "income" and one.low != one.high:
            sums = exact.get(one.subject, [])
            low = one.low or 0
            place = bisect_left(sums, low)
            if place < len(sums) and sums[place] <= (low * 11 // 10 if one.high is None else one.high):
                continue
        yield one


def fen(found: re.Match[str]) -> Amount | None:
    """A sum of money in fen; 三角 and 五分 too."""
    if found["jiao"]:
        made = amount(found, found["tail"], 10)
        if made and found["fen5"] and made.low is not None and made.low == made.high:
            return Amount(str(made.low + 5), made.low + 5, made.low + 5)
        return made
    return amount(found, found["tail"], 1 if found["fen"] else 100)


def _of_clause(reading: Reading, clause: Clause) -> Iterator[Found]:
    text = reading.text
    start = clause.start
    last: tuple[str, int] | None = None
    told: list[tuple[str, Amount, tuple[int, int], tuple[str, ...]]] = []
    for found in MONEY.finditer(text, clause.start, clause.end):
        made = fen(found)
        before, after = text[start : found.start()], text[found.end() : clause.end]
        if made is None or re.search(r"(?:美|港|欧|日)$", text[found.start() : found.end() - 1]):
            continue
        predicate = _predicate(
            before, after, last[0] if last and _RANGE.fullmatch(before) else None, text[clause.start : found.start()]
        )
        if predicate:
            actors = _receivers(reading, clause, found.start()) if predicate == "income" else clause.actors
            if predicate in ("price", "unit_price"):
                actors = _dealers(reading, clause)
            told.append((predicate, made, found.span(), actors))
        last = (predicate, found.end()) if predicate else None
        start = found.end()
    for (predicate, made, span, _), actors in zip(told, _shared(reading, clause, told), strict=True):
        for subject in about(actors):
            yield number(subject, predicate, made, *span)
    yield from _round_sums(reading, clause)
    said = text[clause.start : clause.end]
    if not re.search(r"退缴|退赃|扣押|查获|冻结", said):
        for value, pattern in _PAYMENTS:
            match = pattern.search(said)
            if match and (
                value in ("virtual_currency", "red_packet", "qq_wallet", "wechat_pay")
                or re.search(r"收|付|转|结算|打款|汇|现金", said)
            ):
                yield from each(
                    clause.actors, "payment", value, clause.start + match.start(), clause.start + match.end()
                )


def _shared(
    reading: Reading, clause: Clause, told: list[tuple[str, Amount, tuple[int, int], tuple[str, ...]]]
) -> list[tuple[str, ...]]:
    """甲、乙分别获利3万元、2万元: the first sum is the first one's."""
    whose = [actors for _, _, _, actors in told]
    incomes = [place for place, (predicate, _, _, _) in enumerate(told) if predicate == "income"]
    several = len(incomes) > 1 and all(len(whose[place]) == len(incomes) for place in incomes)
    if several and re.search(r"分别|各自|依次", reading.text[clause.start : told[incomes[0]][2][0]]):
        for order, place in enumerate(incomes):
            whose[place] = (whose[place][order],)
    return whose


def _round_sums(reading: Reading, clause: Clause) -> Iterator[Found]:
    """获利数千元, 获利近万元."""
    for found in _ROUND_SUM.finditer(reading.text, clause.start, clause.end):
        before = reading.text[clause.start : found.start()]
        made = round_amount(found, 100)
        plain = made is None or re.search(r"[0-9一二三四五六七八九十百千]$", before)
        if made and not plain and _INCOME.search(before) and not _NOT_INCOME.search(before):
            for subject in about(_receivers(reading, clause, found.start())):
                yield number(subject, "income", made, found.start(), found.end())


def _predicate(before: str, after: str, of_range: str | None, whole: str) -> str | None:
    if of_range:
        return of_range
    if _UNIT_PRICE.search(before) or _PER.match(after):
        return "unit_price"
    if _RANGE_AHEAD.match(after) and re.search(r"每(?:条|份|组|个|张|户|套|单)[^，。；]{0,8}$", before):
        return "unit_price"
    if _INCOME.search(before) and not _NOT_INCOME.search(whole):
        return "income"
    if re.search(r"退|缴|罚|追|没收|扣押|冻结|流入|工资|赃款", whole):
        return None
    if _PRICE_BEFORE.search(before) and (_PRICE_AFTER.match(after) or re.search(r"支付|费|花|每次|每月|出资", before)):
        return "price"
    if re.search(r"以[^，。；]{0,8}$", before) and _PRICE_AFTER.match(after):
        return "price"
    if _RANGE_AHEAD.match(after) and re.search(r"以[^，。；]{0,8}$|每次$|每月$", before):
        return "price"
    return None


_RANGE_AHEAD = re.compile(r"(?:至|到|-|—|~|～|、|或)")


def _receivers(reading: Reading, clause: Clause, place: int) -> tuple[str, ...]:
    """Whose income: 缪某获利 names its owner; 其中甲分得 too."""
    named = [
        name
        for name in reading.names
        if re.search(
            rf"(?<!收受)(?<!收取)(?<!收到)(?<!向){re.escape(name)}(?:从中|个人|非法|共|均|各)?[^，。；]{{0,6}}$",
            reading.text[clause.start : place],
        )
    ]
    return tuple(named) or clause.actors


def _dealers(reading: Reading, clause: Clause) -> tuple[str, ...]:
    """Whose price: of a sale by a defendant, that defendant's."""
    from tiao.cases.rules.acts import sellers

    return sellers(reading, clause) or clause.actors
