"""``verify`` counts runs again and says how many: also what a holder of the keys wrote, signed and logged."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tiao.case import Case
from tiao.evidence import artefacts
from tiao.pieces.rebuttals import rebut
from tiao.pieces.rebuttals.rebut import Place, Rebuttal, Scope
from tiao.pieces.sample import record
from tiao.run import count, replays, verify
from tiao.run.replays import in_words, redraws_in_words


def runs(case: Case) -> dict[str, int]:
    found: dict[str, int] = verify(case)["runs"]
    return found


def forged(case: Case, methods: int, change: dict[str, Any]) -> Path:
    """A run with another figure, put on record by somebody who has the keys: the log finds nothing wrong with it."""
    path = next(p for p in case.runs.glob("*.json") if len(json.loads(p.read_bytes())["methods"]) == methods)
    document = json.loads(path.read_bytes())
    for figures in document["methods"].values():
        figures.update(change)
    path.write_text(json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1), encoding="utf-8")
    artefacts.record(case, [f"runs/{path.name}"], "count")
    return path


def test_every_kind_of_run_is_counted_again(own: Case) -> None:
    assert verify(own)["intact"]
    assert runs(own) == {"replayed": 2, "differ": 0, "older": 0, "not_replayed": 0}
    count(own, ["by_row@1"])
    assert runs(own) == {"replayed": 3, "differ": 0, "older": 0, "not_replayed": 0}


@pytest.mark.parametrize("methods", [1, 4], ids=["natural persons", "all methods"])
def test_a_forged_run_with_a_sound_log_is_found_by_counting(own: Case, methods: int) -> None:
    path = forged(own, methods, {"total": 3})
    found = verify(own)
    assert [(one["kind"], one["where"]) for one in found["findings"]] == [("run", f"runs/{path.name}")]
    assert found["runs"] == {"replayed": 1, "differ": 1, "older": 0, "not_replayed": 0}


def test_a_run_under_other_decisions_is_older_until_they_are_undone(own: Case) -> None:
    number = rebut.add(own, Rebuttal("public", Scope(places=(Place("E1", 2, 3),))), ["甲"], "已公开", "卷一")
    assert runs(own) == {"replayed": 0, "differ": 0, "older": 2, "not_replayed": 0}
    count(own)
    assert runs(own) == {"replayed": 1, "differ": 0, "older": 2, "not_replayed": 0}
    rebut.undo(own, number, ["甲"], "误认")
    assert runs(own) == {"replayed": 2, "differ": 0, "older": 1, "not_replayed": 0}


def test_nothing_is_counted_over_a_broken_case(own: Case) -> None:
    shutil.rmtree(own.ledger)
    found = verify(own)
    assert not found["intact"]
    assert found["runs"] == {"replayed": 0, "differ": 0, "older": 0, "not_replayed": 2}
    assert "not counted again" in in_words(found["runs"])


def test_in_words() -> None:
    words = in_words({"replayed": 2, "differ": 1, "older": 3, "not_replayed": 0})
    assert words.startswith("计数记录 runs: 2 份重新计数一致 counted again")
    assert "1 份不一致 differ" in words
    assert "3 份属旧台账" in words
    assert "not counted again" not in words


def test_samples_are_drawn_again(own: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    assert verify(own)["samples"] == {"redrawn": 0, "differ": 0, "older": 0, "not_redrawn": 0}
    drawn = record.draw(own, "all", 12)
    assert verify(own)["samples"] == {"redrawn": 1, "differ": 0, "older": 0, "not_redrawn": 0}
    # Somebody with the keys puts another sample on record: well signed and well logged, and not what is drawn.
    forged = drawn.document | {"sample": "picked"}
    (own.runs / "samples" / "picked.json").write_text(json.dumps(forged), encoding="utf-8")
    artefacts.record(own, ["runs/samples/picked.json"], record.DRAWN, {"sample": "picked"})
    found = verify(own)
    assert [(one["kind"], one["where"]) for one in found["findings"]] == [("sample", "runs/samples/picked.json")]
    assert found["samples"] == {"redrawn": 1, "differ": 1, "older": 0, "not_redrawn": 0}
    # In a larger ledger nothing is drawn again, and that is said.
    monkeypatch.setattr(replays, "REDRAWN", 10)
    found = verify(own)
    assert found["intact"]
    assert found["samples"] == {"redrawn": 0, "differ": 0, "older": 0, "not_redrawn": 2}
    assert "more than 10 lines" in redraws_in_words(found["samples"])


def test_samples_over_a_broken_case_are_not_drawn_again(own: Case) -> None:
    record.draw(own, "all", 12)
    shutil.rmtree(own.ledger)
    found = verify(own)
    assert found["samples"] == {"redrawn": 0, "differ": 0, "older": 0, "not_redrawn": 1}
    assert redraws_in_words(found["samples"]).startswith("样本 samples: 0")
