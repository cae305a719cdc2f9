"""The custody log (保管链): append-only entries under an RFC 6962 Merkle tree with signed checkpoints.

Files in ``log/``: ``entries.jsonl`` (one canonical JSON object a line; the leaf is the line without its line end),
``checkpoint`` (the newest), ``checkpoints/00000001`` ... (every one, by size), ``public-key.pem``, and, only while an
entry is being added, ``pending``: the entry and its signed checkpoint together. So an interruption loses nothing, and
an unsigned line behind the last checkpoint can only be a forgery.

The log leaves the room: masked names, digests and the names of people who act, never a raw value.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from tiao.case import Case, sync_folder, write_whole, writing
from tiao.errors import IntegrityBroken, Misuse
from tiao.evidence import keys, logfile, merkle, signing
from tiao.evidence.canonical import Json, dump
from tiao.evidence.logfile import Entry, State

_threads = threading.Lock()


class Log:
    """The log of one case. Reading takes no rights to write; appending takes the keys.

    Safe for several threads and processes: the folder is locked while it is read or written.
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self.folder = case.log
        self._known: State | None = None

    def append(self, event: str, body: dict[str, Json], at: datetime | None = None) -> int:
        """Adds an entry; when it returns, entry and signed checkpoint are on disk.

        Args:
            event: short name of what happened.
            body: no raw values.
            at: when, with a time zone; now if not given.

        Returns:
            The number of the entry, from 0.

        Raises:
            Misuse: the disk cannot be written.
            IntegrityBroken: the log on disk is not what was signed; nothing is added to such a log.
        """
        secret = keys.read(self.case)
        with self._locked(fcntl.LOCK_EX):
            if secret.public() != logfile.public_key(self.folder):
                raise IntegrityBroken(
                    "The signing key is not the log's.", "vault/keys.json", "Restore the vault from a copy."
                )
            state = self._settled()
            # Until all of it is on disk, what memory holds must not pass for the log.
            self._known = None
            n = len(state.lines)
            line = dump({"at": utc(at), "body": body, "event": event, "n": n})
            state.lines.append(line)
            state.frontier.add(merkle.leaf_hash(line))
            state.note = signing.sign_checkpoint(secret.signer(), n + 1, state.frontier.root())
            state.pending = True
            write_whole(self.folder / logfile.PENDING, line + b"\n" + state.note.encode())
            self._complete(state)
            self._known = state
            return n

    def settle(self) -> None:
        """Completes on disk what an interrupted append left. Does nothing otherwise."""
        if (self.folder / logfile.PENDING).exists():
            with self._locked(fcntl.LOCK_EX):
                self._settled()

    def entries(self) -> list[Entry]:
        """All entries, oldest first.

        Raises:
            IntegrityBroken: the log is not what was signed.
        """
        return [logfile.parse(line, n) for n, line in enumerate(self.state().lines)]

    def size(self) -> int:
        """How many entries the log has."""
        return len(self.state().lines)

    def root(self) -> bytes:
        """The root of the tree over all entries, 32 bytes."""
        return self.state().frontier.root()

    def checkpoint(self) -> str:
        """The newest signed checkpoint. Keep it outside the case: it proves later that nothing was rewritten.

        Raises:
            Misuse: the log is empty.
        """
        note = self.state().note
        if not note:
            raise Misuse("The log is empty, so there is no checkpoint.", "log", "Seal something first.")
        return note

    def inclusion_proof(self, index: int) -> list[bytes]:
        """The audit path of one entry in the whole log, for ``merkle.verify_inclusion``.

        Raises:
            IndexError: there is no such entry.
        """
        return merkle.inclusion_proof(self.state().leaves(), index)

    def consistency_proof(self, old: int, new: int | None = None) -> list[bytes]:
        """The proof that the log of ``old`` entries is a beginning of the log of ``new`` entries.

        Raises:
            IndexError: there are not so many entries.
        """
        leaves = self.state().leaves()
        if new is not None and not 0 <= new <= len(leaves):
            raise IndexError(new)
        return merkle.consistency_proof(leaves[:new], old)

    def state(self) -> State:
        """The log, read and checked; what is in memory if the disk has not grown."""
        with self._locked(fcntl.LOCK_SH):
            return self._fresh()

    def _fresh(self) -> State:
        known, path = self._known, self.folder / logfile.ENTRIES
        if known is None or (self.folder / logfile.PENDING).exists() or _size(path) != known.length:
            self._known = known = logfile.read(self.folder)
        return known

    def _settled(self) -> State:
        state = self._fresh()
        if state.pending:
            self._complete(state)
        return state

    def _complete(self, state: State) -> None:
        """Brings the pending entry to disk. Every step can be repeated after an interruption."""
        last = state.lines[-1] + b"\n"
        with writing(f"log/{logfile.ENTRIES}"):
            handle = os.open(self.folder / logfile.ENTRIES, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o644)
            with os.fdopen(handle, "wb") as file:
                file.seek(state.length)
                file.truncate()
                file.write(last)
                file.flush()
                os.fsync(file.fileno())
            (self.folder / logfile.CHECKPOINTS).mkdir(exist_ok=True)
        note = state.note.encode()
        write_whole(self.folder / logfile.CHECKPOINTS / logfile.checkpoint_name(len(state.lines)), note)
        write_whole(self.folder / logfile.CHECKPOINT, note)
        with writing("log"):
            (self.folder / logfile.PENDING).unlink(missing_ok=True)
            sync_folder(self.folder)
        state.length += len(last)
        state.pending = False

    @contextmanager
    def _locked(self, kind: int) -> Iterator[None]:
        with _threads:
            try:
                handle = os.open(self.folder, os.O_RDONLY)
            except OSError:
                raise Misuse("The case has no log.", "log", "Restore the folder from a copy of the case.") from None
            try:
                fcntl.flock(handle, kind)
                yield
            finally:
                os.close(handle)


def utc(at: datetime | None = None) -> str:
    """A moment in UTC to the second, ISO 8601 with ``Z``; now if not given.

    Raises:
        Misuse: a moment without a time zone, which cannot be placed.
    """
    moment = at or datetime.now(UTC)
    if moment.tzinfo is None:
        raise Misuse("A time without a time zone was given.", moment.isoformat(), "Add the zone, for instance +08:00.")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _size(path: os.PathLike[str]) -> int:
    try:
        return os.stat(path).st_size
    except FileNotFoundError:
        return 0
