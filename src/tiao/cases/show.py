"""Statements as people read them: 11,500 元, 三年二个月 as 3 年 2 个月, at least, about."""

from __future__ import annotations

from tiao.cases.statement import Statement
from tiao.cases.vocabulary import predicates

_SIGNS = {
    "zh": {">=": "{}以上", "<=": "不超过{}", "~": "约{}", "": "{}"},
    "en": {">=": "at least {}", "<=": "at most {}", "~": "about {}", "": "{}"},
}
_SUBJECTS = {
    "zh": {"case": "本案", "category": "信息", "order": "责任"},
    "en": {"case": "case", "category": "information", "order": "order"},
}
_UNITS = {
    "zh": {"count": "{:,} 条", "months": "{} 个月", "days": "{} 日", "years": "{} 岁"},
    "en": {"count": "{:,} pieces", "months": "{} months", "days": "{} days", "years": "{} years"},
}
_LONGEST = 60


def shown(statement: Statement, lang: str) -> str:
    """The value for people; names of a closed list in their language."""
    predicate = predicates()[statement.predicate]
    if predicate.values is not None:
        value = predicate.values[statement.value]
        return value.en if lang == "en" else value.zh
    if not predicate.numeric:
        return (
            {"yes": "是" if lang == "zh" else "yes"}.get(statement.value, statement.value)
            if predicate.type == "flag"
            else statement.value
        )
    number = statement.stated or 0
    sign = statement.value[: len(statement.value) - len(statement.value.lstrip("<>=~"))]
    if predicate.type == "money":
        yuan, rest = divmod(number, 100)
        words = f"{yuan:,}" + (f".{rest:02d}" if rest else "") + (" 元" if lang == "zh" else " yuan")
    else:
        words = _UNITS[lang][predicate.type].format(number)
    return _SIGNS[lang][sign].format(words)


def subject_name(subject: str, lang: str) -> str:
    """本案, 张某, 信息 2, 责任 1."""
    kind, _, name = subject.partition(":")
    if kind == "defendant":
        return name
    return f"{_SUBJECTS[lang][kind]} {name}".strip()


def quoted(statement: Statement) -> str:
    """The quote on one line; a long one is cut in the middle for people, never in what programs get."""
    words = "".join(statement.quote.split())
    return words if len(words) <= _LONGEST else f"{words[:40]}……{words[-18:]}"
