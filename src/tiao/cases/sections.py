"""The parts of a judgment (文书结构): who says what. Only what the court says is a fact of the case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "head", "parties", "procedure", "charge", "opinion", "defence", "facts", "below_facts", "below_reasons", "evidence",
    "reasons", "verdict", "tail", "appendix",
]  # fmt: skip

_OFFICE = "(?:公诉机关|检察院|检察机关)"
# Tried in this order at the head of every sentence; the first that fits opens a part.
_MARKERS: tuple[tuple[Kind, str], ...] = (
    ("appendix", r"附(?:：|本判决|本案|录|相关|件|法律)|本(?:判决|案)(?:所)?适用的?(?:主要)?(?:相关)?法律"),
    ("appendix", r"法条内容"),
    (
        "tail",
        r"如不服本判决|本(?:判决|裁定)(?:为终审|自|送达)|(?:代理)?审判长.{0,6}$|(?:代理)?审判员.{1,6}$"
        r"|(?:独任)?审判员[^，。]{2,6}$",
    ),
    ("appendix", r"【(?:典型意义|裁判理由不公开|案例注解)】"),
    ("verdict", r"【(?:裁判结果|处理结果|判决结果)】"),
    ("facts", r"【(?:基本案情|案情|案件事实)】|一、基本案情"),
    ("facts", r"【(?:诉讼过程|诉讼经过)】"),
    ("reasons", r"【(?:裁判要点|裁判要旨|裁判理由|相关法条|法院认为)】"),
    ("below_facts", r".{0,24}(?:原审|原判|一审)(?:人民法院|法院|判决)?(?:经审理)?(?:判决)?(?:查明|认定)"),
    (
        "below_reasons",
        r"(?:原审|一审)(?:人民)?法院(?:审理后|据此|遂)?(?:认为|依照|依据|根据|判决)" r"|原(?:判|审判决)(?:认为|依照)",
    ),
    ("opinion", rf".{{0,24}}{_OFFICE}(?:认为|建议)"),
    (
        "defence",
        r".{0,12}辩护人.{0,12}(?:提出|认为|辩称|辩护|的意见|意见|请求|建议)|.{0,30}(?:上诉(?:提出"
        r"|称|理由|及)|辩称|辩解)|.{0,12}上诉人.{0,10}(?:提出|认为|上诉)|庭后被告人.{0,8}补充",
    ),
    (
        "defence",
        rf"(?:庭审中，|审理中，|在(?:开庭)?审理过程中，|上述)?(?:[二两三四]?名?|各)?被告(?:人"
        rf"|单位)[^。]{{0,80}}?对(?:{_OFFICE}|起诉书?)?[^。]{{0,24}}(?:无异议|没有异议"
        rf"|不持异议|均?未提出异议|认可|供认|予以承认)",
    ),
    (
        "evidence",
        r"(?:上述|以上|前述)(?:事实|犯罪事实|查明的事实|证据)|认定(?:上述|以上)?(?:犯罪)?事实的证据"
        r"|为(?:证明|证实)上述|.{0,12}(?:出示|提交|宣读|提供)了?.{0,16}(?:下列|以下"
        r"|如下|相应)证据",
    ),
    (
        "facts",
        r"(?:本院)?(?:经(?:本院)?(?:依法)?(?:公开)?(?:开庭)?(?:审理|庭审|二审审理"
        r"|再审审理)?(?:后|，)?(?:依法)?(?:查明|审理查明)|(?:审理|本院|庭审)查明|综合.{0,10}证据.{0,10}(?:查明"
        r"|认定)|经二审(?:审理)?查明)",
    ),
    ("facts", r"(?:另|再|又|还|同时|二审期间)(?:经)?(?:审理)?查明"),
    (
        "charge",
        rf".{{0,24}}(?:{_OFFICE}(?:.{{0,30}}起诉书)?|起诉书|上述机关|该院|检方)(?:起诉)?(?:书)?指控(?:的(?:犯罪)?事实)?(?:："
        rf"|:|，|称|[0-9一二])",
    ),
    (
        "reasons",
        r"本院(?:经审查|审查|经审理|审理)?(?:后)?认为|(?:法院|合议庭)(?:生效裁判|经审理"
        r"|审理后|经审查)?认为|综上，|据此，(?:依照|依据|根据|为)",
    ),
    (
        "procedure",
        r".{2,30}人民检察院(?:于.{4,14})?以.{0,40}(?:起诉书|号).{0,20}指控|.{2,30}(?:人民法院)审理.{2,60}一案"
        r"|本院(?:受理|于.{4,14}(?:立案|受理)|依法|审理|在审理)",
    ),
    ("parties", r"(?:原)?公诉机关|抗诉机关|(?:原审)?被告(?:人|单位).{1,40}(?:男|女|住所地|法定代表人)|上诉人（原审"),
)
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _MARKERS)
_VERDICT = re.compile(r"(?:判决|裁定|判决结果)如下：?")
_NARRATED = re.compile(
    r"人民法院[^。]{0,40}(?:判决|裁定)[^。]{0,40}(?:判处|认定被告)|判决认定被告"
    r"|(?:一审|法院)[^。]{0,20}以[^。]{2,30}罪[^。]{0,10}判处"
)
# 段落：, 事实：, （一）, 1、 before the words that open a part.
_LABEL = re.compile(r"^(?:[\u4e00-\u9fa5]{2}：|（[一二三四五六七八九十]{1,2}）|[0-9一二三四五六七八九十]{1,2}[、.．])")
# Facts told one by one, each with its evidence behind it: 二、2017年5月，被告人……
_NEXT_FACT = re.compile(
    r"(?:[二三四五六七八九十]{1,2}、|（[二三四五六七八九十]{1,2}）|[2-9][、.．])"
    r"(?:(?:于)?[12][0-9]{3}年|被告人[^，。的]{1,8}(?:于|在|自)?[12][0-9]{3}年|[^。，]{2,24}的(?:犯罪)?事实[。：，]?)"
)
_SENTENCE = re.compile(r"[^。！？\n]*[。！？]?[”’）]?\n?")


@dataclass(frozen=True)
class Part:
    """One sentence and the part of the judgment that it belongs to."""

    kind: Kind
    start: int
    end: int


def parts(text: str) -> list[Part]:
    """Every sentence of a clean text, in order, with its part."""
    found: list[Part] = []
    kind: Kind = "head"
    for sentence in _SENTENCE.finditer(text):
        if not sentence.group().strip():
            continue
        kind = _next(kind, sentence.group().strip())
        found += _split_verdict(kind, sentence)
        kind = found[-1].kind
    return found


def _next(kind: Kind, sentence: str) -> Kind:
    """The part that a sentence belongs to, when the one before it belonged to ``kind``."""
    if kind == "appendix":
        return kind
    if kind == "evidence" and _NEXT_FACT.match(sentence):
        return "facts"
    said = _LABEL.sub("", sentence)
    for opened, pattern in _COMPILED:
        if pattern.match(said) and _may_follow(kind, opened):
            return opened
    if kind not in ("verdict", "below_reasons", "defence", "opinion", "parties") and _NARRATED.search(sentence):
        return "verdict"
    if kind == "tail" and not re.search(r"判决如下", sentence):
        return kind
    return kind


def _may_follow(kind: Kind, opened: Kind) -> bool:
    """Some words that open a part also stand within another: no 本院认为 inside a verdict, no parties in facts."""
    if opened == "parties":
        return kind in ("head", "parties")
    if opened == "procedure":
        return kind in ("head", "parties", "procedure")
    if kind == "verdict":
        return opened in ("tail", "appendix", "reasons", "facts")
    if kind == "tail":
        return opened == "appendix"
    if kind == "reasons":
        return opened not in ("opinion", "defence", "evidence", "charge")
    return True


def _split_verdict(kind: Kind, sentence: re.Match[str]) -> list[Part]:
    """判决如下 ends the reasons within a sentence, and opens the verdict."""
    start, end = sentence.span()
    if kind in ("reasons", "facts", "evidence", "procedure", "defence"):
        found = _VERDICT.search(sentence.group())
        if found:
            cut = start + found.end()
            reasons = Part("reasons", start, cut)
            return [reasons, Part("verdict", cut, end)] if cut < end else [reasons, Part("verdict", cut - 1, cut)]
    return [Part(kind, start, end)]
