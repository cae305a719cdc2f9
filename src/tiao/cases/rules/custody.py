"""Caught (抓获), detained (拘留、羁押), arrested (逮捕), bailed (取保候审): when, and who."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiao.cases.dates import Day, days
from tiao.cases.people import named
from tiao.cases.reading import Reading
from tiao.cases.rules.found import Found, compiled, day

_CAUGHT = r"抓获|查获(?:归案)?(?=$|[，。；])|查获归案|到案|归案|投案|传唤(?:到案|至|到)|捉获|捕获"
_MEASURES = compiled(
    (
        ("detained_on", r"羁押|(?:刑事)?拘留"),
        ("arrested_on", r"(?:被|执行|依法|批准|决定|转|对其)(?:[^，。；]{0,6})?逮捕|逮捕"),
        ("bailed_on", r"取保候审"),
        ("seized_on", _CAUGHT),
    )
)
# A measure that is only named, not taken then.
_NOT = re.compile(
    r"现羁押|先行羁押|未羁押|羁押[一1]日|羁押于[^，。]{2,20}看守所$|羁押于[^，。]{0,24}(?:看守所|监狱)|行政拘留"
)


def find(reading: Reading) -> Iterator[Found]:
    """From the defendants' own paragraphs, and where the facts tell of the arrest."""
    for person in reading.people:
        if person.part:
            yield from _of_paragraph(reading.text, f"defendant:{person.name}", person.end, person.part[1])
    yield from _of_facts(reading)


def _of_paragraph(text: str, subject: str, start: int, end: int) -> Iterator[Found]:
    counsel = re.compile(r"(?:指定|委托)?辩护人|诉讼代表人").search(text, start, end)
    end = counsel.start() if counsel else end
    found = list(days(text, start, end))
    for number, item in enumerate(found):
        if _is_range(text, item, found[number - 1] if number else None):
            continue
        stop = found[number + 1].start if number + 1 < len(found) else end
        stop = min(stop, _end_of(text, item.end, stop))
        words = re.split(r"，?现(?:羁)?押|，?现在押", text[item.end : stop])[0]
        if not item.day or re.match(r"(?:出生|生)", words):
            continue
        for predicate, pattern in _MEASURES:
            taken = pattern.search(words)
            if taken and not _NOT.search(words) and not re.search(r"判处|刑满|释放|罚款|判决", words[: taken.end()]):
                yield Found(subject, predicate, item.value, item.start, item.end, item.low, item.high)


def _is_range(text: str, item: Day, before: Day | None) -> bool:
    return before is not None and re.fullmatch(r"(?:起)?(?:至|到)", text[before.end : item.start]) is not None


def _end_of(text: str, start: int, end: int) -> int:
    stop = re.compile(r"[。\n]").search(text, start, end)
    return stop.start() if stop else end


def _of_facts(reading: Reading) -> Iterator[Found]:
    """2016年11月18日、24日，被告人陈某、张某分别被抓获: where it is not said who on which day, it is of the case."""
    text = reading.text
    seen: set[tuple[int, int]] = set()
    for clause in reading.clauses(*reading.fact_kinds, "defence", "evidence"):
        if clause.sentence in seen:
            continue
        seen.add(clause.sentence)
        start, end = clause.sentence
        dates = [item for item in days(text, start, end) if item.day]
        for number, item in enumerate(dates):
            stop = dates[number + 1].start if number + 1 < len(dates) else end
            following = text[item.end : stop]
            several = []
            if re.fullmatch(r"、", following) and number + 1 < len(dates):
                continue
            caught = re.search(rf"^[^；]{{0,90}}?(?:{_CAUGHT})", following)
            if not caught:
                continue
            until = text[max(start, item.start - 1) : item.start] == "至" and "抓获" in caught.group()
            summoned = re.search(r"举报|(?:电话|书面)传唤?通知", caught.group())
            if not until and (summoned or re.search(r"截至|截止|至$", text[max(start, item.start - 3) : item.start])):
                continue
            k = number
            while k > 0 and text[dates[k - 1].end : dates[k].start] == "、":
                k -= 1
                several.append(dates[k])
            clause_end = re.compile(r"[，。；\n]|$").search(text, item.end + caught.end(), stop)
            after = clause_end.start() if clause_end else item.end + caught.end()
            names = _who(reading, item.end, after) or _who(reading, start, item.start)
            for one in (*reversed(several), item):
                for subject in (f"defendant:{name}" for name in names) if names and not several else ["case"]:
                    yield day(subject, "seized_on", one)


def _who(reading: Reading, start: int, end: int) -> list[str]:
    """The defendants named in a sentence up to the arrest; the only one where there is one."""
    if len(reading.names) == 1:
        return reading.names
    return list(dict.fromkeys(name for _, name, _ in named(reading.text, start, end, reading.names))) or (
        reading.names if re.search(r"[二两三四五六]名?被告人", reading.text[start:end]) else []
    )
