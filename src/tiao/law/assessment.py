"""What the engine returns: the tree of articles, the outcome, and what would change it (``tiao.assessment/1``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from tiao.law.logic import Interval, Truth
from tiao.law.rule import Rule

FORMAT = "tiao.assessment/1"


@dataclass(frozen=True)
class Need:
    """A line that an unknown number would have to reach.

    Attributes:
        classes: classes of the pieces, or empty when it is money.
        amount: name of the sum of money, or empty.
        line: pieces, or fen.
    """

    classes: tuple[str, ...]
    amount: str
    line: Fraction


@dataclass(frozen=True)
class Step:
    """One article, paragraph or item, applied.

    Attributes:
        met: true, false, or None when it is not known.
        decides: what the outcome takes it for (see ``unknowns``); not written out.
        ratio: what there is over what is needed, exactly; 1 or more is met. Low and high bound.
        other_reading: the ratio under the other reading of a disputed text.
        needs: lines of this step and its parts; not written out.
        gloss_en: a reading aid in English; the quote is the law.
        checked: the text of the rule was read verbatim (已核对原文).
    """

    rule: str
    cite: str
    quote: str
    met: Truth
    decides: Truth
    because: str
    because_en: str
    ratio: tuple[Fraction, Fraction | None] | None = None
    other_reading: Fraction | None = None
    line: str = ""
    parts: tuple[Step, ...] = ()
    needs: tuple[Need, ...] = ()
    gloss_en: str = ""
    checked: bool = True

    @classmethod
    def of(cls, rule: Rule, met: Truth, said: tuple[str, str]) -> Step:
        """A step of a rule that decides as it is met, with its reason in Chinese and in English."""
        return cls(rule.id, rule.cite, rule.quote, met, met, *said, gloss_en=rule.gloss_en, checked=rule.checked)

    def to_json(self) -> dict[str, Any]:
        """Plain values in a fixed order; ratios as text such as ``11/10``."""
        low, high = self.ratio if self.ratio is not None else (None, None)
        known = low is not None and (low > 0 or high == low)
        body: dict[str, Any] = {
            "rule": self.rule,
            "cite": self.cite,
            "quote": self.quote,
            "gloss_en": self.gloss_en,
            "checked": self.checked,
            "ratio": str(low) if known else None,
            "met": self.met,
            "because": self.because,
            "because_en": self.because_en,
            "parts": [part.to_json() for part in self.parts],
        }
        if self.line:
            body["line"] = self.line
        if known and high != low:
            body["ratio_high"] = None if high is None else str(high)
        if self.other_reading is not None:
            body["ratio_other_reading"] = str(self.other_reading)
        return body


@dataclass(frozen=True)
class Flip:
    """One fact, number, date or reading whose change would change the outcome. Values are texts.

    ``reading``: id of the disputed question, where it is one.
    """

    question: str
    question_en: str
    from_: str
    to: str
    outcome: str
    max_months: int | None
    cite: str
    reading: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values in a fixed order."""
        more = {"reading": self.reading} if self.reading else {}
        return {
            "question": self.question,
            "question_en": self.question_en,
            "from": self.from_,
            "to": self.to,
            "outcome": self.outcome,
            "max_months": self.max_months,
            "cite": self.cite,
            **more,
        }


@dataclass(frozen=True)
class Alternative:
    """A neighbouring offence (相邻罪名) that the facts make relevant.

    Attributes:
        rule: id of the rule of the offence.
        offence: its name, Chinese and English.
        met: true, false, or None when the facts do not say enough.
        because: why, Chinese and English.
        checked: the article, its standard and how the two offences stand to each other were all read verbatim.
        max_months: statutory maximum of the grade that is reached; of the lowest grade when none is.
        relation: which of the two is convicted when both are met, Chinese and English.
        pointed_to_by: the article on personal information that points to it, or empty.
        steps: conduct and grades.
    """

    rule: str
    offence: tuple[str, str]
    cite: str
    quote: str
    met: Truth
    because: tuple[str, str]
    checked: bool
    max_months: int
    relation: tuple[str, str]
    pointed_to_by: str
    steps: tuple[Step, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values in a fixed order."""
        return {
            "rule": self.rule,
            "offence": self.offence[0],
            "offence_en": self.offence[1],
            "cite": self.cite,
            "quote": self.quote,
            "met": self.met,
            "because": self.because[0],
            "because_en": self.because[1],
            "checked": self.checked,
            "max_months": self.max_months,
            "relation": self.relation[0],
            "relation_en": self.relation[1],
            "pointed_to_by": self.pointed_to_by,
            "steps": [step.to_json() for step in self.steps],
        }


@dataclass(frozen=True)
class Question:
    """Something that a person has to look at."""

    text: str
    text_en: str
    cite: str
    # False: the text that is cited was not read verbatim.
    checked: bool = True

    def to_json(self) -> dict[str, Any]:
        """Plain values in a fixed order."""
        return {"question": self.text, "question_en": self.text_en, "cite": self.cite, "checked": self.checked}


@dataclass(frozen=True)
class FineRange:
    """The usual fine, in fen; bounds are None when the sum it is measured by is not known."""

    label: str
    label_zh: str
    low_fen: int | None
    high_fen: int | None


@dataclass(frozen=True)
class Assessment:
    """An assessment: an outcome, never a verdict of guilt.

    Attributes:
        regime: ``none``, ``am7`` or ``am9+2017-10``.
        reference_only: the numeric standard was not made for this law and is only a reference.
        outcome: ``no_crime_at_that_time``, ``not_met``, ``serious``, ``especially_serious`` or ``undetermined``.
        outcome_zh: the same in Chinese.
        possible: every outcome that the facts leave open, mildest first; one alone when the facts decide.
        range_months: the statutory range, or None when there is none to name.
        pieces: the pieces (条) per class that the assessment stands on; None when not known.
        alternatives: neighbouring offences that the facts make relevant.
        limitation: state, periods and days of limitation (see ``limitation``); None when there is nothing to prosecute.
        readings: does the outcome hold under every reading, and what decides (see ``reading_table``).
        by_regime: what of the acts falls under each version of the law, and its outcome alone (see ``intervals``).
    """

    regime: str
    reference_only: bool
    outcome: str
    outcome_zh: str
    possible: tuple[str, ...]
    range_months: dict[str, Any] | None
    fine: FineRange
    steps: tuple[Step, ...]
    flips: tuple[Flip, ...] = ()
    open_questions: tuple[Question, ...] = ()
    pieces: dict[str, Interval] | None = field(default=None)
    alternatives: tuple[Alternative, ...] = ()
    limitation: dict[str, Any] | None = None
    readings: dict[str, Any] = field(default_factory=dict)
    by_regime: tuple[dict[str, Any], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The document ``tiao.assessment/1``: plain values, always in the same order."""
        return {
            "format": FORMAT,
            "regime": self.regime,
            "reference_only": self.reference_only,
            "outcome": self.outcome,
            "outcome_zh": self.outcome_zh,
            "range_months": None if self.range_months is None else dict(self.range_months),
            "fine": {
                "rule": self.fine.label,
                "rule_zh": self.fine.label_zh,
                "low_fen": self.fine.low_fen,
                "high_fen": self.fine.high_fen,
            },
            "pieces": None
            if self.pieces is None
            else {name: {"low": value.low, "high": value.high} for name, value in self.pieces.items()},
            "possible": list(self.possible),
            "steps": [step.to_json() for step in self.steps],
            "readings": dict(self.readings),
            "flips": [flip.to_json() for flip in self.flips],
            "open_questions": [question.to_json() for question in self.open_questions],
            "alternatives": [alternative.to_json() for alternative in self.alternatives],
            "limitation": self.limitation,
            "by_regime": [dict(part) for part in self.by_regime],
        }
