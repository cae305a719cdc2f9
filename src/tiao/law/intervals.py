"""Acts as intervals: what of them falls under each version of the law, and what each part alone would come to.

The outcome of an assessment stands on one version (see ``regime``). What the others would give is said here, beside it,
so that a person sees what is taken and what is not. Nobody divides pieces or money that the file of the case does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tiao.law import unknowns, words
from tiao.law.decision import Applied, Basis, Decision, apply, lighter
from tiao.law.logic import Interval
from tiao.law.messages import say
from tiao.law.operators import recipient_kinds
from tiao.law.parts import Part, parts, pieces_of
from tiao.law.rulebook import Law
from tiao.law.situation import Situation

# Facts about the person, which are the same in every part; all others may be of one part only.
_PERSONAL = ("unit_crime", "first_offence", "gains_returned", "repentance")


def by_regime(rules: Law, basis: Basis, decision: Decision) -> list[dict[str, Any]]:
    """Each part alone: its acts, its pieces as far as acts name them, its outcome, and whether it is the one taken.

    Returns:
        Plain values: ``regime``, ``law`` (the version applied after art. 12), ``from``, ``to``; ``acts``, ``divided``
        and ``undated`` (numbers of acts, the first is 1); ``outcome``, ``possible``, ``max_months``, ``pieces``;
        ``taken`` and ``because``. Empty when no act has a date.
    """
    found = parts(rules, basis.facts.acts or ())
    if len(found) == 1:
        counts = decision.situation.counts
        return [_document(found[0], decision, [decision.applied], None if counts is None else dict(counts))]
    result = []
    for part in found:
        pieces = pieces_of(part, basis.facts, basis.exhibits, recipient_kinds(rules))
        result.append(_document(part, decision, list(_alone(rules, basis, part, pieces)), pieces))
    return result


def _alone(rules: Law, basis: Basis, part: Part, pieces: Mapping[str, Interval] | None) -> list[Applied]:
    """The version applied to the part, in each way in which undated acts and facts without a time may belong to it."""
    facts = basis.facts
    lasting = {name: value for name, value in facts.flags.items() if not value or name in _PERSONAL}
    found = []
    for flags in [facts.flags, lasting] if lasting != facts.flags else [facts.flags]:
        for undated in (False, True) if part.undated else (False,):
            situation = Situation(
                counts=pieces,
                amounts={name: value.up_to_all() for name, value in facts.amounts.items()},
                flags=flags,
                sources=facts.sources,
                acts=part.acts(undated=undated),
                exhibits=None,
                reached_tiers=basis.reached_tiers,
                numbers=facts.numbers,
            )
            applied = apply(rules, part.version, situation)
            found.append(lighter(rules, applied, situation) or applied)
    return found


def _document(
    part: Part, decision: Decision, found: Sequence[Applied], pieces: Mapping[str, Interval] | None
) -> dict[str, Any]:
    possible: Sequence[str] = found[0].possible
    for other in found[1:]:
        possible = unknowns.either_way(possible, other.possible) if unknowns.NO_CRIME not in possible else possible
    outcome = unknowns.outcome(possible)
    ranges = [applied.range.max for applied in found if applied.range is not None and applied.outcome == outcome]
    ruling = decision.governing
    taken = part.version.id == ruling.version.id
    said = say("part_other", name=ruling.version.offence.regime if ruling.version.offence else "")
    if taken:
        said = say("part_taken", because=ruling.because, because_en=ruling.because_en)
    if part.divided:
        numbers = "、".join(str(n) for n, _ in part.divided)
        more = say("part_divided", acts=numbers)
        said = f"{said[0]}；{more[0]}", f"{said[1]}; {more[1]}"
    return {
        "regime": part.regime,
        "law": found[0].regime,
        "from": part.start.isoformat(),
        "to": part.end.isoformat(),
        "acts": [n for n, _ in part.whole],
        "divided": [n for n, _ in part.divided],
        "undated": [n for n, _ in part.undated],
        "outcome": outcome,
        "outcome_zh": words.OUTCOME_ZH[outcome],
        "possible": list(possible),
        "max_months": max(ranges, default=None),
        "pieces": None
        if pieces is None
        else {name: {"low": value.low, "high": value.high} for name, value in pieces.items()},
        "taken": taken,
        "because": said[0],
        "because_en": said[1],
    }
