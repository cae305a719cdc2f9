"""Counting on the engine that was chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from tiao.case import Case
from tiao.errors import Misuse

if TYPE_CHECKING:
    from tiao.engine.backend import Engine

Progress = Callable[[str, int, int], None]


def countable(methods: Sequence[str] | None, engine: str) -> None:
    """Says at once what an engine does not count.

    Raises:
        Misuse: ``by_person@2`` on Spark, or an unknown method.
    """
    from tiao.pieces.method import asks_for_persons

    if asks_for_persons(methods) and engine != "local":
        raise Misuse(
            "by_person@2 joins records through the whole ledger, which is done on this machine.",
            "--method, --engine",
            "Add `--engine local`; the ledger may be one that Spark has found.",
        )


def counted_on(
    engine: Engine, case: Case, methods: Sequence[str] | None, progress: Progress | None = None
) -> dict[str, Any]:
    """The ``tiao.count/1`` document: by the compiled count, or by the methods' own SQL where the engine runs that."""
    from tiao.run.persons import counting

    if engine.ledger is None:
        return counting(methods)(case, methods, progress)
    from tiao.pieces.count import count

    return count(case, methods, progress, engine.ledger, engine.name)
