"""Runs counted again and samples drawn again (重新计数、重新抽样): each one on file is accounted for."""

from __future__ import annotations

from typing import Any

from tiao.case import Case

# Lines of the ledger up to which `verify` draws samples again; a draw sorts the whole ledger.
REDRAWN = 1_000_000


def counted_again(case: Case, sound: bool) -> dict[str, Any]:
    """What ``verify`` adds to the checks of what is on file: the same figures and the same draws, made again.

    Args:
        case: the case.
        sound: whether all else that was checked is what was signed.

    Returns:
        ``runs`` as ``replays`` and ``samples`` as ``redraws`` give them, and ``findings``.
    """
    runs, wrong_runs = replays(case, sound)
    samples, wrong_samples = redraws(case, sound)
    what, hint = "A run counted again gives other figures.", "Count again with the version that the run names."
    findings = [{"what": what, "where": f"runs/{name}", "hint": hint, "kind": "run"} for name in wrong_runs]
    what = "A sample drawn again comes out otherwise."
    hint = "Do not rely on it: withdraw it with `tiao sample undo` and draw anew; both stay on record."
    findings += [{"what": what, "where": name, "hint": hint, "kind": "sample"} for name in wrong_samples]
    return {"runs": runs, "samples": samples, "findings": findings}


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
    from tiao.pieces import count
    from tiao.pieces.persons import persons_count
    from tiao.pieces.readings import reading_runs
    from tiao.pieces.runs import runs

    wrong = sorted({name for kind in (count, persons_count, reading_runs) for name in kind.replay(case)})
    left = [run.standing for run in runs(case) if run.name not in wrong]
    same, older = left.count("today") + left.count("reading"), left.count("older")
    return {"replayed": same, "differ": len(wrong), "older": older, "not_replayed": 0}, wrong


def redraws(case: Case, sound: bool) -> tuple[dict[str, int], list[str]]:
    """Draws every sample of today's ledger again and compares items and strata with what is on file.

    Args:
        case: the case.
        sound: as for ``replays``.

    Returns:
        How many samples were ``redrawn`` the same, ``differ``, are ``older`` (of another ledger or other rules: they
        have no effect and are left alone) or were ``not_redrawn``, because something else is broken or the ledger has
        more than ``REDRAWN`` lines; and the paths of those that differ.
    """
    from tiao.pieces.sample.record import basis_of, bears, samples

    on_file = samples(case) if sound else []
    if not on_file:
        left = sum(1 for _ in (case.runs / "samples").glob("*.json"))
        return {"redrawn": 0, "differ": 0, "older": 0, "not_redrawn": left}, []
    basis = basis_of(case)
    older = sum(one.fixed and not bears(one, basis) for one in on_file)
    if _lines(case) > REDRAWN:
        return {"redrawn": 0, "differ": 0, "older": older, "not_redrawn": len(on_file) - older}, []
    from tiao.pieces.sample.check import drawn_otherwise

    wrong = drawn_otherwise(case)
    same = len(on_file) - older - len(wrong)
    return {"redrawn": same, "differ": len(wrong), "older": older, "not_redrawn": 0}, wrong


def _lines(case: Case) -> int:
    from tiao.findings.found import ledger_parts
    from tiao.pieces.ledger_read import count_lines

    return sum(count_lines(part) for _, part in ledger_parts(case))


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


def redraws_in_words(samples: dict[str, Any]) -> str:
    """What became of the samples, for people; empty where there are none."""
    if not any(samples.values()):
        return ""
    words = [f"{samples['redrawn']} 份重新抽取一致 drawn again, same items"]
    if samples["differ"]:
        words.append(f"{samples['differ']} 份不一致 differ")
    if samples["older"]:
        words.append(f"{samples['older']} 份属旧台账或旧规则，未重抽 of an older ledger or rules, left alone")
    if samples["not_redrawn"]:
        words.append(
            f"{samples['not_redrawn']} 份因其他破坏或台账超过 {REDRAWN:,} 行未重抽 not drawn again, because"
            f" something else is broken or the ledger has more than {REDRAWN:,} lines"
        )
    return "样本 samples: " + "; ".join(words)
