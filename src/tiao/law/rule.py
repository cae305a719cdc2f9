"""The schema of a rule file, and the closed list of operators that an article may be written with.

A rule file is YAML: what every rule of the instrument shares (instrument, in force, source, checked on), then the
rules. No threshold, multiple or date of a statute stands anywhere else. There are no expression strings: an article
that does not fit gets one more operator here, with a test.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from tiao.errors import TiaoError
from tiao.law.vocabulary import FURTHER_AMOUNTS, FURTHER_FLAGS, NUMBERS
from tiao.model import CLASSES

ACT_KINDS = (
    "obtain",  # 非法获取
    "purchase",  # 购买
    "receive",  # 收受
    "exchange",  # 交换
    "collect_in_duty",  # 在履行职责、提供服务过程中收集
    "steal",  # 窃取
    "sell",  # 出售
    "provide",  # 提供
    "publish",  # 发布
    "use",  # 使用
)
AMOUNTS = ("illegal_income", "profit_from_use")  # 违法所得, 获利
FLAGS = (
    "whereabouts_used_for_crime",
    "knew_buyer_would_commit_crime",
    "prior_conviction_same_crime",
    "administrative_penalty_within_two_years",
    "consequences",
    "major_economic_loss",
    "vile_social_impact",
    "unit_crime",
    "first_offence",
    "gains_returned",
    "repentance",
)
# Graver last.
GRADES = ("serious", "especially_serious")

Grade = Literal["serious", "especially_serious"]
ActKind = Literal[
    "obtain", "purchase", "receive", "exchange", "collect_in_duty", "steal", "sell", "provide", "publish", "use"
]


def _known(names: tuple[str, ...]) -> BeforeValidator:
    """A name that is one of these."""

    def check(value: Any) -> Any:
        if value not in names:
            raise ValueError(f"no such name: {value}")
        return value

    return BeforeValidator(check)


Fact = Annotated[str, _known((*FLAGS, *FURTHER_FLAGS))]
Amount = Annotated[str, _known((*AMOUNTS, *FURTHER_AMOUNTS))]
Number = Annotated[str, _known(NUMBERS)]


class RuleConflict(TiaoError):
    """Two exceptions to one article hold at once: the law must be read by a person, nothing is picked silently."""


def _fraction(value: Any) -> Fraction:
    """A whole number or a text such as ``1/2``; a float is refused, it is not exact."""
    if isinstance(value, Fraction):
        return value
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError("write a whole number or a fraction such as 1/2")
    return Fraction(value)


Exact = Annotated[Fraction, BeforeValidator(_fraction)]


class Strict(BaseModel):
    """Frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, populate_by_name=True)


class CountOf(Strict):
    """Operator ``count``: pieces (条) of these classes, together, are at least this many."""

    classes: tuple[str, ...]
    at_least: Exact

    @model_validator(mode="after")
    def _known(self) -> CountOf:
        unknown = set(self.classes) - set(CLASSES)
        if unknown:
            raise ValueError(f"no such class: {', '.join(sorted(unknown))}")
        return self


class AmountOf(Strict):
    """Operator ``amount``: this sum of money is at least so many yuan."""

    of: Amount
    at_least_yuan: Exact

    @property
    def line_fen(self) -> Fraction:
        """The line in fen (1 yuan = 100 fen)."""
        return self.at_least_yuan * 100


class NumberOf(Strict):
    """Operator ``number``: this whole number, of sites, accounts, groups and the like, is at least so much."""

    of: Number
    at_least: Exact


class Undecided(Strict):
    """Operator ``undecided``: the text does not say it, so that nobody can decide it; Chinese and English."""

    zh: str
    en: str


class RatioSum(Strict):
    """Operator ``ratio_sum``: the ratios of these count rules, added, reach this number (按相应比例合计).

    ``reached_tiers``: whether a tier that reaches its own line may be added in as well once the line is multiplied.
    The text does not say: the other reading is reported beside, and is a disputed question (``cn/readings``).
    """

    of: tuple[str, ...]
    at_least: Exact
    reached_tiers: Literal["added", "left_out"] = "added"


class ActTest(Strict):
    """Operator ``acts``: some, or every one, of the acts (of the kinds in ``among``) is as described.

    ``presumed``: where no acts are given at all, the outcome takes it that there were such acts.
    """

    among: tuple[ActKind, ...] = ()
    quantifier: Literal["some", "every"] = "some"
    kind: tuple[ActKind, ...] = ()
    insider: bool | None = None
    lawful_business: bool | None = None
    presumed: bool = False


class Scales(Strict):
    """Operator ``scales``: the lines of other rules multiplied, for all acts or only for those that pass ``acts``."""

    of: tuple[str, ...]
    by: Exact
    acts: ActTest | None = None


class Except(Strict):
    """Operator ``except``: the base stands, unless one of the exceptions is shown.

    ``open``: the base must be shown, and while an exception is neither shown nor excluded, both ways stay open.
    """

    base: Condition
    unless: tuple[Condition, ...]
    open: bool = False


class Condition(Strict):
    """Exactly one operator, or ``rule``: the id of another rule."""

    rule: str | None = None
    count: CountOf | None = None
    amount: AmountOf | None = None
    fact: Fact | None = None
    stated: Fact | None = None  # a fact whose absence from the file leaves the outcome open
    number: NumberOf | None = None
    undecided: Undecided | None = None
    acts: ActTest | None = None
    ratio_sum: RatioSum | None = None
    scales: Scales | None = None
    any: tuple[Condition, ...] | None = None
    all: tuple[Condition, ...] | None = None
    except_: Except | None = Field(default=None, alias="except")
    judge: str | None = None  # what only the court can find ("other serious circumstances")

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        """A bare text is the id of another rule."""
        return {"rule": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one(self) -> Condition:
        if len(self.model_fields_set) != 1:
            raise ValueError("a condition has exactly one operator")
        return self


class Range(Strict):
    """The statutory range (法定刑), in months of fixed-term imprisonment; ``criminal_detention``: 拘役 is possible."""

    min: int
    max: int
    criminal_detention_possible: bool
    fine_only_possible: bool


class Offence(Strict):
    """One version of an offence: which conduct it covers, which ranges it has, which standard fills 情节严重.

    Attributes:
        regime: the name of the regime in every output.
        conduct: acts that the text covers; None when there was no such crime.
        not_covered: said when the acts are not covered, Chinese and English.
        ranges: by grade, gravest last; empty when there was no such crime.
        standard: id of the rule with the standard for the grades.
        reference_only: the standard was not made for this version and is only a reference.
    """

    regime: str
    conduct: Condition | None = None
    not_covered: str = ""
    not_covered_en: str = ""
    ranges: dict[Grade, Range] = {}
    standard: str | None = None
    reference_only: bool = False


class Fine(Strict):
    """A fine measured by a sum of money: generally from ``low`` times to ``high`` times."""

    of: Amount
    low: Exact
    high: Exact
    label: str
    label_zh: str


class Neighbour(Strict):
    """An offence beside art. 253-1 that an assessment names when the facts make it relevant.

    Attributes:
        offence: its name (罪名), Chinese; ``offence_en`` in English.
        relevant: named only when this is shown.
        conduct: what was done; the grades of the rule say how grave.
        ranges: statutory range by grade, gravest last.
        relation: which of the two offences is convicted when both are met; Chinese and English.
        relation_checked: the text behind ``relation`` was read verbatim.
        for_the_court: rules with clauses that only the court can fill in.
    """

    offence: str
    offence_en: str
    relevant: Condition
    conduct: Condition
    ranges: dict[Grade, Range]
    relation: str
    relation_en: str
    relation_checked: bool
    for_the_court: tuple[str, ...] = ()


class Limitation(Strict):
    """How long an offence may be prosecuted (追诉期限) whose statutory maximum lies between these months.

    ``from_months`` is included, ``below_months`` is not.
    """

    from_months: int
    below_months: int
    years: int


class InForce(Strict):
    """First and last day in force, both included; None is open."""

    from_: date | None = Field(alias="from")
    to: date | None

    def on(self, day: date) -> bool:
        """In force on this day?"""
        return (self.from_ is None or self.from_ <= day) and (self.to is None or day <= self.to)


class Rule(Strict):
    """One article, paragraph or item, as data.

    Attributes:
        id: stable name, for instance ``cn.2017-10.5.1.3``.
        instrument: short name of the instrument, for instance ``2017-10``.
        cite: how a Chinese document cites it.
        quote: the text, verbatim.
        checked: the text was read verbatim; False: seen in part or known only generally.
        when: the condition, if the rule has one.
        grades: the grades that a standard gives, each with the rule that must hold.
        exception_to: the standard that this rule replaces when ``when`` is shown.
        leads_to: the neighbouring offence that this rule points to.
        names: other names under which people look it up.
    """

    id: str
    instrument: str
    cite: str
    quote: str
    gloss_en: str
    in_force: InForce
    source: str
    checked: bool
    checked_on: date
    kind: Literal[
        "definition",
        "offence",
        "standard",
        "grade",
        "item",
        "counting",
        "leniency",
        "fine",
        "unit",
        "time",
        "aggravation",
        "neighbour",
        "limitation",
        "ban",
        "note",
    ]
    when: Condition | None = None
    grades: dict[Grade, str] = {}
    exception_to: str | None = None
    offence: Offence | None = None
    neighbour: Neighbour | None = None
    leads_to: str | None = None
    limitation: Limitation | None = None
    fine: Fine | None = None
    counting: Literal["once", "per_recipient", "as_seized"] | None = None
    names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


Condition.model_rebuild()
Except.model_rebuild()
Neighbour.model_rebuild()
