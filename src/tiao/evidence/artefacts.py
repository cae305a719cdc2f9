"""What later rooms write (台账、运行记录) goes on record here, so that a changed, lost or smuggled file is found."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from tiao.case import Case
from tiao.errors import IntegrityBroken, Misuse
from tiao.evidence.canonical import Json
from tiao.evidence.custody import Log
from tiao.evidence.hashes import NotAFile, open_still, sha256_of
from tiao.evidence.logfile import ENTRIES, Entry

ROOMS = ("ledger", "runs")


@dataclass(frozen=True)
class Artefact:
    """A file that the log knows.

    Attributes:
        path: relative to the case folder, with ``/``.
        size: bytes.
        sha256: lower-case hex.
    """

    path: str
    size: int
    sha256: str


def record(
    case: Case,
    paths: Sequence[str],
    event: str,
    extra: dict[str, Json] | None = None,
    removed: Sequence[str] = (),
    at: datetime | None = None,
    measured: Mapping[str, Json] | None = None,
) -> int:
    """Logs files that stand under ``ledger/`` or ``runs/``. A later record of the same path replaces the earlier one.

    Args:
        case: the case.
        paths: relative to the case folder. Their names hold no raw value.
        event: what made them, for instance ``find``.
        extra: what else belongs on record: digests, versions, counts. No raw values.
        removed: files on record that the new ones replace; they must be gone.
        at: when, with a time zone; now if not given.
        measured: what ``measure`` said of some of the paths, once they were written.

    Returns:
        The number of the log entry.

    Raises:
        Misuse: a path outside these rooms, a file that cannot be read, a removed one that still stands.
    """
    for path in (*paths, *removed):
        parts = path.split("/")
        if parts[0] not in ROOMS or len(parts) < 2 or not all(parts) or not {".", ".."}.isdisjoint(parts):
            raise Misuse("Only files under ledger/ and runs/ go on record.", path, "Give a path relative to the case.")
    for path in removed:
        if os.path.lexists(case.path / path):
            raise Misuse("A file that is recorded as removed still stands.", path, "Remove it first.")
    known = measured or {}
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as threads:
        files: list[Json] = list(threads.map(lambda path: known.get(path) or measure(case, path), paths))
    return Log(case).append(event, {"artefacts": files, "extra": extra or {}, "removed": [*removed]}, at)


def on_record(case: Case, path: str) -> bool:
    """Whether the log's newest record of a file is of the bytes that stand there now.

    A command that died between writing a file and putting it on record finds out with this.

    Args:
        case: the case.
        path: relative to the case folder, as given to ``record``.
    """
    known = current(Log(case).entries()).get(path)
    try:
        return known is not None and sha256_of(case.path / path) == known.sha256
    except (OSError, NotAFile):
        return False


def current(entries: Sequence[Entry]) -> dict[str, Artefact]:
    """What should stand under ``ledger/`` and ``runs/`` after all entries, by path."""
    standing: dict[str, Artefact] = {}
    for entry in entries:
        removed, files = entry.body.get("removed"), entry.body.get("artefacts")
        for path in removed if isinstance(removed, list) else []:
            standing.pop(str(path), None)
        for item in files if isinstance(files, list) else []:
            match item:
                case {"path": str(path), "size": int(size), "sha256": str(sha256)}:
                    standing[path] = Artefact(path, size, sha256)
                case _:
                    place = f"log/{ENTRIES}, line {entry.n + 1}"
                    raise IntegrityBroken("An entry of the log is not understood.", place, "Use a newer tiao.")
    return standing


def measure(case: Case, path: str) -> Json:
    """What the log says of a file: path, size and SHA-256.

    Args:
        path: relative to the case folder.

    Raises:
        Misuse: it cannot be read.
    """
    try:
        with open_still(case.path / path) as file:
            size = os.fstat(file.fileno()).st_size
        return {"path": path, "sha256": sha256_of(case.path / path), "size": size}
    except (OSError, NotAFile):
        raise Misuse("A file that should go on record cannot be read.", path, "Run the command again.") from None
