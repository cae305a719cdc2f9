"""What people read in the texts against what the rules find, and what the manual says of it."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from cases.labels import PARTS, compared, scores, table, texts
from tiao.cases.document import plain
from tiao.cases.read import read

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "statements.md"
# What a set of cases stands on: court, dates, pieces, income, sentence, fine, articles.
ASKED = {
    "court", "judgment_date", "act_from", "act_to", "seized_on", "detained_on", "arrested_on", "bailed_on", "pieces",
    "income", "sentence", "suspension", "fine", "article",
}  # fmt: skip


@functools.cache
def _scores(part: str) -> dict[str, tuple[int, int, int]]:
    return scores([part])


@pytest.mark.parametrize("part", PARTS)
def test_what_figures_stand_on_is_found(part: str) -> None:
    for name, (labelled, found, right) in _scores(part).items():
        if name in ASKED:
            assert right * 100 >= 95 * found, name
            assert right * 100 >= 95 * labelled, name


@pytest.mark.parametrize("part", PARTS)
def test_the_manual_says_what_was_measured(part: str) -> None:
    section = PAGE.read_text("utf-8").split(f"### {part}\n")[1].split("\n#")[0]
    assert [line for line in section.splitlines() if line.startswith("| `") or line.startswith("| all")] == table(
        [part]
    )


@pytest.mark.parametrize("path", [path for part in PARTS for path in texts(part)], ids=lambda path: path.stem)
def test_every_quote_stands_at_its_span_and_says_the_value(path: Path) -> None:
    document = plain(path.read_text("utf-8"))
    for statement in read(document):
        assert document.text[statement.start : statement.end] == statement.quote
        assert statement.status == "proposed"
        if statement.predicate in ("defendant", "category_by", "order_on", "recipient", "supplier"):
            assert "".join(statement.quote.split()) == statement.value


@pytest.mark.parametrize("part", PARTS)
def test_every_text_is_labelled_and_names_its_source(part: str) -> None:
    for path in texts(part):
        assert path.with_suffix(".yaml").read_text("utf-8").startswith("source: ")
        labelled, _ = compared(path)
        assert sum(labelled.values()) > 8
