"""Which readings make a difference to a ledger at all, judged on the combinations of kinds and doubts in it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tiao.case import Case
from tiao.pieces.readings.meaning import NOTHING, Combinations, judge
from tiao.pieces.readings.overlay import Overlay
from tiao.pieces.sql_ledger import ledger_of

_OCCURRING = """
select kinds, struck, doubts, count(*) as records
from ledger where not more
group by all order by all
"""


def occurring(case: Case) -> Combinations:
    """The combinations of kinds, struck kinds and doubts in a ledger: one pass, and seldom more than some hundred.

    Raises:
        Misuse: no ledger, or neither memory nor disk enough.
        IntegrityBroken: a part of the ledger is missing or damaged.
    """
    with ledger_of(case) as connection:
        found = connection.execute(_OCCURRING).fetchnumpy()
    kinds, struck, doubts = (np.asarray(found[name], np.uint64) for name in ("kinds", "struck", "doubts"))
    records = np.asarray(found["records"], np.int64)
    return Combinations(kinds, struck, doubts, np.full(len(records), NOTHING, np.int64), records)


def telling(combinations: Combinations) -> Callable[[Overlay], bytes]:
    """A name for what a reading makes of every combination: two readings with the same one give the same figures."""
    known: dict[Overlay, bytes] = {}

    def name(overlay: Overlay) -> bytes:
        if overlay not in known:
            total, low, high = judge(combinations, overlay)
            known[overlay] = total.astype(np.int8).tobytes() + low.astype(np.int8).tobytes() + high.tobytes()
        return known[overlay]

    return name
