"""What a worker does: one exhibit, or one part of a large one, from the sealed file to the ledger.

A task is told an exhibit's number and offsets. It opens the seals, the vault and the exhibit itself, in the case
folder, which every worker sees at the same path; it writes its part of the ledger there, whole or not at all; and it
gives back figures, what could not be read, and digests. So nothing raw, no key and no token travels through Spark.
"""

from __future__ import annotations

import hashlib
import json
import os
import traceback
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

import tiao
from tiao.case import Case
from tiao.content import registry
from tiao.content.encoding import Encoding, detect_stream
from tiao.content.place import Place
from tiao.content.reader import PlacedTable, Reader, Source
from tiao.content.sniff import sniff
from tiao.content.unpack import placed
from tiao.errors import IntegrityBroken, Misuse, TiaoError, Unreadable
from tiao.evidence.seals import exhibits
from tiao.evidence.vault import Vault
from tiao.findings.as_sealed import read_as_sealed
from tiao.findings.exhibit import Done, Workers, described
from tiao.findings.find import keep
from tiao.findings.part import Part, group_of, is_full, part_name
from tiao.findings.reading import Tally, scan, scan_chunk
from tiao.findings.settled import Reading, prepare
from tiao.model import Exhibit, Unread

ANSWER = "answer string"
_ERRORS = {kind.__name__: kind for kind in (Misuse, IntegrityBroken, TiaoError)}


class TaskFailed(Exception):
    """Type and place of what went wrong: its own words may quote the data. Spark tries the task again."""


@dataclass(frozen=True)
class Split:
    """One task: where the case is, and what is to be done. Nothing else travels.

    Attributes:
        case: the case folder. folder: where halves of parts stand until they are whole.
        same: ``same()`` of the machine that asks.
        work: ``exhibit``, ``survey``, ``part`` or ``seal``.
        exhibit: its id. year_max: the last year in which someone in the data can be born.
        encoding: of a text, as the survey told it: (name, bytes of its mark).
        number: the part's, from 1. place: where it begins. base: the row number behind which it stands.
        chunks: how many chunks it has.
    """

    case: str
    folder: str
    same: str
    work: str
    exhibit: str
    year_max: int
    encoding: tuple[str, int] | None = None
    number: int = 0
    place: tuple[int, int, int, int] | None = None
    base: int = 0
    chunks: int = 0


def run(splits: Sequence[Split], batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What ``mapInArrow`` calls.

    Args:
        splits: all tasks of the job.
        batches: numbers of those to be done here, in column ``id``.

    Yields:
        One row for each, in column ``answer``: JSON of ``id`` and either ``done`` or ``error``.
    """
    for batch in batches:
        for number in batch.column("id").to_pylist():
            answer = {"id": number, **_answer(splits[number])}
            yield pa.RecordBatch.from_pydict({"answer": [json.dumps(answer)]})


def raised(error: dict[str, str]) -> TiaoError:
    """The error that an answer tells of."""
    return _ERRORS.get(error["kind"], TiaoError)(error["what"], error["where"], error["hint"])


@cache
def same() -> str:
    """Digest of what the bytes of a ledger follow from beside the exhibits: this program and the writer of Parquet."""
    digest = hashlib.sha256(pa.__version__.encode())
    root = Path(tiao.__file__).parent
    for path in sorted(root.rglob("*")):
        if path.suffix in {".py", ".yaml", ".txt", ".sql"}:
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _answer(split: Split) -> dict[str, Any]:
    try:
        if split.same != same():
            raise Misuse(
                "A worker has another version of tiao or of pyarrow than this machine.",
                "--master",
                "Install the same versions on all machines.",
            )
        return {"done": _WORK[split.work](split)}
    except TiaoError as error:
        kind = type(error).__name__
        return {"error": {"kind": kind, "what": error.what, "where": error.where, "hint": error.hint}}
    except Exception as error:
        ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "tiao" in frame.filename]
        place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "tiao:0"
        raise TaskFailed(f"{type(error).__name__} at {place}") from None


@dataclass(frozen=True)
class _Opened:
    """A case on this worker, opened once."""

    case: Case
    vault: Vault
    items: dict[str, Exhibit]


@lru_cache(1)
def _open(path: str) -> _Opened:
    if not os.path.isdir(path):
        raise Misuse(
            "A worker does not see the case folder.",
            "--case",
            "Put the case, and what was seized, on storage that every worker sees at the same path.",
        )
    case = Case.open(path)
    return _Opened(case, Vault.open(case), {item.id: item for item in exhibits(case)})


@dataclass(frozen=True)
class _Table:
    """The one table of an exhibit that is read by parts, and how it is read: told from its first chunk, once."""

    reader: Reader
    reason: str
    table: PlacedTable
    reading: Reading | None


@lru_cache(4)
def _table(case: str, exhibit: str, encoding: tuple[str, int], year_max: int) -> _Table | None:
    """None when it is not one table that can be read on from a place."""
    source = Source(_open(case).items[exhibit], Encoding(*encoding, ""))
    reader, reason = sniff(source)
    tables = reader.tables(source)
    table = next(tables, None)
    if not isinstance(table, PlacedTable) or next(tables, None) is not None:
        return None
    first = next(table.chunks(), None)
    reading = None if first is None else prepare(table, first.batch(), reader.name, year_max)
    return _Table(reader, reason, table, reading)


def _exhibit(split: Split) -> dict[str, Any]:
    """A whole exhibit, on one core."""
    known = _open(split.case)
    with ThreadPoolExecutor(1) as pool, ThreadPoolExecutor(2) as aside:
        workers = Workers(pool, aside)
        done = read_as_sealed(
            known.case, known.items[split.exhibit], known.vault, split.year_max, workers, lambda exhibit, size: None
        )
    keep(known.case, done)
    return _told(done)


def _survey(split: Split) -> dict[str, Any]:
    """Where the parts of a large exhibit begin, and their rows. One that has no such parts is read whole at once."""
    known = _open(split.case)
    item = known.items[split.exhibit]
    try:
        source = Source(item)
        if sniff(source)[0] in registry.CONTAINERS:
            # What holds files or sheets is read whole: their order is that of one walk.
            return _exhibit(split)
        with source.open() as stream:
            found = detect_stream(stream)
        encoding = (found.name, found.mark)
        one = _table(split.case, split.exhibit, encoding, split.year_max)
        parts = _parts(one.table) if one else None
    except (Unreadable, OSError):
        # What cannot be read is said by whoever reads the whole.
        one = parts = None
    if one is None or parts is None:
        return _exhibit(split)
    entry = described(Source(item), (1,), one.reader, one.reason, one.table, 1, one.reading)
    return {"encoding": encoding, "entry": entry, "parts": parts}


def _parts(table: PlacedTable) -> list[dict[str, Any]] | None:
    """Place, rows before it and chunks of each part, and its end; None when not every part can be come to."""
    parts: list[dict[str, Any]] = []
    base = 0
    for chunk in table.chunks_from(None):
        if not parts or is_full(parts[-1]["chunks"], base - parts[-1]["base"]):
            if parts and chunk.place is None:
                return None
            place = chunk.place
            begin = place and (place.begin, place.held, place.read, place.rest)
            parts.append({"place": begin, "base": base, "chunks": 0})
        parts[-1]["chunks"] += 1
        base += chunk.height()
    return [*parts, {"place": None, "base": base}]


def _part(split: Split) -> dict[str, Any]:
    """One part of a large exhibit: the lines of its chunks, written whole or not at all."""
    known = _open(split.case)
    item = known.items[split.exhibit]
    assert split.encoding is not None
    one = _table(split.case, split.exhibit, split.encoding, split.year_max)
    assert one is not None
    assert one.reading is not None
    figures = Tally()
    name = part_name(f"{item.id}.1", split.number)
    part = Part(known.case.ledger / name, half=Path(split.folder) / uuid.uuid4().hex)
    place = None if split.place is None else Place(*split.place)
    for number, chunk in enumerate(islice(one.table.chunks_from(place), split.chunks)):
        at_top = place is None and number == 0
        scanned = (
            scan(chunk.batch(), one.reading, known.vault, True, chunk.size)
            if at_top
            else scan_chunk(chunk, one.reading, known.vault)
        )
        part.add(group_of(scanned.lines), split.base + figures.height)
        figures.add(scanned)
    measured = part.close()
    unread = [vars(placed(Source(item), entry)) for entry in figures.unread]
    # Who talks in a chat is known by tokens; a chat is no table with parts.
    assert not figures.participants
    told = asdict(figures) | {"found_kinds": sorted(figures.found_kinds), "participants": [], "unread": unread}
    return {"measured": measured, "figures": told}


def _seal(split: Split) -> dict[str, Any]:
    """Whether an exhibit has the bytes that were sealed."""
    known = _open(split.case)
    return {"as_sealed": known.vault.is_as_sealed(known.items[split.exhibit])}


_WORK = {"exhibit": _exhibit, "survey": _survey, "part": _part, "seal": _seal}


def _told(done: Done) -> dict[str, Any]:
    return {"whole": {**vars(done), "unread": [vars(entry) for entry in done.unread]}}


def heard(told: dict[str, Any]) -> Done:
    """What was found in a whole exhibit, as a worker told it."""
    return Done(**{**told, "unread": [Unread(**entry) for entry in told["unread"]]})


def figures_of(told: dict[str, Any]) -> Tally:
    """The figures of a part, as a worker told them."""
    unread = [Unread(**entry) for entry in told["unread"]]
    return Tally(**{**told, "found_kinds": set(told["found_kinds"]), "participants": set(), "unread": unread})
