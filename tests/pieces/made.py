"""Ledgers written from plain records, without a file read: the oracle's records as lines on disk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from oracle import count as oracle
from oracle.catalogue import KEEPING, KEY_KINDS, STRIKING
from oracle.records import Record
from tiao.case import Case
from tiao.evidence.vault import Vault
from tiao.findings.catalogue import bits
from tiao.findings.ledger import SCHEMA
from tiao.pieces.count import by_exhibit, document, figures
from tiao.pieces.method import METHODS
from tiao.pieces.sql import count_by_sql

_DOUBTS = {name: 1 << place for place, name in enumerate(STRIKING + KEEPING)}
Files = Mapping[str, Sequence[Record]]
"""Records by part of the ledger, for instance ``E1.1-00001``."""


def token(*what: object) -> bytes:
    """Sixteen bytes that are equal for equal things only."""
    return hashlib.blake2b(repr(what).encode(), digest_size=16).digest()


def _mask(kinds: Iterable[str]) -> int:
    return sum(1 << bits()[kind] for kind in set(kinds))


def _doubts(names: Iterable[str]) -> int:
    return sum(_DOUBTS[name] for name in set(names))


def _lines(record: Record, place: int) -> list[dict[str, Any]]:
    """The line of a record and those of its further key values. Two records to a row, so that their part matters."""
    at = {"row": place // 2 + 1, "part": place % 2 + 1}
    valid, struck = sorted(record.values), sorted(record.struck)
    main = {
        **at,
        "more": False,
        "kinds": _mask(record.kinds),
        "struck": _mask(record.struck_kinds),
        "doubts": _doubts(record.doubts),
        "content": token("content", valid),
        "content_full": token("content", valid, struck) if struck else None,
    }
    further = []
    for kind, value in record.values:
        if kind in KEY_KINDS and kind not in main:
            main[kind] = token(kind, value)
        elif kind in KEY_KINDS:
            further.append({"kinds": _mask([kind]), "struck": 0, "doubts": 0, kind: token(kind, value)})
    for kind, value in record.struck:
        if kind in KEY_KINDS:
            reason = _doubts([record.reasons[kind, value]])
            further.append({"kinds": 0, "struck": _mask([kind]), "doubts": reason, kind: token("struck", kind, value)})
    return [main, *({**at, "more": True, "content": bytes(16), "content_full": None, **line} for line in further)]


def write(case: Case, files: Files) -> None:
    """Makes these records the ledger of a case. Records that say nothing have no line, as in a real one."""
    for old in case.ledger.iterdir():
        old.unlink()
    tables: dict[str, dict[str, Any]] = {}
    places: dict[str, Iterator[int]] = {}
    for name, records in files.items():
        place = places.setdefault(name.split("-")[0], count())
        lines = [line for record in records if record.values or record.struck for line in _lines(record, next(place))]
        columns = {field.name: [line.get(field.name) for line in lines] for field in SCHEMA}
        pq.write_table(pa.table(columns, schema=SCHEMA), case.ledger / f"{name}.parquet")
        source = name.split("-")[0]
        entry = {"source": source, "exhibit": source.split(".")[0], "participants": 0, "held_back": 0, "rows": 0}
        table = tables.setdefault(source, {**entry, "parts": [], "found_kinds": []})
        table["parts"].append(f"{name}.parquet")
        table["found_kinds"] = sorted({*table["found_kinds"], *(kind for kind in KEY_KINDS if any(columns[kind]))})
    summary = {"files": list(tables.values()), "unread": [], "rows": 0}
    (case.ledger / "summary.json").write_text(json.dumps(summary), encoding="utf-8")


def new_case(folder: Path) -> Case:
    """A case with keys and a log, and nothing sealed."""
    case = Case.create(folder)
    Vault.create(case)
    return case


def compiled(case: Case) -> dict[str, Any]:
    """The compiled count, without a run on file."""
    total = figures(case)
    answer = document({"rows": 0, "unread": [], "files": []}, total, METHODS, {})
    answer["methods"]["by_record@1"]["by_exhibit"] = by_exhibit(case, total)
    return {"methods": answer["methods"], "not_identifying": answer["not_identifying"]}


def plain(exhibits: Mapping[str, Sequence[Record]]) -> dict[str, Any]:
    """The oracle's count of the records of all exhibits."""
    answer = oracle.count(record for records in exhibits.values() for record in records)
    alone = {exhibit: oracle.count(records) for exhibit, records in exhibits.items()}
    pieces = {
        exhibit: {name: n for name, n in own["methods"]["by_record@1"]["classes"].items() if n}
        for exhibit, own in alone.items()
    }
    answer["methods"]["by_record@1"]["by_exhibit"] = {exhibit: own for exhibit, own in pieces.items() if own}
    return answer


def three_ways(case: Case, files: Files) -> dict[str, Any]:
    """One answer: compiled count, SQL and oracle say the same of a ledger made of these records."""
    write(case, files)
    exhibits: dict[str, list[Record]] = {}
    for name, records in files.items():
        exhibits.setdefault(name.split(".")[0], []).extend(records)
    wanted = plain(exhibits)
    assert count_by_sql(case) == wanted
    assert compiled(case) == wanted
    return wanted
