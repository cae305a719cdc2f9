"""The page of the manual on disputed questions, written from their files (``make docs``)."""

from __future__ import annotations

from collections.abc import Iterator

from tiao.law.readings import Dispute, Position, readings


def page() -> str:
    """Every question with its positions, sources and default, as ``docs/reference/readings.md``."""
    return "\n".join([*_head(), *(line for one in readings().values() for line in _question(one))]).rstrip() + "\n"


def _head() -> list[str]:
    return [
        "# Disputed questions",
        "",
        "Written by `make docs` from `src/tiao/law/cn/readings/`: change it there, one file a question.",
        "",
        "Practice disputes these. `tiao assess` takes the default (●), then each other position (○) alone, then",
        "several together, and says whether the outcome holds.",
        "[Decision 4](../decisions/0004-disputed-readings.md) says how that is bounded.",
        "⚠ marks a position whose sources were not read verbatim: confirm them before use.",
        "",
        "*Counted*: what a position changes in the count of exhibits. *Numbers*: what it does to pieces that are given",
        "only as a number; which of them the question concerns, the facts can say (`disputed`), else it is open.",
        "*Facts*: what it changes in the facts.",
        "",
        "| question | default | other positions |",
        "|---|---|---|",
        *(
            f"| [{one.question}](#{one.id}) {one.question_en} | {one.default} | "
            f"{', '.join(position.id for position in one.others)} |"
            for one in readings().values()
        ),
        "",
    ]


def _question(one: Dispute) -> Iterator[str]:
    yield from (f"## {one.id}", "", f"**{one.question}** {one.question_en}", "", f"{one.article}", "")
    yield f"Default `{one.default}`: {one.default_because} {one.default_because_en}"
    yield ""
    for position in one.positions:
        mark = "●" if position.id == one.default else "○"
        unread = "" if position.checked else " ⚠"
        yield f"- {mark} `{position.id}` {position.zh}。{position.en}.{unread} Sources: {'；'.join(position.sources)}"
        yield from (f"  - {line}" for line in _effects(position))
    yield ""


def _effects(position: Position) -> Iterator[str]:
    """What the position changes, in a line each."""
    if position.pieces is not None:
        share = " (as far as it could go: the ledger cannot tell which records)" if position.share else ""
        yield f"Counted{share}: `{_short(position.pieces)}`"
    effect = position.facts
    if effect is None:
        return
    for move in effect.moves:
        yield f"Numbers: {', '.join(move.from_)} → {move.to or 'not counted'}"
    if effect.number:
        of = f" of {', '.join(effect.number_of)}" if effect.number_of else ""
        yield f"Numbers: {effect.number} pieces{of}, nobody knows how many"
    if effect.each_class:
        yield "Numbers: once more in each less grave class"
    rest = effect.model_dump(exclude_defaults=True, exclude={"moves", "number", "number_of", "each_class"})
    if rest:
        yield f"Facts: `{_short(rest)}`"


def _short(value: object) -> str:
    """Plain data in one line, as it stands in the file."""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_short(inner)}" for key, inner in value.items())
    if isinstance(value, list | tuple):
        return f"[{'; '.join(_short(inner) for inner in value)}]"
    return str(value).lower() if isinstance(value, bool) else str(value)
