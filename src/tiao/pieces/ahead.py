"""What is wanted next is read by a thread of its own: the disk works while the others count."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt

from tiao.disk import Straight
from tiao.pieces.ledger_read import Stretch, damaged

Bytes = npt.NDArray[np.uint8]
# Stretches that wait to be asked for: of many small ones the memory would stay behind, too small for large ones.
_WAITING = 64


class Ahead:
    """Stretches of files, each to be asked for once, in order, by any thread."""

    def __init__(self, stretches: Sequence[Stretch], room: int) -> None:
        """
        Args:
            room: bytes that may have been read and still be in use; a longer stretch is read alone.
        """
        self._stretches = stretches
        self._room = room
        self._in_use = 0
        self._read: dict[int, memoryview] = {}
        self._failed: Exception | None = None
        self._stopped = False
        self._turn = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="ahead", daemon=True)
        self._thread.start()

    @contextmanager
    def bytes_of(self, number: int) -> Iterator[Bytes]:
        """The bytes of a stretch; their memory is used again once nobody holds them any more.

        Raises:
            IntegrityBroken: the file is missing or damaged.
        """
        with self._turn:
            self._turn.wait_for(lambda: number in self._read or self._failed or self._stopped)
            if number not in self._read:
                raise self._failed or _Stopped
            data = self._read.pop(number)
        try:
            yield np.frombuffer(data, np.uint8)
        finally:
            with self._turn:
                self._in_use -= self._stretches[number].size
                self._turn.notify_all()

    def close(self) -> None:
        """Nothing more is read, and nobody waits any longer."""
        with self._turn:
            self._stopped = True
            self._turn.notify_all()
        self._thread.join()

    def _run(self) -> None:
        file: Straight | None = None
        path = None
        try:
            for number, stretch in enumerate(self._stretches):
                if not self._may_read(stretch.size):
                    return
                try:
                    if file is None or stretch.path != path:
                        if file is not None:
                            file.close()
                        file, path = Straight(stretch.path), stretch.path
                    file.seek(stretch.begin)
                    data = file.read(stretch.size)
                except OSError:
                    raise damaged(stretch.path) from None
                with self._turn:
                    self._read[number] = data
                    self._turn.notify_all()
                # Whoever takes it is the only one to hold it.
                del data
        except Exception as error:
            with self._turn:
                self._failed = error
                self._turn.notify_all()
        finally:
            if file is not None:
                file.close()

    def _may_read(self, size: int) -> bool:
        """Waits for room; False once nothing more is wanted."""
        with self._turn:
            self._turn.wait_for(lambda: self._stopped or not self._in_use or self._fits(size))
            self._in_use += size
            return not self._stopped

    def _fits(self, size: int) -> bool:
        return self._in_use + size <= self._room and len(self._read) < _WAITING


class _Stopped(Exception):
    """What was waited for will not be read any more, because something else went wrong."""
