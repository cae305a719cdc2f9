"""What a native library prints by itself is kept off the screen: its panic may quote the cell at which it stopped."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_STDERR = 2
_one_at_a_time = threading.Lock()


@contextmanager
def silenced() -> Iterator[None]:
    """Points the process's stderr at nothing while a library is called. What it raises still comes out."""
    with _one_at_a_time:
        try:
            kept = os.dup(_STDERR)
        except OSError:
            # There is no stderr to keep clean.
            yield
            return
        try:
            nothing = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nothing, _STDERR)
            os.close(nothing)
            yield
        finally:
            os.dup2(kept, _STDERR)
            os.close(kept)
