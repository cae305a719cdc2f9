"""The contract of an engine: how exhibits are read into the ledger, and how the methods' SQL is run over it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tiao.case import Case
from tiao.errors import Misuse

if TYPE_CHECKING:
    from tiao.findings.find import ReadAll
    from tiao.pieces.sql_ledger import OpenLedger

LOCAL, SPARK = "local", "spark"
ENGINES = (LOCAL, SPARK)
MASTER = "TIAO_MASTER"
"""Names Spark's master where no option does."""


@dataclass(frozen=True)
class Engine:
    """What does the work.

    Attributes:
        name: for the log. No figure depends on it, so no plan and no run id holds it.
        read: reads exhibits; None for the threads of this machine.
        ledger: opens the ledger for the methods' SQL; None where the compiled count gives the same figures faster.
    """

    name: str
    read: ReadAll | None = None
    ledger: OpenLedger | None = None


@contextmanager
def opened(name: str, case: Case, master: str | None = None) -> Iterator[Engine]:
    """An engine, ready for one case.

    Args:
        name: ``local`` or ``spark``.
        master: where Spark runs, for instance ``spark://host:7077``; without it ``$TIAO_MASTER``, else ``local[*]``.

    Raises:
        Misuse: an unknown engine, a master for the local one, or Spark cannot be started.
    """
    if name not in ENGINES:
        raise Misuse("There is no such engine.", "--engine", f"Choose one of {', '.join(ENGINES)}.")
    if name == LOCAL:
        if master:
            raise Misuse("A master was named, but the engine is not Spark.", "--master", "Add `--engine spark`.")
        yield Engine(LOCAL)
        return
    from tiao.engine.spark import session
    from tiao.engine.spark_find import Reading
    from tiao.engine.spark_sql import opener

    with session(case, master or os.environ.get(MASTER) or "local[*]") as running:
        yield Engine(SPARK, Reading(running), opener(running))
