"""Runs counted again (重新计数): every kind of run has its own replay, and each run on file is accounted for."""

from __future__ import annotations

from typing import Any

from tiao.case import Case


def replays(case: Case, sound: bool) -> tuple[dict[str, int], list[str]]:
    """Counts every run of today's ledger again and compares it byte by byte with what is on file.

    Args:
        case: the case.
        sound: whether all else that was checked is what was signed. If not, nothing is counted: over a broken ledger a
            count would only say the same in worse words.

    Returns:
        How many runs were ``replayed`` with the same figures, ``differ``, are ``older`` (of another ledger, other
        rules, methods or decisions: they are left alone) or were ``not_replayed`` because something else is broken;
        and the names of those that differ.
    """
    if not sound:
        on_file = sum(1 for _ in case.runs.glob("*.json"))
        return {"replayed": 0, "differ": 0, "older": 0, "not_replayed": on_file}, []
    from tiao.pieces import count, persons_count, reading_runs
    from tiao.pieces.runs import runs

    wrong = sorted({name for kind in (count, persons_count, reading_runs) for name in kind.replay(case)})
    left = [run.standing for run in runs(case) if run.name not in wrong]
    same, older = left.count("today") + left.count("reading"), left.count("older")
    return {"replayed": same, "differ": len(wrong), "older": older, "not_replayed": 0}, wrong


def in_words(runs: dict[str, Any]) -> str:
    """The same for people, in Chinese and English."""
    words = [f"{runs['replayed']} 份重新计数一致 counted again, same figures"]
    if runs["differ"]:
        words.append(f"{runs['differ']} 份不一致 differ")
    if runs["older"]:
        words.append(
            f"{runs['older']} 份属旧台账、旧规则或其他决定，未重算 of an older ledger, rules or decisions, left alone"
        )
    if runs["not_replayed"]:
        words.append(f"{runs['not_replayed']} 份因其他破坏未重算 not counted again, because something else is broken")
    return "计数记录 runs: " + "; ".join(words)
