"""The words in which a step says why it is met or not, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from tiao.law.logic import Interval, Truth
from tiao.law.vocabulary import FURTHER_AMOUNTS_ZH, FURTHER_FLAGS_ZH, NUMBERS_ZH

CLASS_ZH = {
    "whereabouts": "行踪轨迹信息",
    "communication_content": "通信内容",
    "credit": "征信信息",
    "property": "财产信息",
    "lodging": "住宿信息",
    "communication_record": "通信记录",
    "health": "健康生理信息",
    "transaction": "交易信息",
    "other_sensitive": "其他可能影响人身、财产安全的信息",
    "general": "其他公民个人信息",
}
NAME_ZH = {
    "illegal_income": "违法所得",
    "profit_from_use": "利用信息获利",
    "whereabouts_used_for_crime": "行踪轨迹信息被他人用于犯罪",
    "knew_buyer_would_commit_crime": "知道或者应当知道他人利用公民个人信息实施犯罪",
    "prior_conviction_same_crime": "曾因侵犯公民个人信息受过刑事处罚",
    "administrative_penalty_within_two_years": "二年内因侵犯公民个人信息受过行政处罚",
    "consequences": "造成被害人死亡、重伤、精神失常或者被绑架等严重后果",
    "major_economic_loss": "造成重大经济损失",
    "vile_social_impact": "造成恶劣社会影响",
    "unit_crime": "单位犯罪",
    "first_offence": "初犯",
    "gains_returned": "全部退赃",
    "repentance": "确有悔罪表现",
    "insider": "所售信息系在履行职责或者提供服务过程中获得",
    "lawful_business": "为合法经营活动",
    **FURTHER_FLAGS_ZH,
    **FURTHER_AMOUNTS_ZH,
    **NUMBERS_ZH,
}
KIND_ZH = {
    "obtain": "非法获取",
    "purchase": "购买",
    "receive": "收受",
    "exchange": "交换",
    "collect_in_duty": "在履行职责、提供服务过程中收集",
    "steal": "窃取",
    "sell": "出售",
    "provide": "提供",
    "publish": "发布",
    "use": "使用",
}
# Why pieces were left out of a count (art. 11(3)): proven invalid, duplicate, rebutted.
REASON_ZH = {
    "duplicate": "重复",
    "resident_id_checksum": "身份证号码校验位错误",
    "resident_id_date": "身份证号码中的出生日期不可能",
    "masked": "查获时已被遮盖",
    "truncated": "号码残缺",
    "mobile_malformed": "移动电话号码形式错误",
    "bank_card_luhn": "银行卡号校验位错误",
    "bank_card_malformed": "银行卡号形式错误",
    "email_malformed": "电子邮箱形式错误",
    "plate_malformed": "机动车号牌形式错误",
    "imei_luhn": "移动设备识别码校验位错误",
    "rebutted_untrue": "反证：不真实",
    "rebutted_duplicate": "反证：重复",
    "rebutted_not_identifying": "反证：不能识别特定自然人",
    "rebutted_public": "反证：已公开",
    "rebutted_anonymised": "反证：无法识别特定个人且不能复原",
}
OUTCOME_ZH = {
    "no_crime_at_that_time": "行为时法律不认为是犯罪",
    "not_met": "未达到定罪标准",
    "serious": "情节严重",
    "especially_serious": "情节特别严重",
    "undetermined": "事实不足，不能认定",
}


def name_en(name: str) -> str:
    """A fact's or amount's name for English readers."""
    return name.replace("_", " ")


def yuan(fen: Fraction | int) -> str:
    """Fen as yuan, exactly: 499999 -> 4999.99; whole yuan without decimals."""
    value = Fraction(fen)
    if value.denominator != 1:
        return str(value / 100)
    whole, rest = divmod(int(value), 100)
    return f"{whole}.{rest:02d}" if rest else str(whole)


def number_zh(value: Interval, money: bool = False, unit: str = " 条") -> str:
    """An interval in Chinese: 5000, 至少 5000, 最多 9, 3 至 7, 未知; ``unit`` where it is no money."""
    show = yuan if money else str
    unit = " 元" if money else unit
    if value.exact:
        return f"{show(value.low)}{unit}"
    if value.high is None:
        unknown = f"未知（{unit.strip()}）" if unit else "未知"
        return f"至少 {show(value.low)}{unit}" if value.low else unknown
    return f"{show(value.low)} 至 {show(value.high)}{unit}" if value.low else f"最多 {show(value.high)}{unit}"


def number_en(value: Interval, money: bool = False, unit: str = " pieces") -> str:
    """An interval in English; ``unit`` where it is no money."""
    show = yuan if money else str
    unit = " yuan" if money else unit
    if value.exact:
        return f"{show(value.low)}{unit}"
    if value.high is None:
        return f"at least {show(value.low)}{unit}" if value.low else f"{unit} not known".strip()
    return f"{show(value.low)} to {show(value.high)}{unit}" if value.low else f"at most {show(value.high)}{unit}"


def reached_zh(met: Truth) -> str:
    """达到, 未达到 or 尚不能确定是否达到."""
    return "尚不能确定是否达到" if met is None else "达到" if met else "未达到"


def reached_en(met: Truth) -> str:
    """reached, not reached, or not known whether reached."""
    return "not known whether reached" if met is None else "reached" if met else "not reached"


def given_zh(name: str, value: Truth, source: str) -> str:
    """What the file of the case says of a fact, with the place where it stands."""
    text = NAME_ZH[name]
    place = f"（{source}）" if source else ""
    return (
        f"案卷未载明是否{text}"
        if value is None
        else f"已载明：{text}{place}"
        if value
        else f"已载明无此情形：{text}{place}"
    )


def given_en(name: str, value: Truth, source: str) -> str:
    """The same in English."""
    text = name_en(name)
    place = f" ({source})" if source else ""
    return (
        f"not given: {text}"
        if value is None
        else f"given: {text}{place}"
        if value
        else f"given as absent: {text}{place}"
    )


def kinds_zh(kinds: Sequence[str]) -> str:
    """Kinds of acts, joined as a Chinese list."""
    return "、".join(KIND_ZH[kind] for kind in kinds)


def classes_zh(classes: Sequence[str]) -> str:
    """Classes of information, joined as a Chinese list."""
    return "、".join(CLASS_ZH[name] for name in classes)
