"""A document in, its statements out."""

from __future__ import annotations

from tiao.cases.document import Document
from tiao.cases.reading import Reading, reading
from tiao.cases.rules import RULES
from tiao.cases.rules.found import Found
from tiao.cases.rules.numbers import case_number
from tiao.cases.statement import Statement
from tiao.cases.vocabulary import known


def read(document: Document, case: str | None = None) -> list[Statement]:
    """Every statement that the rules find, in the order of the vocabulary's groups and then of the text.

    Args:
        document: as ``intake.read_document`` gives it.
        case: what to call the case; its number when not given, else the first characters of the document's digest.

    Returns:
        Statements, all proposed. The same fact said several times is one statement, with the first quote.
    """
    ready = reading(document)
    name = case or case_number(ready) or document.digest[:12]
    made: dict[tuple[object, ...], Statement] = {}
    for rule, find in RULES.items():
        for found in find(ready):
            statement = _statement(ready, found, name, rule)
            made.setdefault((statement.subject, statement.predicate, statement.value), statement)
    return list(made.values())


def _statement(ready: Reading, found: Found, case: str, rule: str) -> Statement:
    start, end = ready.clean.back(found.start, found.end)
    document = ready.document
    return Statement(
        case=case,
        subject=found.subject,
        predicate=found.predicate,
        value=found.value,
        low=found.low,
        high=found.high,
        unit=known(found.predicate).unit,
        document=document.digest,
        start=start,
        end=end,
        quote=document.text[start:end],
        by=rule,
        page=document.page(start),
        original=document,
    )
