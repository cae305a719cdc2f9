"""When it was done (行为时间): each period or day of the facts on which a defendant acted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiao.cases.dates import Day, days
from tiao.cases.people import named
from tiao.cases.reading import Clause, Reading
from tiao.cases.rules import acts
from tiao.cases.rules.found import Found, about, day

_NOT_AN_ACT = re.compile(
    r"抓获|被[^，。；]{0,14}查获|查获归案|到案|归案|投案|传唤|扣押|查扣|搜查|立案"
    r"|报案|报警|判处|判决|刑满|释放|鉴定|勘验|成立|注册(?:成立|资本)|入职|离职"
    r"|出生|受理|起诉|公诉|检察院|法院|审查|移送|批准|羁押|拘留|逮捕|退缴|退赃"
    r"|传授|裁定|任职于|取保|公告"
)
_TO = re.compile(
    r"(?:份|初|底|上旬|中旬|下旬|许|左右|前后|[0-9]{1,2}时)?(?:期间|间)?(?:开始"
    r"|起|以来)?，?(?:至|到|直至|截至|-|—|–|~|～)+"
)
_FROM_ONLY = re.compile(
    r"(?:份|初|底|上旬|中旬|下旬|许|左右|前后)?(?:起|以来|开始|之?后|至今|至案发|至被抓|至归案|伊始)"
)
_TILL = re.compile(r"(?:至|到)$")
_BY_POLICE = re.compile(r"[，日]?(?:公安|民警|侦查|警方|侦查人员|被害人|司法)")
_WITH = re.compile(r"(?:伙同|会同)(?:被告人)?(?P<who>[^，。；]{2,12})")
_UNTIL_CAUGHT = re.compile(r"(?:被)?(?:民警|公安机关)?(?:抓获|案发|查获|到案)")


def find(reading: Reading) -> Iterator[Found]:
    """act_from and act_to of each period; a single day is both."""
    for sentence, clauses in reading.fact_sentences.items():
        yield from _of_sentence(reading, *sentence, clauses)


def _of_sentence(reading: Reading, start: int, end: int, clauses: list[Clause]) -> Iterator[Found]:
    text = reading.text
    found = [item for item in days(text, start, end) if not reading.other_offence(item.start)]
    number = 0
    while number < len(found):
        item = found[number]
        number += 1
        other: Day | None = None
        to = _TO.match(text, item.end)
        if to and number < len(found) and found[number].start == to.end():
            other = found[number]
            number += 1
        stop = found[number].start if number < len(found) else end
        last = other or item
        while number < len(found) and text[last.end : found[number].start] == "、":
            last = found[number]
            number += 1
        stop = found[number].start if number < len(found) else end
        words = text[last.end : stop]
        until = other is not None and _UNTIL_CAUGHT.match(re.sub(r"^，?(?:案发|日)?", "", words))
        if _TILL.search(text[max(start, item.start - 2) : item.start]) and _UNTIL_CAUGHT.match(words) and other is None:
            for subject in about(_who(reading, start, stop, clauses)):
                yield day(subject, "act_to", item)
            continue
        clause = re.split(r"[，；。]", words.lstrip("期间，份至止前许日"), maxsplit=1)
        if not until and (_BY_POLICE.match(words) or _NOT_AN_ACT.search(clause[0]) or _NOT_AN_ACT.search(_head(words))):
            continue
        if not _speaks_of_acts(reading, text[start:end], item, start, words) and not until:
            continue
        who = _who(reading, last.end, stop, clauses)
        for subject in about(who):
            yield day(subject, "act_from", item)
            if other is not None:
                yield day(subject, "act_to", other)
            elif not _FROM_ONLY.match(text, item.end):
                yield day(subject, "act_to", item)


def _head(words: str) -> str:
    """What follows a date up to the second comma."""
    return "，".join(words.lstrip("期间，").split("，")[:1])


def _speaks_of_acts(reading: Reading, sentence: str, item: Day, start: int, words: str) -> bool:
    """A date counts where a defendant follows it, or an act does."""
    if any(True for _ in named(reading.text, item.end, item.end + min(len(words), 30), reading.names)):
        return True
    return any(pattern.search(words) for _, pattern in acts.ACTS)


def _who(reading: Reading, start: int, end: int, clauses: list[Clause]) -> tuple[str, ...]:
    """Those who act in the first clause after the date that says who."""
    if len(reading.names) == 1:
        return (reading.names[0],)
    for clause in clauses:
        if start - 25 <= clause.start < end and clause.end > start and clause.actors:
            together = _WITH.search(reading.text, clause.start, clause.sentence[1])
            if together:
                others = [name for name in reading.names if together["who"].startswith(name)]
                return tuple(dict.fromkeys((*clause.actors, *others)))
            if clause.named or clause.start >= start:
                return clause.actors
    return next((clause.actors for clause in reversed(clauses) if clause.start <= start), ())
