"""The defendants of a document, and where they and other people are named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tiao.cases.sections import Part

_ROLE = r"(?:原审)?(?:附带民事公益诉讼)?被告(?:人|单位)|上诉人|(?:原审|同案)?被告人|犯罪嫌疑人|被不起诉人"
_CALLED = re.compile(
    rf"(?P<role>{_ROLE})(?P<also>暨[^，。：]{{2,20}}?被告(?:人|单位)?)?(?:（[^）]{{0,24}}）)?：?(?P<name>[^，。：；、（\s]{{2,40}}?)"
    r"(?:（[^）]{0,40}）)?(?=[，：]|(?:性别)?[男女]，(?!性别|[男女]，))"
)
_MENTION = re.compile(rf"(?:{_ROLE})(?:（[^）]{{0,24}}）)?(?=(?P<rest>[^，。；：（）、]{{2,40}}))")
# A masked name: 张某, 张某甲, 刘2某, 阚x1, 王7, 欧阳某某, 郭某1.
MASKED = (
    r"(?:欧阳|司马|上官|诸葛|尉迟|皇甫|令狐|[\u4e00-\u9fa5])(?:[0-9]?[某xX×*＊]{1,3}(?:[甲乙丙丁戊己庚辛壬癸]"
    r"|[0-9]{1,2}(?![0-9年月日余万条元人]))?"
    r"|[0-9]{1,2}(?![0-9年月日号条元万余人份张个]))"
)
_MASKED = re.compile(MASKED)
# 艾合买提·某某: a name in parts ends where a word begins.
_PARTED = re.compile(r"[\u4e00-\u9fa5]{1,6}·(?:某{1,2}|[\u4e00-\u9fa5]{1,5}?(?=[于在的，、利通与和将从因为]))")
_UNIT = re.compile(r"[^，。；：、（）]{2,30}?(?:有限公司|公司|工厂|中心|经营部|事务所|商行|医院|学校)")
QUOTED = r"“(?P<nick>[^”“]{1,16})”"
_STOP = (
    "在于利通犯的为以从因对系及和与到伙将把被向给等均自曾明还之后也又经已是有未则共分负辩称供所没违仍"
    "其作得无收使非身不当受承提接存伙、，。；：（）”“"
)
# A word before a name that makes it the object of the clause, not its subject.
_OBJECT_BEFORE = re.compile(
    r"(?:向|给|从|由|被|对|将|把|与|和|为|收受|收取|收到|请托|委托|指使|安排|雇佣"
    r"|帮助|交由|应|受|经|卖与|通过|获|联系|售予|转给|分给)"
    r"(?:了)?(?:同案)?(?:原审)?(?:被告人|上诉人|被告单位)?$|(?:给|予|向|从)(?:了)?[^，。；、给向从]{1,12}$"
)


@dataclass(frozen=True)
class Defendant:
    """A defendant, as the document names it first.

    Attributes:
        start, end: where the name stands.
        unit: a unit (被告单位).
        part: where its own paragraph runs, from the role to the next defendant's; empty where there is none.
    """

    name: str
    start: int
    end: int
    unit: bool
    part: tuple[int, int] | None = None


def defendants(text: str, parts: list[Part]) -> list[Defendant]:
    """All defendants: from the head of the judgment, else from wherever 被告人 stands."""
    found = _of_parties(text, parts)
    return found or _of_text(text, parts)


def _of_parties(text: str, parts: list[Part]) -> list[Defendant]:
    spans = [part for part in parts if part.kind == "parties"] or [
        part
        for part in parts
        if part.kind == "facts" and re.match(r"被告(?:人|单位)[^，。]{2,30}，(?:男|女)", text[part.start :])
    ]
    made: dict[str, Defendant] = {}
    heads: list[re.Match[str]] = []
    for part in spans:
        called = _CALLED.match(text, part.start)
        if called and len(called["name"]) <= 40:
            heads.append(called)
    for number, called in enumerate(heads):
        following = heads[number + 1].start() if number + 1 < len(heads) else 1 << 60
        end = max(part.end for part in spans if part.start < following)
        name = called["name"]
        unit = "单位" in called["role"]
        made.setdefault(name, Defendant(name, *called.span("name"), unit, (called.start(), end)))
    return list(made.values())


def _of_text(text: str, parts: list[Part]) -> list[Defendant]:
    made: dict[str, Defendant] = {}
    title = _TITLE.search(text[:200])
    for named_there in (
        re.finditer(rf"(?:{MASKED})[\u4e00-\u9fa5]?(?=[、等侵非出案]|$)", title["names"]) if title else ()
    ):
        start = title.start("names") + named_there.start() if title else 0
        made[named_there.group()] = Defendant(named_there.group(), start, start + len(named_there.group()), False)
    skip = [(part.start, part.end) for part in parts if part.kind == "appendix"]
    for mention in _MENTION.finditer(text):
        if any(start <= mention.start() < end for start, end in skip):
            continue
        start = mention.start("rest")
        while start < len(text):
            unit = _UNIT.match(text, start) if "单位" in mention.group() else None
            name = unit.group() if unit else _name_at(text, start)
            if name is None or not (unit or _is_name(text, name, start)):
                break
            if name not in made:
                made[name] = Defendant(
                    name, start, start + len(name), "单位" in text[mention.start() : mention.start("rest")]
                )
            start += len(name)
            joined = _JOINED.match(text, start)
            if not joined or _OTHER_PEOPLE.match(text, start + 1):
                break
            start += 1
    return list(made.values())


def _is_name(text: str, name: str, start: int) -> bool:
    """A masked name is one; another must be called so twice, or stand before a comma or its like."""
    if "·" in name or re.fullmatch(MASKED + r"[\u4e00-\u9fa5]?", name):
        return True
    after = text[start + len(name) : start + len(name) + 1]
    return after in "、，犯" or (after not in "的证" and len(re.findall(rf"被告人{re.escape(name)}", text)) > 1)


# 韩某等侵犯公民个人信息案, 罗某君、瞿某珍侵犯公民个人信息刑事附带民事公益诉讼案.
_TITLE = re.compile(
    r"(?:^|\n|：)(?P<names>[^，。：\n]{2,40}?)(?:等(?:[0-9一二三四五六七八九十]+人)?)?(?:侵犯"
    r"|非法获取|出售)[^，。\n]{0,4}公民个人信息"
)
# 甲与乙共谋 are two defendants, 甲与乙联系 need not be.
_JOINED = re.compile(r"[、和及]|与(?=[^，。；]{2,5}(?:共谋|预谋|合谋|商量|商议|共同|结伙|分别|经))")
_OTHER_PEOPLE = re.compile(r"(?:辩护人|其|他人|同案|被告人|上诉人|证人)")


def _name_at(text: str, start: int) -> str | None:
    """The name that starts here: the longest run of characters that always stands together in this document."""
    parted = _PARTED.match(text, start)
    if parted:
        return parted.group()
    masked = _MASKED.match(text, start)
    base = masked.group() if masked else text[start : start + 2]
    if len(base) < 2 or any(character in _STOP for character in base[:2]) or not re.match(r"[\u4e00-\u9fa5]", base):
        return None
    longest = len(base) + (1 if masked else 2)
    times = text.count(base)
    while len(base) < longest:
        following = text[start + len(base) : start + len(base) + 1]
        if not re.match(r"[\u4e00-\u9fa5]", following) or following in _STOP or times < 2:
            break
        if text.count(base + following) < times:
            break
        base += following
    return base


@lru_cache(maxsize=64)
def name_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Any of some names, the longest first, and not the beginning of a longer masked one."""
    return re.compile(rf"(?:{'|'.join(re.escape(name) for name in sorted(names, key=len, reverse=True))})(?![某×0-9])")


def named(text: str, start: int, end: int, names: list[str]) -> list[tuple[int, str, bool]]:
    """Which defendants are named in a span.

    Returns:
        Where, the name, and whether it stands as the subject of what is said.
    """
    if not names:
        return []
    found: list[tuple[int, str, bool]] = []
    for match in name_pattern(tuple(names)).finditer(text[start:end]):
        # No word that makes a name an object stands further away.
        before = text[max(start, start + match.start() - 30) : start + match.start()]
        following = text[start + match.end() : start + match.end() + 1]
        subject = not _OBJECT_BEFORE.search(before) and following not in "处"
        if (
            found
            and not found[-1][2]
            and re.search(r"[、和及与](?:被告人|上诉人)?$", before)
            and match.start() - (found[-1][0] - start) < 14
        ):
            subject = False
        found.append((start + match.start(), match.group(), subject))
    return found
