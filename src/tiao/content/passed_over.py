"""Values that are no text: pictures and packed data in the cells of a database, counted and named."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator

from tiao.model import Unread

_HINT = "Export pictures and packed values with a tool for the program that made them, and seal what it gives as well."
_SHOWN_COLUMNS = 20


class PassedOver:
    """How many values of each column, from 1, were passed over. Chunks of several threads add to it.

    Whoever reads a table clears it first; once all its chunks were looked at, it says what they left out.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[int] = Counter()

    def clear(self) -> None:
        with self._lock:
            self._counts.clear()

    def add(self, column: int, count: int) -> None:
        """Adds to a column, from 1; 0 where values have no columns."""
        if count:
            with self._lock:
                self._counts[column] += count

    def entries(self, exhibit: str, where: str) -> Iterator[Unread]:
        """What was passed over in one table, as one entry."""
        counts = self._counts
        if counts:
            places = ", ".join(map(str, sorted(column for column in counts if column)[:_SHOWN_COLUMNS]))
            columns = f" in columns {places}" if places else ""
            what = f"{counts.total()} values{columns} are no text (pictures, packed data) and were passed over."
            yield Unread(exhibit, where, what, _HINT)
