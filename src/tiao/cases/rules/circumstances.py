"""Circumstances (量刑情节): what the court took into account, for whom."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiao.cases.people import named
from tiao.cases.reading import Clause, Reading
from tiao.cases.rules.found import Found, compiled, each

_TERMS = compiled(
    (
        ("surrender", r"自首|主动(?:到|向)[^，。；]{0,16}投案"),
        ("confession", r"坦白|如实(?:供述|交代|交待)"),
        ("plea", r"(?:认罪认罚|认罪、?认罚)"),
        (
            "admission",
            r"(?:当庭|庭审中?|庭审时)[^，。；]{0,4}(?:自愿)?认罪(?!认罚)|自愿认罪(?!认罚|、认罚)|认罪态度(?:较|良)?好",
        ),
        ("merit", r"(?:有|系|构成|属|具有)?(?:重大)?立功"),
        (
            "gains_returned",
            r"退(?:赃|缴|清|出|赔|还)[^，。；]{0,12}(?:违法所得|赃款|所得|非法获利|获利"
            r"|款)?|(?:上缴|上交|缴纳|缴回)[^，。；]{0,8}(?:违法所得|赃款|所得)",
        ),
        ("fine_prepaid", r"(?:预缴|预交|缴纳|主动缴纳)(?:了)?(?:部分|全部)?罚金"),
        ("repentance", r"悔罪|悔过|悔改表现"),
        ("first_offence", r"初犯|偶犯"),
        ("recidivist", r"累犯"),
        ("prior_record", r"前科|劣迹|曾因[^。；]{0,40}(?:判处|处罚|判刑|拘留)"),
        ("principal", r"主犯|(?<!被)起(?:了)?主要作用"),
        ("accomplice", r"从犯|次要作用|辅助作用"),
        ("minor", r"(?:系|时)未成年人|已满十[四六]周岁不满十八周岁|不满十八周岁"),
        ("attempt", r"(?:系|属)?犯罪未遂|系未遂"),
        ("unit_crime", r"(?:构成|属|系)单位犯罪"),
        ("compensation", r"赔偿(?:了)?[^，。；]{0,12}(?:损失|被害人)"),
    )
)
_DENIED = re.compile(
    r"不(?:构成|属于?|能认定|予认定|应认定|具有|成立|符合|予采纳)|没有|无法认定"
    r"|未(?:予)?认定|未查证|尚未|不系|非系|并非|均无|不是|无(?=前科|劣迹|犯罪|违法)|认定为?主犯不当|拒不"
)
_REJECTED = re.compile(
    r"(?:意见|理由|辩解|主张|辩称|请求)[^。]{0,40}(?:不予采纳|不能成立|不成立|于法无据|不予支持|不予采信)"
)
_RULE = re.compile(r"规定|结合|综合|根据|以上情节|条件|《|根据其|依照|适用|应当按照")
# 认罪认罚 is also said before the court, 退赃 and 投案 also among the facts.
_OF_FACTS = {"surrender", "confession", "plea", "gains_returned", "fine_prepaid", "recidivist", "prior_record"}


def find(reading: Reading) -> Iterator[Found]:
    """From the court's reasons, then from the facts what the reasons do not say again."""
    found = list(_of_reasons(reading)) + list(_of_facts(reading))
    surrendered = {one.subject for one in found if one.value == "surrender"}
    pleaded = {one.subject for one in found if one.value == "plea"}
    for one in found:
        if one.value == "confession" and one.subject in surrendered:
            continue
        if one.value == "admission" and one.subject in pleaded and "当庭" not in reading.text[one.start : one.end]:
            continue
        yield one
    yield from _of_parties(reading)


def _of_reasons(reading: Reading) -> Iterator[Found]:
    kinds = ("below_reasons", "reasons") if reading.upheld else ("reasons",)
    for clause in reading.clauses(*kinds):
        sentence = reading.text[clause.sentence[0] : clause.sentence[1]]
        if _REJECTED.search(sentence):
            continue
        yield from _of_clause(reading, clause, None)
    if not reading.has("reasons") or any(reading.text.startswith("【", part.start) for part in reading.of("facts")):
        for clause in reading.clauses("verdict"):
            yield from _of_clause(reading, clause, {"plea", "surrender", "gains_returned"})


def _of_facts(reading: Reading) -> Iterator[Found]:
    for clause in reading.clauses(*reading.fact_kinds, "defence", "evidence"):
        said = reading.text[clause.start : clause.end]
        if re.search(
            r"辩护人|上诉人.{0,6}(?:提出|上诉|称)|辩称|提出|认为|建议",
            reading.text[clause.sentence[0] : clause.sentence[1]],
        ):
            continue
        if clause.kind in ("defence", "evidence") and not re.search(r"认罪认罚", said):
            continue
        yield from _of_clause(reading, clause, _OF_FACTS)


def _of_clause(reading: Reading, clause: Clause, only: set[str] | None) -> Iterator[Found]:
    said = reading.text[clause.start : clause.end]
    if _DENIED.search(said):
        return
    for value, pattern in _TERMS:
        if only is not None and value not in only:
            continue
        match = pattern.search(said)
        if not match or (_RULE.search(said[: match.start()]) and not re.match(r"认罪认罚从宽", said[match.start() :])):
            continue
        if value == "gains_returned" and re.search(r"责令|追缴|应当|继续|没收|信息", said):
            continue
        if value == "surrender" and match.group().startswith("主动") and only is None:
            continue
        if value == "compensation" and only is not None:
            continue
        if value == "fine_prepaid" and re.search(r"限|应|生效", said):
            continue
        yield from each(
            _whose(reading, clause, match.start()),
            "circumstance",
            value,
            clause.start + match.start(),
            clause.start + match.end(),
        )


def _whose(reading: Reading, clause: Clause, place: int) -> tuple[str, ...]:
    """被告人张某的家属退赃, 辩护人关于被告人张某系初犯的意见: whoever is named in the clause, else who acts."""
    if clause.named or len(reading.names) == 1:
        return clause.actors
    mentioned = [name for _, name, _ in named(reading.text, clause.start, clause.start + place, reading.names)]
    return tuple(dict.fromkeys(mentioned)) or clause.actors


_RECORD = re.compile(
    r"曾因[^。；]{2,60}(?:判处|处罚|判刑|劳动教养|行政拘留)|有前科|因(?!涉嫌|本案)[^。；，]{2,24}?(?:被|经)[^。；，]{2,30}(?:判处|判刑|劳动教养|行政处罚)"
)


def _of_parties(reading: Reading) -> Iterator[Found]:
    """曾因……被判处 in the defendant's own paragraph."""
    for person in reading.people:
        if person.part:
            match = _RECORD.search(reading.text, *person.part)
            if match:
                yield Found(f"defendant:{person.name}", "circumstance", "prior_record", *match.span())
