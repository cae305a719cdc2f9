"""What records say about persons beside identifiers, blind: columns that can be compared and say nothing by themselves.

Names, addresses and the like are read again from the sealed bytes and become keyed tokens at once. The columns live in
memory only.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tiao.case import Case
from tiao.evidence.vault import Vault
from tiao.findings.catalogue import bits
from tiao.findings.emit import blocks
from tiao.pieces.ledger_read import numbers_of
from tiao.pieces.persons import union
from tiao.pieces.persons.persons import Persons
from tiao.pieces.reread import Chunk, chunks

# Compared as they are; a token of 64 bits is enough to compare by, and takes half the room.
EXACT = ("name", "address", "landline", "account", "imei", "mac", "company", "ip")
SURNAME, AREA = "surname", "area"
COLUMNS = (*EXACT, SURNAME, AREA)
_COMPOUND = re.compile("欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|长孙|端木|轩辕|南宫|独孤|百里|呼延")
_HAN = re.compile("[\u3400-\u9fff]")
# An address up to its first number: province, city, district and street, or an estate.
_AREA = re.compile("[^0-9０-９一二三四五六七八九十]{6,}")
Columns = dict[str, npt.NDArray[np.int64]]


@dataclass
class Profiles:
    """Records in total as columns, one entry a record; 0 where a record does not say.

    Attributes:
        node: the record's line in the ledger. person: the first line of its person.
        columns: tokens by name of ``COLUMNS``.
    """

    node: npt.NDArray[np.int64]
    person: npt.NDArray[np.int64]
    columns: Columns = field(default_factory=dict)


def profiles(case: Case, found: Persons) -> Profiles:
    """Reads every record again and makes its blind columns.

    Args:
        found: the persons of the case.

    Raises:
        IntegrityBroken: an exhibit is not what was sealed.
    """
    vault = Vault.open(case)
    key = b"".join(word.to_bytes(8, "little") for word in vault.hash_key)
    nodes = [np.zeros(0, np.int64)]
    columns: dict[str, list[npt.NDArray[np.int64]]] = {name: [np.zeros(0, np.int64)] for name in COLUMNS}
    first = 0
    for chunk in chunks(case):
        more = numbers_of(chunk.scanned.table.column("more"))
        lines = np.flatnonzero(~more)
        own = _columns(chunk, lines, vault, key)
        counted = (found.state[first + lines] & union.IN_TOTAL) != 0
        nodes.append((first + lines)[counted])
        for name in COLUMNS:
            columns[name].append(own[name][counted])
        first += len(more)
    node = np.concatenate(nodes)
    person = found.parent[node].astype(np.int64)
    return Profiles(node, person, {name: np.concatenate(parts) for name, parts in columns.items()})


def _columns(chunk: Chunk, lines: npt.NDArray[np.int64], vault: Vault, key: bytes) -> Columns:
    """The columns of one chunk, one entry for each of its records: of several values of a kind the first."""
    scanned = chunk.scanned
    found = scanned.values
    table = scanned.table
    of_record = _key(numbers_of(table.column("row"))[lines], numbers_of(table.column("part"))[lines])
    out = {name: np.zeros(len(lines), np.int64) for name in COLUMNS}
    for name in EXACT:
        at = np.flatnonzero((found["kind"] == bits()[name]) & (found["struck"] == 0))
        if not len(at):
            continue
        rows = scanned.batch.rows[found["row"][at]] + 1
        place = np.searchsorted(of_record, _key(rows, scanned.part_of[at]))
        tokens = vault.blind(blocks(found[at]))[:, 0].view(np.int64)
        # Backwards, so that the first value of a record comes last and stays.
        out[name][place[::-1]] = tokens[::-1]
        if name in ("name", "address"):
            column, cut = (SURNAME, surname) if name == "name" else (AREA, area)
            out[column][place[::-1]] = _cut(chunk, at, tokens, cut, key)[::-1]
    return out


def _key(rows: npt.NDArray[np.int64], parts: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    return rows.astype(np.int64) * (1 << 24) + parts


def _cut(
    chunk: Chunk, at: npt.NDArray[np.int64], tokens: npt.NDArray[np.int64], cut: Callable[[str], str], key: bytes
) -> npt.NDArray[np.int64]:
    """Tokens of a part of each value; equal values are cut once."""
    _, first, back = np.unique(tokens, return_index=True, return_inverse=True)
    data, found = chunk.scanned.batch.data, chunk.scanned.values
    made = [
        _token(cut(bytes(data[found["start"][v] : found["end"][v]]).decode("utf-8", "replace")), key)
        for v in at[first].tolist()
    ]
    return np.array(made, np.int64)[back]


def _token(text: str, key: bytes) -> int:
    if not text:
        return 0
    digest = hashlib.blake2b(text.encode(), key=key, digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def surname(name: str) -> str:
    """The surname of a Chinese name; nothing for any other."""
    if not _HAN.match(name):
        return ""
    return name[:2] if _COMPOUND.match(name) and len(name) > 2 else name[:1]


def area(address: str) -> str:
    """An address up to its first number; nothing if that is too short to say where."""
    found = _AREA.match("".join(address.split()))
    return found.group() if found else ""
