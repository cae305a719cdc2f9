"""Articles cited by the court (引用法条): law, article, paragraph, item."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tiao.cases.numerals import HAN_DIGITS, whole
from tiao.cases.reading import Reading
from tiao.cases.rules.found import Found

INTERPRETATION = "法释〔2017〕10号"
_N = f"[{HAN_DIGITS}0-9]{{1,9}}"
_TOKEN = re.compile(
    rf"《(?P<title>[^》]{{2,60}})》|(?P<short>刑法|刑事诉讼法|刑诉法|民法典|个人信息保护法|民事诉讼法)(?=第)"
    rf"|第(?P<article>{_N})条(?:之(?P<of>{_N}))?"
    rf"|第(?P<paragraph>{_N}(?:、第?{_N})*)款"
    rf"|第?(?P<item>（{_N}）(?:(?:、|和|及)第?（{_N}）)*|{_N}(?:、第?{_N})*)项"
    rf"|(?P<stop>[。\n]|判决如下|裁定如下)"
)
_NAMES = (
    (r"刑法修正案", None),
    (r"(?:中华人民共和国)?刑法", "刑法"),
    (r"(?:中华人民共和国)?刑事诉讼法", "刑事诉讼法"),
    (r"刑诉法", "刑事诉讼法"),
    (r".*侵犯公民个人信息刑事案件适用法律若干问题的?解释(?:》?（.*）)?", INTERPRETATION),
    (r"解释|《?侵犯公民个人信息(?:罪)?(?:司法)?解释", INTERPRETATION),
)


@dataclass
class _At:
    """Where the list of articles has come to."""

    law: str | None = None
    article: str | None = None
    paragraph: int | None = None
    start: int = 0
    end: int = 0
    said: bool = True


def find(reading: Reading) -> Iterator[Found]:
    """All that the court's own parts cite by law and number; statutes printed at the end and the parties' are none."""
    kinds = ["reasons", "verdict"]
    if reading.upheld:
        kinds.append("below_reasons")
    parts = [part for part in reading.parts if part.kind in kinds]
    if not reading.has("reasons") and not reading.has("verdict"):
        parts = [part for part in reading.parts if part.kind not in ("opinion", "defence", "appendix")]
    for part in parts:
        yield from _cited(reading.text, part.start, part.end)


def _cited(text: str, start: int, end: int) -> Iterator[Found]:
    at = _At()
    for token in _TOKEN.finditer(text, start, end):
        between = text[at.end : token.start()]
        if token["title"] or token["short"] or token["stop"]:
            yield from _close(at)
            if token["stop"]:
                at = _At()
            else:
                at = _At(
                    law=_law(token["title"] or token["short"], text[token.end() : token.end() + 12]) or at.law
                    if token["title"]
                    else _law(token["short"], "")
                )
        elif at.law is None:
            continue
        elif token["article"]:
            yield from _close(at)
            of = f"-{whole(token['of'])}" if token["of"] else ""
            at.article, at.paragraph, at.start, at.end, at.said = (
                f"{whole(token['article'])}{of}",
                None,
                token.start(),
                token.end(),
                False,
            )
        elif at.article is None or not _follows(between):
            continue
        elif token["paragraph"]:
            numbers = [whole(number) for number in re.findall(_N, token["paragraph"])]
            if at.paragraph is not None:
                if between == "至":
                    numbers = [*range(at.paragraph, numbers[0]), *numbers]
                else:
                    yield from _close(at)
            for number in numbers[:-1]:
                yield _found(at, f"/{number}", token.end())
            at.paragraph, at.end, at.said = numbers[-1], token.end(), False
        else:
            for number in re.findall(_N, token["item"]):
                paragraph = "" if at.paragraph is None else str(at.paragraph)
                yield _found(at, f"/{paragraph}/{whole(number)}", token.end())
            at.end, at.said = token.end(), True
    yield from _close(at)


def _follows(between: str) -> bool:
    return re.fullmatch(r"[、，和及与以并的至（）]*", between) is not None


def _law(title: str, _after: str) -> str | None:
    bare = re.sub(r"[\s〈〉<>]", "", title)
    for pattern, name in _NAMES:
        if re.fullmatch(pattern, bare):
            return name
    return title.removeprefix("中华人民共和国").replace("/", "") or None


def _close(at: _At) -> Iterator[Found]:
    """An article or a paragraph of which no more was said."""
    if at.law and at.article and not at.said:
        at.said = True
        yield _found(at, "" if at.paragraph is None else f"/{at.paragraph}", at.end)


def _found(at: _At, below: str, end: int) -> Found:
    return Found("case", "article", f"{at.law}/{at.article}{below}", at.start, end)
