"""One case through the law: the tool's outcome beside the court's finding and sentence."""

from __future__ import annotations

from dataclasses import dataclass

from tiao.law.courts.facts_of import Converted, facts_of
from tiao.law.courts.record import Record, mapping
from tiao.law.decision import Applied, Basis, decide
from tiao.law.facts import parse_facts

# What a comparison can give. ``undetermined``: the facts leave the finding open beside another outcome.
AGREE, DISAGREE, UNDETERMINED, NONE = "agree", "disagree", "undetermined", "none"
# The heaviest sentence of a case in months, beside the statutory range of the outcome.
INSIDE, BELOW, ABOVE = "inside", "below", "above"


@dataclass(frozen=True)
class Compared:
    """A case with the tool's outcome beside the court's word.

    Attributes:
        record: the case.
        converted: its facts, with the court's own tiers only.
        assessment: what the tool makes of them; None for a case under another offence.
        with_mapped: the same with the coder's tiers where the court named none.
        finding: the court's own finding as an outcome; None when there is none to compare.
        agreement: ``agree``, ``disagree``, ``undetermined`` or ``none``; by the court's own word only.
        implied: the coder's reading as an outcome; ``beside_implied``: how ``with_mapped`` stands to it. No agreement.
        sentence: the heaviest sentence beside the range of ``assessment``: ``inside``, ``below``, ``above``,
            ``undetermined`` (the range is open) or ``none`` (no months recorded).
        sentence_mapped: the same beside the range of ``with_mapped``.
    """

    record: Record
    converted: Converted
    assessment: Applied | None
    with_mapped: Applied | None
    finding: str | None
    agreement: str
    implied: str | None
    beside_implied: str
    sentence: str
    sentence_mapped: str

    @property
    def interpretation(self) -> bool:
        """The court had 法释〔2017〕10号 before it."""
        regime = mapping()["regimes"].get(self.record.regime)
        return bool(regime and regime["interpretation"])


def compare(record: Record) -> Compared:
    """Assess a case and set the outcome beside what the court said."""
    converted = facts_of(record)
    if record.regime in mapping()["neighbours"]:
        return Compared(record, converted, None, None, None, NONE, None, NONE, NONE, NONE)
    found, with_mapped = _assessed(converted), _assessed(facts_of(record, mapped=True))
    finding, implied = _outcome(record.court_finding), _outcome(record.finding_implied)
    return Compared(
        record=record,
        converted=converted,
        assessment=found,
        with_mapped=with_mapped,
        finding=finding,
        agreement=_beside(finding, found),
        implied=implied,
        beside_implied=_beside(implied, with_mapped),
        sentence=_sentence(record, found),
        sentence_mapped=_sentence(record, with_mapped),
    )


def _assessed(converted: Converted) -> Applied:
    """The outcome as ``assess`` gives it, without what would change it: that takes a hundred times as long."""
    return decide(Basis(parse_facts(converted.document), on=converted.on)).applied


def _outcome(finding: str | None) -> str | None:
    found = mapping()["findings"].get(finding)
    return None if found is None else str(found)


def _beside(finding: str | None, assessment: Applied) -> str:
    """A finding beside all outcomes that the facts leave open."""
    if finding is None:
        return NONE
    if finding not in assessment.possible:
        return DISAGREE
    return AGREE if len(assessment.possible) == 1 else UNDETERMINED


def _sentence(record: Record, assessment: Applied) -> str:
    """The heaviest sentence beside the range: the grade is that of the gravest part of the case."""
    if not record.months:
        return NONE
    if len(assessment.possible) > 1 or assessment.range is None:
        return UNDETERMINED
    heaviest = record.months[-1]
    if heaviest < assessment.range.min:
        return BELOW
    return ABOVE if heaviest > assessment.range.max else INSIDE
