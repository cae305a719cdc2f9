"""The readings of an assessment as plain values: the answer, what decides, the table, the combinations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tiao.law import words
from tiao.law.assessment import Question
from tiao.law.holding import Combination, Holding, Result, Row
from tiao.law.logic import NOTHING, Interval, total
from tiao.law.messages import question, say
from tiao.law.readings import Dispute, readings
from tiao.law.rulebook import law
from tiao.law.unknowns import UNDETERMINED


def document(holding: Holding) -> dict[str, Any]:
    """The part ``readings`` of ``tiao.assessment/1``, always in the same order."""
    answer, answer_en = answered(holding)
    return {
        "holds": holding.holds,
        "answer": answer,
        "answer_en": answer_en,
        "deciding": [
            {"questions": list(one.choice), "choice": dict(one.choice), **_result(one.result)}
            for one in holding.deciding
        ],
        "table": [_row(row) for row in holding.rows],
        "combinations": [
            {"choice": dict(one.choice), **_result(one.result), "known": one.known, "changes": one.changes}
            for one in holding.combinations
        ],
        "far": None if holding.far is None else _result(holding.far),
        "largest": holding.largest,
        "bounded": holding.bounded,
        "absent": list(holding.absent),
    }


def answered(holding: Holding) -> tuple[str, str]:
    """Does it hold, and what decides: in Chinese and in English."""
    tried = sum(not row.default for row in holding.rows)
    numbers = {"positions": tried, "together": len(holding.combinations)}
    if not holding.rows:
        return say("holds_no_dispute")
    if holding.holds:
        return say("holds", **numbers)
    if holding.holds is False:
        named = [_named(one) for one in holding.deciding]
        return say("holds_not", zh="；".join(zh for zh, _ in named), en="; ".join(en for _, en in named))
    open_ = _open(holding)
    if open_:
        return say("holds_open", number=len(open_))
    return say("holds_bounded", largest=holding.largest, **numbers)


def questions(holding: Holding) -> Iterator[Question]:
    """Disputed questions whose effect is not known and could change the outcome: a person has to look."""
    asked = _open(holding)
    if asked:
        outcomes = dict.fromkeys(row.result[0] for row in holding.rows if row.changes and not row.known)
        yield question(
            "readings_open",
            asked[0].article,
            zh="；".join(one.question for one in asked),
            en="; ".join(one.question_en for one in asked),
            outcome="、".join(words.OUTCOME_ZH[name] for name in outcomes),
            outcome_en=", ".join(name.replace("_", " ") for name in outcomes),
        )


def _open(holding: Holding) -> list[Dispute]:
    """Questions whose effect is not known and could change the outcome, once each."""
    open_ = [row.question for row in holding.rows if row.changes and not row.known]
    return list({one.id: one for one in open_}.values())


def _named(one: Combination) -> tuple[str, str]:
    """A set of positions and what it leads to."""
    zh, en = [], []
    for asked, name in one.choice.items():
        position = readings()[asked].position(name)
        assert position is not None
        zh.append(f"{readings()[asked].question}——{position.zh}")
        en.append(f"{readings()[asked].question_en} {position.en}")
    outcome = one.result[0]
    return f"{'，并且'.join(zh)}：{words.OUTCOME_ZH[outcome]}", f"{' and '.join(en)}: {outcome.replace('_', ' ')}"


def _result(result: Result) -> dict[str, Any]:
    return {"outcome": result[0], "max_months": result[1]}


def _row(row: Row) -> dict[str, Any]:
    sure = row.known or not row.changes
    return {
        "id": row.question.id,
        "question": row.question.question,
        "question_en": row.question.question_en,
        "cite": row.question.article,
        "position": row.position.id,
        "position_zh": row.position.zh,
        "position_en": row.position.en,
        "default": row.default,
        **_result(row.result if sure else (UNDETERMINED, None)),
        "could_be": None if sure else _result(row.result),
        "changes": row.changes if sure else None,
        "known": row.known,
        "pieces": None if row.pieces is None else _pieces(row.pieces),
        "items": None if row.pieces is None else _items(row.pieces),
        "checked": row.position.checked,
        "sources": list(row.position.sources),
    }


def _items(pieces: dict[str, Interval]) -> dict[str, dict[str, int | None]]:
    """Pieces by item of art. 5(1): ``3``, ``4`` and ``5``."""
    found = {}
    for item in ("3", "4", "5"):
        when = law()[f"cn.2017-10.5.1.{item}"].when
        assert when is not None
        assert when.count is not None
        value = total(pieces.get(name, NOTHING) for name in when.count.classes)
        found[item] = {"low": value.low, "high": value.high}
    return found


def _pieces(pieces: dict[str, Interval]) -> dict[str, dict[str, int | None]]:
    return {name: {"low": value.low, "high": value.high} for name, value in pieces.items() if value.high != 0}
