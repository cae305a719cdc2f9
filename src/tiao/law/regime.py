"""Which text governs (从旧兼从轻): the version of the article for the dates of the acts, and what that leaves open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tiao.law.assessment import Question
from tiao.law.facts import Act
from tiao.law.messages import question, say
from tiao.law.rule import Rule
from tiao.law.rulebook import Law


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
        For acts without dates: the version on ``on``, or without it the one now in force, with an open question. For
        acts under several versions: the latest, with the acts (or parts) under it, and an open question.
    """
    given = acts or ()
    time = law["cn.criminal-law.12"]
    dated = [act for act in given if _span(act)]
    if not dated and on is not None:
        return Governing(law.version_on(on), acts, (), (), *say("on_date", day=on.isoformat()), dated=True)
    if not dated:
        *others, version = law.versions()
        return Governing(version, acts, tuple(others), (question("no_dates", time.cite),), *say("on_now"), dated=False)
    touched = [_touched(law, act) for act in dated]
    seen = [version for version in law.versions() if any(version in versions for versions in touched)]
    questions = list(_gaps(law, given, dated, seen, on))
    spans = [span for span in map(_span, dated) if span]
    first, last = min(span[0] for span in spans).isoformat(), max(span[1] for span in spans).isoformat()
    version = seen[-1]
    if len(seen) == 1:
        because = say("acts_between", first=first, last=last)
        return Governing(version, acts, (), tuple(questions), *because, dated=True)
    kept = tuple(act for act in given if not _span(act) or version in _touched(law, act))
    because = say("acts_crossing", first=first, last=last, name=_name(version))
    return Governing(version, kept, tuple(seen[:-1]), tuple(questions), *because, dated=True)


def _gaps(
    law: Law, given: Sequence[Act], dated: Sequence[Act], seen: Sequence[Rule], on: date | None
) -> Iterator[Question]:
    """What the dates leave open."""
    cite = law["cn.criminal-law.12"].cite
    if len(dated) < len(given):
        yield question("some_undated", cite)
    if any((act.start is None) != (act.end is None) for act in dated):
        yield question("half_dated", cite)
    if on is not None and law.version_on(on) not in seen:
        yield question("other_date_asked", cite, day=on.isoformat())
    if len(seen) > 1:
        names = "、".join(_name(version) for version in seen)
        yield question("crossing", law["cn.1998-spp-crossing"].cite, names=names)
        if any(version.offence is not None and not version.offence.ranges for version in seen):
            yield question("crossing_no_crime", law["cn.1997-spp-time.3"].cite)


def crossing(law: Law, ruling: Governing, acts: tuple[Act, ...] | None, reading: str | None) -> Governing:
    """Acts across the date of a new law under another reading; unchanged where none crosses or none is asked for.

    Args:
        law: the rules.
        ruling: the part after the last date, as by default.
        acts: all acts.
        reading: ``whole``: the new law for all acts; ``earlier``: the part under the law before it.
    """
    if reading is None or not ruling.dated or not ruling.others or acts is None:
        return ruling
    if reading == "whole":
        return replace(ruling, acts=acts)
    version = ruling.others[-1]
    kept = tuple(act for act in acts if not _span(act) or version in _touched(law, act))
    return replace(ruling, version=version, acts=kept)


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
    return question("before_interpretation", law["cn.2001-time.2"].cite, day=start.isoformat())
