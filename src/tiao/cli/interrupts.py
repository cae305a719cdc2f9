"""Ctrl-C is remembered: a library that is interrupted may raise an error of its own instead."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def remembered() -> Iterator[Callable[[], bool]]:
    """While it lasts, gives whether Ctrl-C was pressed. DuckDB, for one, then says that its query failed."""
    pressed = threading.Event()
    before = signal.getsignal(signal.SIGINT)
    # Another thread cannot listen, and whoever ignores Ctrl-C or listens already is left alone.
    if threading.current_thread() is not threading.main_thread() or before is not signal.default_int_handler:
        yield pressed.is_set
        return

    def press(number: int, frame: FrameType | None) -> None:
        pressed.set()
        signal.default_int_handler(number, frame)

    signal.signal(signal.SIGINT, press)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)
