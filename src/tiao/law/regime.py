"""Which text governs (从旧兼从轻): the version of the article for the dates of the acts, and what that leaves open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tiao.law.assessment import Question
from tiao.law.facts import Act
from tiao.law.library import Law
from tiao.law.rule import Rule


@dataclass(frozen=True)
class Governing:
    """The version that governs before art. 12 compares it with later ones.

    Attributes:
        version: the offence in that version.
        acts: the acts that are assessed; None when none are given.
        others: versions that the dates also touch, or, with no dates, could be meant.
        questions: what a person has to look at.
        because: why this version, Chinese and English.
        dated: the dates decided it.
    """

    version: Rule
    acts: tuple[Act, ...] | None
    others: tuple[Rule, ...]
    questions: tuple[Question, ...]
    because: str
    because_en: str
    dated: bool


def _span(act: Act) -> tuple[date, date] | None:
    """First and last known day; with only one of them, that day."""
    start, end = act.start or act.end, act.end or act.start
    return (start, end) if start and end else None


def _touched(law: Law, act: Act) -> list[Rule]:
    """Versions in force during the act, oldest first."""
    span = _span(act)
    if span is None:
        return []
    return [
        version
        for version in law.versions()
        if (version.in_force.from_ is None or version.in_force.from_ <= span[1])
        and (version.in_force.to is None or span[0] <= version.in_force.to)
    ]


def _name(version: Rule) -> str:
    return version.offence.regime if version.offence else ""


def governing(law: Law, acts: tuple[Act, ...] | None, on: date | None) -> Governing:
    """Find the version for these acts.

    Args:
        law: the rules.
        acts: the acts, with or without dates.
        on: a date to use for acts without any date.

    Returns:
        For acts without dates: the version on ``on``, or without it the one now in force, with an open question. For acts
        under several versions: the latest, with the acts (or parts) under it, and an open question.
    """
    given = acts or ()
    time = law["cn.criminal-law.12"]
    dated = [act for act in given if _span(act)]
    if not dated:
        if on is not None:
            version = law.version_on(on)
            return Governing(
                version,
                acts,
                (),
                (),
                f"行为日期按指定的 {on.isoformat()}",
                f"date of the acts taken as {on.isoformat()}",
                True,
            )
        version = law.versions()[-1]
        question = Question(
            "未给出行为日期：暂按现行法评价，请查明行为时间",
            "The date of the acts is not given: assessed under the law now in force; find out when they were done",
            time.cite,
        )
        return Governing(
            version,
            acts,
            tuple(law.versions()[:-1]),
            (question,),
            "未给出行为日期，暂按现行法",
            "no dates: the law now in force",
            False,
        )
    questions: list[Question] = []
    if len(dated) < len(given):
        questions.append(
            Question(
                "部分行为未给出日期：暂按与其他行为同一时期评价",
                "Some acts have no date: taken as of the same time as the others",
                time.cite,
            )
        )
    if any((act.start is None) != (act.end is None) for act in dated):
        questions.append(
            Question(
                "部分行为只给出起始或者终了日期：暂按该日所在时期评价",
                "For some acts only the first or the last day is given: taken as of that day",
                time.cite,
            )
        )
    touched = [_touched(law, act) for act in dated]
    seen = [version for version in law.versions() if any(version in versions for versions in touched)]
    version = seen[-1]
    if on is not None and law.version_on(on) not in seen:
        questions.append(
            Question(
                f"指定日期 {on.isoformat()} 与所载行为日期不属同一时期：按所载行为日期评价",
                f"The date asked for, {on.isoformat()}, is not in the time of the acts: their own dates are used",
                time.cite,
            )
        )
    first = min(span[0] for span in map(_span, dated) if span)
    last = max(span[1] for span in map(_span, dated) if span)
    zh, en = (
        f"行为时间 {first.isoformat()} 至 {last.isoformat()}",
        f"acts from {first.isoformat()} to {last.isoformat()}",
    )
    if len(seen) == 1:
        return Governing(version, acts, (), tuple(questions), zh, en, True)
    kept = tuple(act for act in given if not _span(act) or version in _touched(law, act))
    questions.extend(_crossing(law, seen))
    return Governing(
        version,
        kept,
        tuple(seen[:-1]),
        tuple(questions),
        f"{zh}，跨越法律施行日，评价 {_name(version)} 施行后的部分",
        f"{en}, across the date of a new law: the part under {_name(version)} is assessed",
        True,
    )


def _crossing(law: Law, seen: Sequence[Rule]) -> list[Question]:
    """What a person has to decide when acts go on across the date of a new law."""
    names = "、".join(_name(version) for version in seen)
    questions = [
        Question(
            f"行为跨越不同法律的施行期间（{names}）：须由人工确定是否为连续、继续行为以及法律适用；条数和金额未按时间拆分的，仅应计入施行后的部分",
            f"The acts cross the dates of different laws ({names}): a person must decide whether they are one continuing act and which law applies; "
            "pieces and money that are not split by date should only count for the part after",
            law["cn.1998-spp-crossing"].cite,
        )
    ]
    if any(version.offence is not None and not version.offence.ranges for version in seen):
        questions.append(
            Question(
                "本罪设立前的行为不得追究，仅评价其后的部分",
                "What was done before there was this offence is left out: only the part after is assessed",
                law["cn.1997-spp-time.3"].cite,
            )
        )
    return questions


def later_versions(law: Law, version: Rule) -> list[Rule]:
    """Versions after this one, oldest first."""
    versions = law.versions()
    return versions[versions.index(version) + 1 :]


def before_interpretation(law: Law, acts: Sequence[Act], standard: Rule) -> Question | None:
    """Acts under this law but before the interpretation came into force: it applies if they were still pending then."""
    start = standard.in_force.from_
    ends = [span[1] for span in map(_span, acts) if span]
    if start is None or not ends or min(ends) >= start:
        return None
    rule = law["cn.2001-time.2"]
    return Question(
        f"部分行为发生在司法解释施行（{start.isoformat()}）之前：至该日尚未处理或者正在处理的，适用该解释",
        f"Some acts were before the interpretation came into force ({start.isoformat()}): it applies if the case was pending on that day",
        rule.cite,
    )
