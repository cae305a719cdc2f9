"""Court (法院), court below (原审法院), kind of document (文书种类)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiao.cases.reading import Reading
from tiao.cases.rules.found import Found

_COURT = (
    r"[\u4e00-\u9fa5×某]{2,28}?(?:人民法院|(?:铁路|海事|互联网|军事|知识产权|林区"
    r"|矿区|农垦|油田)[\u4e00-\u9fa5]{0,6}法院)"
)
_HEAD = re.compile(rf"(?:^|\n)(?:中华人民共和国)?(?P<court>{_COURT})(?=[\n刑（〔]|$)")
_OWN = re.compile(
    rf"(?:(?<=[。，；：\n日由经】])|^)(?P<court>{_COURT})(?=于[^，。]{{4,14}}日?(?:以"
    rf"|作出|依法|公开|判决|对|裁定)|(?:作出|依法|经审理|审理后|审理认为|判决|以侵犯"
    rf"|一审)|（[12][0-9]{{3}}）)"
)
_BELOW = re.compile(rf"(?:(?<=[。，；：\n])|^)(?P<court>{_COURT})审理.{{4,80}}?一案")
_REVOKED = re.compile(rf"(?:撤销|维持)(?P<court>{_COURT})(?=（)")
_KINDS = (
    ("ruling", r"刑\s*事(?:附带民事)?裁定书"),
    ("mediation", r"调解书"),
    ("judgment", r"刑事(?:附带民事(?:公益诉讼)?)?判决书"),
)


def find(reading: Reading) -> Iterator[Found]:
    """At most one court: that of the head, else the one that is said to have judged."""
    text = reading.text
    body = _first(reading)
    head = _HEAD.search(text, 0, body)
    own = head or next((found for found in _OWN.finditer(text) if "中级" not in found["court"]), None)
    if own:
        yield Found("case", "court", own["court"], *own.span("court"))
    for pattern in (_BELOW, _REVOKED):
        for found in pattern.finditer(text):
            if reading.appeal and (not own or found["court"] != own["court"]):
                yield Found("case", "court_below", found["court"], *found.span("court"))
    yield from _document_kind(text, body)


def _first(reading: Reading) -> int:
    """Where the head ends: at the first part that is none, but not before the number of the case."""
    return next((part.start for part in reading.parts if part.kind not in ("head",)), len(reading.text))


def _document_kind(text: str, body: int) -> Iterator[Found]:
    head = text[: max(body, 200)]
    for kind, pattern in (
        ("guiding_case", r"指导(?:性|案)案?例(?:第)?[0-9]+号|检例第[0-9]+号"),
        ("typical_case", r"典型案例[一二三四五六七八九十0-9]*(?=\n|$)"),
    ):
        found = re.search(pattern, head)
        if found and found.start() < 40:
            yield Found("case", "document_kind", kind, *found.span())
            return
    for kind, pattern in _KINDS:
        found = re.search(pattern, text[: min(len(text), max(body, 60) + 20)])
        if found:
            yield Found("case", "document_kind", kind, *found.span())
            return
