"""The count under chosen readings (读法): its document, its run on file, and its replay.

The document is ``tiao.count/1`` like that of every count. Its plan names the readings with what they change, so the run
has a name of its own, and whoever has the run's file can count it again without knowing why a court would read it so.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tiao import __version__
from tiao.case import Case
from tiao.errors import Misuse
from tiao.findings.found import SUMMARY, ledger_parts, summary
from tiao.pieces.count import RECOUNTED, document, kept
from tiao.pieces.ledger_read import count_lines
from tiao.pieces.method import BY_PERSON_2, METHODS, Method, method_named
from tiao.pieces.persons.linked import linked
from tiao.pieces.readings.overlay import Overlay, combine, parse
from tiao.pieces.readings.profile import figures_under
from tiao.pieces.rebuttals.rebutted import Rebutted
from tiao.pieces.rules import rules
from tiao.pieces.sql import count_by_sql

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Choice:
    """A position taken on a disputed question (争议问题).

    Attributes:
        position: its name.
        overlay: what it changes about the count, as plain data; empty: nothing.
        share: the ledger cannot tell which records the question concerns: the figures are as far as it could go.
    """

    position: str
    overlay: Mapping[str, Any]
    share: bool = False


def count(
    case: Case,
    choices: Mapping[str, Choice],
    methods: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Counts a case under the positions chosen, by the methods named or by all.

    Args:
        case: a case with a ledger.
        choices: by question; at least one.
        methods: as for every count. Where a position takes a method's figures, that one is the default method, and is
            among those counted.
        progress: called with (what, steps done, steps in all).

    Returns:
        The ``tiao.count/1`` document with ``choice`` (position by question), ``share`` (the questions of which the
        figures are as far as they could go) and ``left_out`` (records that the positions leave out). Kept and logged
        as any run.

    Raises:
        Misuse: no ledger, an unknown method, positions that cannot be held at once, or a ledger too large for
            ``by_person@2``, which is counted by SQL here.
        IntegrityBroken: a part of the ledger is damaged.
    """
    result = _document(case, choices, _methods(methods, _overlay(choices)), progress)
    return kept(case, result)


def replay(case: Case) -> list[str]:
    """Counts again and names every run under chosen readings that today's ledger and methods do not give.

    The readings are taken from the run itself. Runs of another ledger, other rules, methods or rebuttals are older, not
    wrong. As in ``pieces.count``, a ledger of up to ``RECOUNTED`` lines is counted by SQL as well.
    """
    wrong = []
    for path in sorted(case.runs.glob("*.json")):
        try:
            old = json.loads(path.read_bytes())
            if not is_of_today(case, old):
                continue
        except (ValueError, KeyError, TypeError, Misuse):
            # What cannot be read is named by the replay of every run.
            continue
        choices, chosen = _chosen(old["plan"]), [method_named(name) for name in old["methods"]]
        fresh = _json(_document(case, choices, chosen))
        if fresh != path.read_bytes() or not _same_by_sql(case, choices, old):
            wrong.append(path.name)
    return wrong


def is_of_today(case: Case, document: Mapping[str, Any]) -> bool:
    """Whether this is a run under chosen readings whose plan is the one that it would have today.

    Raises:
        KeyError, TypeError, ValueError, Misuse: the document is no run, or names what is not known today.
    """
    choices = _chosen(document["plan"])
    methods = [method_named(name) for name in document["methods"]]
    return bool(choices) and bool(document["plan"] == _plan(case, choices, methods))


def _chosen(plan: Any) -> dict[str, Choice]:
    given = plan.get("readings", {}) if isinstance(plan, dict) else {}
    if not isinstance(given, dict):
        raise TypeError("readings")
    return {name: Choice(one["position"], one["overlay"], one["share"]) for name, one in given.items()}


def _same_by_sql(case: Case, choices: Mapping[str, Choice], old: Mapping[str, Any]) -> bool:
    overlay = _overlay(choices)
    if _lines(case) > RECOUNTED or overlay.participants:
        return True
    own = count_by_sql(case, list(old["methods"]), replace(overlay, method=None))
    return all(own[key] == old[key] for key in ("methods", "not_identifying", "left_out"))


def _overlay(choices: Mapping[str, Choice]) -> Overlay:
    return combine([parse(one.overlay, f"{question}={one.position}") for question, one in choices.items()], "--reading")


def _methods(names: Sequence[str] | None, overlay: Overlay) -> list[Method]:
    chosen = [method_named(name) for name in names] if names else list(METHODS)
    own = [] if overlay.method is None else [method_named(overlay.method)]
    return list(dict.fromkeys(chosen + own))


def _document(
    case: Case, choices: Mapping[str, Choice], chosen: Sequence[Method], progress: Progress | None = None
) -> dict[str, Any]:
    found, overlay = summary(case), _overlay(choices)
    plain = [method for method in chosen if method in METHODS]
    (under,) = figures_under(case, [overlay], plain, progress)
    result = document(found, under.figures, plain, {})
    if "by_record@1" in result["methods"]:
        result["methods"]["by_record@1"]["by_exhibit"] = under.by_exhibit
    if BY_PERSON_2 in chosen:
        result["methods"] |= _joined(case, overlay)
    result["methods"] = {method.id: result["methods"][method.id] for method in chosen}
    result["plan"] = _plan(case, choices, chosen)
    result["run"] = hashlib.sha256(_json(result["plan"])).hexdigest()[:32]
    result["default_method"] = overlay.method or result["default_method"]
    result["left_out"] = under.left_out
    result["choice"] = {question: one.position for question, one in choices.items()}
    result["share"] = sorted(question for question, one in choices.items() if one.share)
    return result


def _joined(case: Case, overlay: Overlay) -> dict[str, Any]:
    if _lines(case) > RECOUNTED:
        raise Misuse(
            f"Under a reading by_person@2 is counted by SQL, for ledgers of up to {RECOUNTED:,} lines.",
            "--reading",
            "Name other methods with --method, or count by_person@2 under the default readings.",
        )
    methods: dict[str, Any] = count_by_sql(case, [BY_PERSON_2.id], replace(overlay, method=None))["methods"]
    return methods


def _plan(case: Case, choices: Mapping[str, Choice], chosen: Sequence[Method]) -> dict[str, Any]:
    """What the figures follow from: ledger, standing rebuttals, methods, rules, and what each position changes."""
    inputs = {"ledger": hashlib.sha256((case.ledger / SUMMARY).read_bytes()).hexdigest()}
    rebutted = Rebutted.standing(case)
    if rebutted:
        inputs["rebuttals"] = rebutted.digest
    if BY_PERSON_2 in chosen:
        inputs["persons"] = linked(case).digest
    return {
        "inputs": inputs,
        "methods": {method.id: method.digest for method in chosen},
        "rules": rules().digest,
        "tiao": __version__,
        "readings": {
            question: {"position": one.position, "overlay": parse(one.overlay).to_json(), "share": one.share}
            for question, one in choices.items()
        },
    }


def _lines(case: Case) -> int:
    return sum(count_lines(path) for _, path in ledger_parts(case))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode("utf-8")
