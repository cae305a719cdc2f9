"""What a report is made from: one plain document that the doors put together from a case, with nothing raw in it.

Every key is optional: a case that was only sealed has a report as well, and says what has not been done. The JSON
report is this document, whole; the HTML shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tiao.errors import Misuse


class BundlePart(BaseModel):
    """A part of the bundle. Keys that it does not know are kept for the JSON report and passed over in the HTML."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


class CaseFacts(BundlePart):
    """The case: its number, the unit that handles it, and the version of the program."""

    number: str = ""
    unit: str = ""
    tiao_version: str = ""


class SealedItem(BundlePart):
    """One line of the itemised list (清单) that art. 14 of 法发〔2016〕22号 asks for. ``size`` in bytes."""

    id: str = ""
    shown: str = ""
    size: int = 0
    sha256: str = ""
    sm3: str = ""
    mtime: str = ""
    type: str = ""


class SealFacts(BundlePart):
    """One act of sealing. ``by`` empty means that nobody is named, which the report says in red."""

    id: str = ""
    at: str = ""
    by: list[str] = Field(default_factory=list)
    authority: str | None = None
    items: list[SealedItem] = Field(default_factory=list)
    signature_key: str = ""


class ColumnFacts(BundlePart):
    """What one column was taken to hold, and why. ``n`` counts from 1."""

    n: int = 0
    role: str = ""
    reason: str = ""


class FileFacts(BundlePart):
    """How one table, text or chat was read.

    Attributes:
        reason: why this reader reads it.
        header: row of the header as a person sees it; None where there is none.
        rows: data rows, without headers, titles, totals and blanks.
        skipped: rows passed over, by cause.
        kinds: records that hold a valid value of each kind.
        doubts: records that each doubt touches.
        held_back: numbers that were not tested because their column holds running numbers (gates).
        participants: people who talk in a chat: recorded, not counted.
    """

    exhibit: str = ""
    shown: str = ""
    table: str = ""
    layout: str = "table"
    reader: str = ""
    reason: str = ""
    header: int | None = None
    encoding: str | None = None
    separator: str | None = None
    rows: int = 0
    records: int = 0
    skipped: dict[str, int] = Field(default_factory=dict)
    columns: list[ColumnFacts] = Field(default_factory=list)
    kinds: dict[str, int] = Field(default_factory=dict)
    doubts: dict[str, int] = Field(default_factory=dict)
    held_back: int = 0
    participants: int = 0


class UnreadFacts(BundlePart):
    """Something seized that could not be read. ``rows`` is 0 when nobody can know how many it holds."""

    exhibit: str = ""
    where: str = ""
    what: str = ""
    hint: str = ""
    rows: int = 0


class ExcludedFacts(BundlePart):
    """Pieces left out of a total, and the reason."""

    reason: str = ""
    pieces: int = 0


class MethodFacts(BundlePart):
    """What one counting method says, in pieces (条)."""

    total: int = 0
    low: int = 0
    high: int = 0
    classes: dict[str, int] = Field(default_factory=dict)
    tiers: dict[str, int] = Field(default_factory=dict)
    excluded: list[ExcludedFacts] = Field(default_factory=list)
    kinds: dict[str, int] | None = None


class CountFacts(BundlePart):
    """The ``tiao.count/1`` document, with what is reported beside the methods."""

    run: str = ""
    rows: int = 0
    unreadable: int = 0
    methods: dict[str, MethodFacts] = Field(default_factory=dict)
    not_identifying: int = 0
    default_method: str = "by_record@1"


class OverlapFacts(BundlePart):
    """Distinct records that two files share; the diagonal is the distinct records of the file itself."""

    exhibits: list[str] = Field(default_factory=list)
    matrix: list[list[int]] = Field(default_factory=list)

    @model_validator(mode="after")
    def _square(self) -> OverlapFacts:
        size = len(self.exhibits)
        if len(self.matrix) != size or any(len(row) != size for row in self.matrix):
            raise ValueError("the matrix has a row and a column for each exhibit")
        return self


class StepFacts(BundlePart):
    """One article of the tree.

    ``ratio`` is an exact fraction as text, ``ratio_high`` its upper bound where the facts leave one open, and
    ``ratio_other_reading`` what a disputed reading gives; ``met`` None means that it cannot be known;
    ``gloss_en`` is a reading aid, the quote is the law; ``checked`` False means that its text was not read verbatim.
    """

    rule: str = ""
    cite: str = ""
    quote: str = ""
    gloss_en: str = ""
    checked: bool = True
    ratio: str | None = None
    ratio_high: str | None = None
    ratio_other_reading: str | None = None
    met: bool | None = None
    because: str = ""
    because_en: str = ""
    parts: list[StepFacts] = Field(default_factory=list)


class RangeFacts(BundlePart):
    """The statutory range in months."""

    min: int = 0
    max: int | None = None
    criminal_detention_possible: bool = False


class FineFacts(BundlePart):
    """The fine that art. 12 of 法释〔2017〕10号 suggests, in fen (1/100 yuan)."""

    rule: str = ""
    rule_zh: str = ""
    low_fen: int | None = None
    high_fen: int | None = None


class FlipFacts(BundlePart):
    """A fact or a disputed choice whose change would change the outcome.

    ``reading``: id of the disputed question, if it is one.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True, hide_input_in_errors=True)

    question: str = ""
    question_en: str = ""
    before: str = Field(default="", alias="from")
    after: str = Field(default="", alias="to")
    outcome: str = ""
    cite: str = ""
    reading: str = ""


class QuestionFacts(BundlePart):
    """Something that a person has to look at before the outcome can be relied on."""

    question: str = ""
    question_en: str = ""
    cite: str = ""
    checked: bool = True


class ResultFacts(BundlePart):
    """An outcome with its statutory maximum in months."""

    outcome: str = ""
    max_months: int | None = None


class BoundsFacts(BundlePart):
    """A number of pieces between two bounds; ``high`` None where nothing bounds it."""

    low: int = 0
    high: int | None = None


class PositionFacts(BundlePart):
    """One position on a disputed question, and what it makes of the case.

    Attributes:
        items: pieces of items ``3``, ``4`` and ``5`` of art. 5(1) of 法释〔2017〕10号; None where nobody knows them.
        changes: the outcome, or its maximum, is another one; None where that depends on what is not known.
        could_be: how far it could go then.
    """

    id: str = ""
    question: str = ""
    question_en: str = ""
    cite: str = ""
    position: str = ""
    position_zh: str = ""
    position_en: str = ""
    default: bool = False
    outcome: str = ""
    could_be: ResultFacts | None = None
    changes: bool | None = None
    items: dict[str, BoundsFacts] | None = None
    checked: bool = False
    sources: list[str] = Field(default_factory=list)


class DecidingFacts(ResultFacts):
    """A least set of positions that changes the outcome: position by question."""

    choice: dict[str, str] = Field(default_factory=dict)


class ReadingsFacts(BundlePart):
    """Whether the outcome holds under every reading; ``holds`` None where that is not known.

    ``largest``: every combination of so many questions was worked out; ``bounded``: there are more.
    """

    holds: bool | None = None
    answer: str = ""
    answer_en: str = ""
    deciding: list[DecidingFacts] = Field(default_factory=list)
    table: list[PositionFacts] = Field(default_factory=list)
    combinations: list[dict[str, Any]] = Field(default_factory=list)
    largest: int = 0
    bounded: bool = False


class AlternativeFacts(BundlePart):
    """A neighbouring offence that the facts make relevant; ``met`` None means that the facts do not say enough."""

    offence: str = ""
    offence_en: str = ""
    cite: str = ""
    met: bool | None = None
    because: str = ""
    because_en: str = ""
    checked: bool = True
    max_months: int = 0
    relation: str = ""
    relation_en: str = ""
    pointed_to_by: str = ""


class AssessmentFacts(BundlePart):
    """The ``tiao.assessment/1`` document.

    ``reference_only``: the numbers were not made for the law that governs the acts, and are only a reference.
    """

    regime: str = ""
    reference_only: bool = False
    outcome: str = ""
    range_months: RangeFacts | None = None
    fine: FineFacts | None = None
    steps: list[StepFacts] = Field(default_factory=list)
    readings: ReadingsFacts | None = None
    flips: list[FlipFacts] = Field(default_factory=list)
    open_questions: list[QuestionFacts | str] = Field(default_factory=list)
    alternatives: list[AlternativeFacts] = Field(default_factory=list)


class ShownValue(BundlePart):
    """A masked value of an explained line; ``column`` counts from 1, and is None where there are no columns."""

    kind: str = ""
    shown: str = ""
    column: int | None = None


class ExplainedLine(BundlePart):
    """One line of the ledger walked back to its place, values masked."""

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True, hide_input_in_errors=True)

    locator: str = ""
    class_: str = Field(default="", alias="class")
    values: list[ShownValue] = Field(default_factory=list)
    doubts: list[str] = Field(default_factory=list)


class Digests(BundlePart):
    """What a third party compares: the run, the ledger, the custody log and its signed checkpoint."""

    run: str = ""
    ledger: str = ""
    log_root: str = ""
    checkpoint: str = ""


class Bundle(BundlePart):
    """Everything that a report can show."""

    case: CaseFacts = Field(default_factory=CaseFacts)
    seals: list[SealFacts] = Field(default_factory=list)
    files: list[FileFacts] = Field(default_factory=list)
    unread: list[UnreadFacts] = Field(default_factory=list)
    count: CountFacts | None = None
    overlap: OverlapFacts | None = None
    assessment: AssessmentFacts | None = None
    explained: list[ExplainedLine] = Field(default_factory=list)
    versions: dict[str, Any] = Field(default_factory=dict)
    digests: Digests = Field(default_factory=Digests)


def parse_bundle(bundle: Mapping[str, Any]) -> Bundle:
    """Check the shape of a bundle.

    A key whose value is null counts as left out.

    Raises:
        Misuse: a part has the wrong shape. The message names the place and never the value.
    """
    try:
        return Bundle.model_validate(_without_nulls(bundle))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise Misuse(
            "The document that the report is made from has a part of the wrong shape.",
            f"{place}: {first['type']}",
            "Make it again with `tiao report`, or compare it with src/tiao/report/bundle.py.",
        ) from None


def _without_nulls(part: Any) -> Any:
    # Wherever null has a meaning of its own it is the default as well, so leaving it out says the same.
    if isinstance(part, Mapping):
        return {key: _without_nulls(value) for key, value in part.items() if value is not None}
    return [_without_nulls(value) for value in part] if isinstance(part, list) else part
