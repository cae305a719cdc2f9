"""Single records read again from the sealed bytes, so that they can be shown masked or compared blind."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tiao.case import Case
from tiao.content.reader import Source
from tiao.content.unpack import At, Unpacking
from tiao.errors import IntegrityBroken, Unreadable
from tiao.evidence.mask import mask
from tiao.evidence.seals import exhibits
from tiao.evidence.vault import Vault
from tiao.findings.catalogue import names
from tiao.findings.emit import blocks
from tiao.findings.exhibit import shown_name
from tiao.findings.found import summary
from tiao.findings.reading import Cells, scan
from tiao.findings.settled import prepare
from tiao.model import Unread
from tiao.pieces.ledger_read import numbers_of, read_part
from tiao.pieces.persons.linked import Place
from tiao.pieces.persons.partitions import Partitions
from tiao.pieces.persons.persons import persons

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Value:
    """One value of a record. ``raw`` stays in memory and is never written.

    Attributes:
        kind: of kinds.yaml. token: its blind token, in hex. struck: proven invalid.
    """

    kind: str
    raw: str
    token: str
    struck: bool

    @property
    def shown(self) -> str:
        """The value masked."""
        return mask(self.kind, self.raw)

    def __repr__(self) -> str:
        return f"Value({self.kind}, {self.shown})"


@dataclass(frozen=True)
class Chunk:
    """A chunk of a table again.

    Attributes:
        source: the table, ``E1.2``.
        table: its masked name, behind the way to the file that it stands in; "" if it is all of a sealed file.
        base: rows before the chunk.
    """

    source: str
    table: str
    base: int
    scanned: Cells

    @property
    def exhibit(self) -> str:
        return self.source.partition(".")[0]


def chunks(
    case: Case, rows: Mapping[str, Collection[int]] | None = None, only: Collection[str] | None = None
) -> Iterator[Chunk]:
    """Chunks of the tables of the ledger, in its order. The bytes are compared with their digest first.

    Args:
        rows: only chunks with one of these rows of these tables; every chunk if not given.
        only: only these tables; every table if not given.

    Raises:
        IntegrityBroken: an exhibit is not what was sealed.
    """
    found = summary(case)
    entries = [
        entry
        for entry in found["files"]
        if entry["records"] and (rows is None or entry["source"] in rows) and (only is None or entry["source"] in only)
    ]
    vault = Vault.open(case)
    for item in exhibits(case):
        own = {_at(entry): str(entry["source"]) for entry in entries if entry["exhibit"] == item.id}
        if not own:
            continue
        if not vault.is_as_sealed(item):
            raise IntegrityBroken(
                "The bytes are not those that were sealed.", item.shown, "Run `tiao verify --case DIR`."
            )
        for place in Unpacking(case.path, own).walk(Source(item, passwords=vault.passwords)):
            table = place.part
            if isinstance(table, Unread) or place.at not in own or place.reader is None:
                continue
            name = own[place.at]
            looked_for = None if rows is None else np.sort(np.array([*rows[name]], np.int64))
            base, reading = 0, None
            try:
                for chunk in table.chunks():
                    batch = chunk.batch()
                    first = reading is None
                    if reading is None:
                        reading = prepare(table, batch, place.reader.name, found["plan"]["year_max"])
                    if looked_for is None or _meets(looked_for, base, batch.height):
                        shown = shown_name(place.source, table)
                        yield Chunk(name, shown, base, scan(batch, reading, vault, first, chunk.size))
                    base += batch.height
                    if looked_for is not None and base >= looked_for[-1]:
                        break
            except Unreadable:
                # What could not be read is on the unread list, and no record of the ledger comes from there.
                continue


def _at(entry: Mapping[str, Any]) -> At:
    """The place of a table; a ledger from before files within files were read has tables of sealed files only."""
    at = entry.get("at") or [int(entry["source"].partition(".")[2])]
    return tuple(at)


def _meets(rows: npt.NDArray[np.int64], base: int, height: int) -> bool:
    low, high = np.searchsorted(rows, [base + 1, base + height + 1])
    return bool(low < high)


def values(case: Case, places: Collection[Place]) -> dict[Place, list[Value]]:
    """The values of some records, in the order in which they stand.

    Raises:
        IntegrityBroken: an exhibit is not what was sealed.
    """
    rows: dict[str, set[int]] = {}
    for place in places:
        rows.setdefault(place.source, set()).add(place.row)
    vault = Vault.open(case)
    out: dict[Place, list[Value]] = {}
    for chunk in chunks(case, rows):
        own = [place for place in places if place.source == chunk.source]
        for place in own:
            found = values_at(chunk, place, vault)
            if found:
                out[place] = found
    return out


def values_at(chunk: Chunk, place: Place, vault: Vault) -> list[Value]:
    """The values of a record of a chunk, in the order in which they stand; nothing if it is not there."""
    scanned = chunk.scanned
    batch, found = scanned.batch, scanned.values
    index = int(np.searchsorted(batch.rows + 1, place.row - chunk.base))
    if index >= len(batch.rows) or int(batch.rows[index]) + 1 != place.row - chunk.base:
        return []
    low, high = (int(at) for at in np.searchsorted(found["row"], [index, index + 1]))
    at = [v for v in range(low, high) if int(scanned.part_of[v]) == place.part]
    tokens = vault.blind(blocks(found[at])) if at else np.zeros((0, 2), np.uint64)
    out: dict[Value, None] = {}
    for v, token in zip(at, tokens.astype("<u8"), strict=True):
        kind = names()[int(found["kind"][v])]
        raw = bytes(batch.data[found["start"][v] : found["end"][v]]).decode("utf-8", "replace")
        out[Value(kind, raw, token.tobytes().hex(), bool(found["struck"][v]))] = None
    return list(out)


def masked(found: Sequence[Value]) -> list[dict[str, str]]:
    """Values as a document shows them, struck ones left out, each once."""
    shown = [{"kind": value.kind, "shown": value.shown} for value in found if not value.struck]
    return [one for place, one in enumerate(shown) if one not in shown[:place]]


class _Collecting:
    """Looks at rows and parts of the lines of one part of the ledger, and leaves them as they are."""

    columns = ("row", "part")

    def __init__(self) -> None:
        self.data: pa.Table | None = None

    def __call__(self, data: pa.Table) -> pa.Table:
        self.data = data
        return data

    def lines(self, path: Path) -> Iterator[tuple[int, Ints, Ints, npt.NDArray[np.bool_]]]:
        """Row group by row group: the first line, and rows, parts, and which lines are records."""
        base = 0
        for judged in read_part(path, (), self):
            if self.data is not None:
                yield base, numbers_of(self.data.column("row")), numbers_of(self.data.column("part")), judged.is_record
            base += len(judged)


def places_of(partitions: Partitions, nodes: Collection[int]) -> dict[int, Place]:
    """Where the records of some nodes stand."""
    firsts = partitions.nodes.firsts.tolist()
    wanted = np.unique(np.array([*nodes], np.int64))
    out: dict[int, Place] = {}
    for (entry, path), first, last in zip(partitions.parts, firsts, firsts[1:], strict=False):
        own = wanted[(wanted >= first) & (wanted < last)] - first
        for base, rows, parts, _ in _Collecting().lines(path) if len(own) else ():
            inside = own[(own >= base) & (own < base + len(rows))]
            for line in inside.tolist():
                out[first + line] = Place(str(entry["source"]), int(rows[line - base]), int(parts[line - base]))
            if base + len(rows) > int(own[-1]):
                break
    return out


def nodes_of(partitions: Partitions, places: Collection[Place]) -> dict[Place, int]:
    """The nodes of the records that stand at some places."""
    out: dict[Place, int] = {}
    for (entry, path), first in zip(partitions.parts, partitions.nodes.firsts.tolist(), strict=False):
        own = [place for place in places if place.source == entry["source"]]
        wanted = np.array([place.row for place in own], np.int64)
        for base, rows, parts, is_record in _Collecting().lines(path) if own else ():
            for line in np.flatnonzero(is_record & np.isin(rows, wanted)).tolist():
                place = Place(str(entry["source"]), int(rows[line]), int(parts[line]))
                if place in own:
                    out[place] = first + base + line
    return out


def are_one(case: Case, one: Place, other: Place) -> bool:
    """Whether two records are of one person by now."""
    found = persons(case)
    nodes = nodes_of(found.partitions, (one, other))
    return len(nodes) == 2 and bool(found.parent[nodes[one]] == found.parent[nodes[other]])
