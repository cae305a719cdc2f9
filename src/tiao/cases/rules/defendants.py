"""The defendants (被告人、被告单位): who they are, as the head of the judgment says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiao.cases.dates import days
from tiao.cases.numerals import whole
from tiao.cases.people import Defendant
from tiao.cases.reading import Reading
from tiao.cases.rules.found import Found, compiled, day

_EDUCATION = compiled(
    (
        ("doctor", r"博士"),
        ("master", r"硕士|研究生"),
        ("college", r"大专|专科|高职|大学专科"),
        ("bachelor", r"本科|大学"),
        ("vocational", r"中专|中技|职高|职业高中|职业中专|技校|中等专业"),
        ("senior", r"高中"),
        ("junior", r"初中"),
        ("primary", r"小学"),
        ("none", r"文盲|不识字"),
    )
)
_BORN = re.compile(r"(?:出生|生|出生于|出生地)")
_AGE = re.compile(r"(?:年龄|现年)?([0-9]{2})(?:周)?岁")
# What else stands in the paragraph of a defendant and is no occupation.
_OTHER = re.compile(
    r"^(?:男|女)(?:性)?$|族$|出生|生于|生$|岁|文化(?:程度)?$|学历|文盲|小学|初中"
    r"|高中|大专|本科|身份|证(?:件)?号|户籍|户口|籍贯|住|现押|羁押|取保|曾用|又名"
    r"|化名|别名|绰号|网名|自称"
    r"|(?:省|市|县|区|州|旗|镇|乡)(?:[\u4e00-\u9fa5]{0,12})?人$|^(?:[\u4e00-\u9fa5]{2,3}"
    r"|[\u4e00-\u9fa5]{2,12}(?:省|市))人$|党员|群众|政治|前科|曾因|因(?:本案|涉嫌"
    r"|犯)|于[12][0-9]{3}年|健康|国籍|公民|法定代表人[\u4e00-\u9fa5]{1,4}$|统一社会"
    r"|代码|暂住|捕前|联系|电话|绰号|系累犯|未婚|已婚|现在|暨|被告|辩护|中国|大学$"
    r"|研究生$|中专$"
)
_WORK = re.compile(
    r"职工|员|店长|组长|队长|站长|行长|所长|园长|部长|经理|总监|主管|负责人|经营者?|法人|代表|主任|厂长|校长|教师|老师"
    r"|民警|辅警|协警|医生|护士|务工|务农|农民|工人|个体|无业|无职业|无固定职业"
    r"|待业|自由职业|学生|在读|退休|商户?$|职员|代理|中介|老板|股东|干部|工程师"
    r"|司机|店主|前台|学徒|顾问|警|科长|处长|部长|秘书|会计|客服|经商|打工|职业"
)


def find(reading: Reading) -> Iterator[Found]:
    """Name, kind and what the paragraph says."""
    for person in reading.people:
        subject = f"defendant:{person.name}"
        span = (person.start, person.end)
        yield Found(subject, "defendant", person.name, *span)
        yield Found(subject, "defendant_kind", "unit" if person.unit else "person", *span)
        if person.part and not person.unit:
            yield from _personal(reading.text, person, subject)


def _personal(text: str, person: Defendant, subject: str) -> Iterator[Found]:
    start, end = person.part or (0, 0)
    end = _until(text, person.end, end)
    for value, pattern in (
        ("male", r"(?<=[，、。某别])男(?:性)?(?=[，。、])"),
        ("female", r"(?<=[，、。某别])女(?:性)?(?=[，。、])"),
    ):
        sex = re.compile(pattern).search(text, person.end, end)
        if sex:
            yield Found(subject, "sex", value, *sex.span())
            break
    for item in days(text, person.end, end):
        if _BORN.match(text, item.end) or re.search(r"(?:生于|出生于|出生日期：?|出生)$", text[start : item.start]):
            yield day(subject, "born", item)
            break
    age = _AGE.search(text, person.end, end)
    if age:
        years = whole(age[1])
        yield Found(subject, "age", str(years), *age.span(), years, years)
    yield from _segments(text, person.end, end, subject)


def _until(text: str, start: int, end: int) -> int:
    """The personal particulars end where the case begins: 因涉嫌, 曾因, or the counsel's line."""
    stop = re.compile(
        r"(?:因|曾因)(?:本案|涉嫌|犯|[^，。]{0,12}(?:罪|判处|处罚))|[12][0-9]{3}年[0-9]+月[0-9]+日因"
        r"|\n?(?:指定)?辩护人|诉讼代表人"
    ).search(text, start, end)
    return stop.start() if stop else end


def _segments(text: str, start: int, end: int, subject: str) -> Iterator[Found]:
    educated = worked = False
    for segment in re.compile(r"[^，。；\n]+").finditer(text, start, end):
        said = segment.group()
        level = next((level for level, pattern in _EDUCATION if pattern.search(said)), None)
        schooling = re.search(r"文化|学历|文盲|毕业|在读|肄业|程度", said) or re.fullmatch(
            r"(?:大学)?(?:小学|初中|高中|中专|大专|专科|本科|大学|硕士研究生|研究生|职高|技校)", said
        )
        if level and schooling and not educated:
            educated = True
            yield Found(subject, "education", level, *segment.span())
            if "在读" not in said:
                continue
        if (
            not worked
            and _WORK.search(said)
            and (not _OTHER.search(said) or re.search(r"^(?:原)?系|在读|职业|职务", said))
            and not re.search(r"^户籍|住", said)
        ):
            worked = True
            yield Found(subject, "occupation", said, *segment.span())
