"""``count`` under chosen readings: joins the law's disputed questions with what they change about the count."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from tiao.case import Case
from tiao.errors import Misuse

Progress = Callable[[str, int, int], None]
_WHERE = "--reading"


def count_reading(
    case: Case | str | os.PathLike[str],
    readings: Mapping[str, str],
    methods: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Counts pieces (条) under positions chosen on disputed questions (争议问题).

    Args:
        case: the case or its folder.
        readings: position by question, for instance ``{"bare_phone": "not_counted"}``; questions that are not named
            stay at their default.
        methods: for instance ``["by_record@1"]``; every method if not given.
        progress: called with (what, steps done, steps in all).

    Returns:
        The ``tiao.count/1`` document with ``choice``, ``share`` and ``left_out`` (docs/reference/counting.md). Samples
        speak of the default reading: what they say is not in it.

    Raises:
        Misuse: no reading, an unknown question or position, a position that changes the assessment and not the count or
            takes another method for some classes only, positions that cannot be held at once; and all that ``count``
            raises.
    """
    from tiao.pieces.readings.reading_runs import count

    opened = case if isinstance(case, Case) else Case.open(case)
    return count(opened, _choices(readings), methods, progress)


def parse_choices(texts: Iterable[str]) -> dict[str, str]:
    """``QUESTION=POSITION`` as given on a command line.

    Raises:
        Misuse: another form, or one question with two positions.
    """
    chosen: dict[str, str] = {}
    for text in texts:
        question, sign, position = text.partition("=")
        if not sign:
            raise Misuse("A reading has the form QUESTION=POSITION.", _WHERE, "For instance: --reading piece=person")
        if chosen.setdefault(question, position) != position:
            raise Misuse("Two positions are given for one question.", _WHERE, "Choose one of them.")
    return chosen


def choice_in_words(counted: Mapping[str, Any]) -> list[str]:
    """The positions of a count document, in Chinese and English, a line each.

    Args:
        counted: what ``count_reading`` gave.
    """
    from tiao.law.readings import readings

    lines = []
    for question, name in counted["choice"].items():
        dispute = readings()[question]
        position = dispute.position(name)
        assert position is not None
        lines.append(f"{dispute.question} {position.zh}。 {dispute.question_en} {position.en}. [{question}={name}]")
        if question in counted["share"]:
            lines.append(
                "  台账不能区分哪些记录涉及本问题，数字为该观点所能及的极限。"
                " The ledger cannot tell which records it concerns: the figures are as far as it could go."
            )
    return lines


def _choices(chosen: Mapping[str, str]) -> dict[str, Any]:
    from tiao.law.readings import readings
    from tiao.pieces.readings.reading_runs import Choice

    if not chosen:
        raise Misuse("No reading is chosen.", _WHERE, "Name a question and a position, or count without readings.")
    known = readings()
    found: dict[str, Choice] = {}
    for question, name in chosen.items():
        dispute = known.get(question)
        if dispute is None:
            raise _unknown("disputed question", question, [*known])
        position = dispute.position(name)
        if position is None:
            raise _unknown("position on this question", name, [one.id for one in dispute.positions])
        if position.pieces is None and name != dispute.default:
            raise Misuse(
                "This position changes the assessment, not how the ledger is counted.",
                f"{_WHERE} {question}={name}",
                "See `tiao assess`, which says what follows from it.",
            )
        if position.method is not None and position.facts is not None and position.facts.number_of:
            raise Misuse(
                f"This position takes the figures of {position.method} for {', '.join(position.facts.number_of)} only.",
                f"{_WHERE} {question}={name}",
                "A count shows both methods side by side; `tiao assess` puts them together.",
            )
        found[question] = Choice(name, position.pieces or {}, position.share)
    return found


def _unknown(what: str, given: str, known: Sequence[str]) -> Misuse:
    near = difflib.get_close_matches(given, known, 3, 0.0)
    return Misuse(f"There is no such {what}.", _WHERE, f"Nearest: {', '.join(near)}.")
