"""From a case of the store to its case folder, its exhibits, its counts and what the law makes of them, and back.

The link stands in two places: as a row of the store, and as an entry of the folder's custody log, which is signed and
only grows. So each side names the other, and neither can be changed behind the other's back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tiao.case import Case
from tiao.cases.store import schema
from tiao.cases.store.database import Store
from tiao.cases.store.reading import known_case
from tiao.cases.store.writing import now, person
from tiao.errors import Misuse, TiaoError

FORMAT = "tiao.case-links/1"
LINKED, UNLINKED = "cases.link", "cases.unlink"


def link(store: Store, case: str, folder: Case, by: Sequence[str], standing: bool = True) -> dict[str, Any]:
    """Links a case of the store and a case folder to each other, or takes the link back.

    Args:
        store: an open store.
        case: its name in the store.
        folder: the case folder.
        by: who says so.
        standing: False takes the link back; both entries stay on record.

    Returns:
        The row that was added, or the one that says so already.

    Raises:
        Misuse: no such case, nobody is named, or there is no link to take back.
        IntegrityBroken: the folder's log is not what was signed.
    """
    from sqlalchemy import insert

    from tiao.evidence.custody import Log
    from tiao.evidence.vault import Vault

    known_case(store, case)
    people = person(by)
    earlier = [row for row in _rows(store, case) if row["folder"] == str(folder.path)]
    last: dict[str, Any] | None = earlier[-1] if earlier else None
    if last is not None and bool(last["standing"]) == standing:
        return last
    if last is None and not standing:
        raise Misuse("This folder is not linked to the case.", "DIR", "See the links with `tiao cases link CASE`.")
    if not any(name == case for name in cases_of(folder)) or not standing:
        Vault.create(folder)
        Log(folder).append(LINKED if standing else UNLINKED, {"case": case, "by": people})
    values = {
        "case_id": case,
        "folder": str(folder.path),
        "settings_sha256": _settings(folder),
        "standing": int(standing),
        "linked_by": people,
        "linked_at": now(),
    }
    with store.begin() as connection:
        connection.execute(insert(schema.link).values(**values))
    return values


def cases_of(folder: Case) -> list[str]:
    """The cases of a store that a case folder says it belongs to, by its custody log.

    Raises:
        IntegrityBroken: the log is not what was signed.
    """
    from tiao.evidence.custody import Log

    found: dict[str, None] = {}
    if not (folder.log / "entries.jsonl").exists():
        return []
    for entry in Log(folder).entries():
        if entry.event == LINKED:
            found[str(entry.body["case"])] = None
        elif entry.event == UNLINKED:
            found.pop(str(entry.body["case"]), None)
    return list(found)


def links(store: Store, case: str) -> dict[str, Any]:
    """The folders that a case of the store is linked to, with what stands in each.

    Returns:
        The document ``tiao.case-links/1``. A folder that is gone, or is no longer what was linked, says so.
    """
    last: dict[str, dict[str, Any]] = {row["folder"]: row for row in _rows(store, known_case(store, case))}
    standing = [row for row in last.values() if row["standing"]]
    return {"format": FORMAT, "case": case, "folders": [_folder(row) for row in standing]}


def _rows(store: Store, case: str) -> list[dict[str, Any]]:
    from sqlalchemy import select

    table = schema.link
    asked = select(table).where(table.c.case_id == case).order_by(table.c.number)
    with store.begin() as connection:
        return [
            {key: value for key, value in row.items() if key != "number"}
            for row in connection.execute(asked).mappings()
        ]


def _settings(folder: Case) -> str:
    return hashlib.sha256(folder.settings.read_bytes()).hexdigest()


def _folder(row: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {key: row[key] for key in ("folder", "linked_by", "linked_at")}
    try:
        folder = Case.open(Path(row["folder"]))
        made |= {"state": "stands" if _settings(folder) == row["settings_sha256"] else "other_settings"}
        made |= {"names_this_case": row["case_id"] in cases_of(folder), **_content(folder)}
    except (TiaoError, OSError) as error:
        made |= {"state": "cannot_be_read", "why": error.what if isinstance(error, TiaoError) else type(error).__name__}
    return made


def _content(folder: Case) -> dict[str, Any]:
    from tiao.evidence.custody import Log
    from tiao.evidence.seals import exhibits
    from tiao.pieces.runs import runs

    log = Log(folder)
    counted = [run for run in runs(folder) if run.standing != "unreadable"]
    today = [run.document for run in counted if run.standing == "today"]
    return {
        "number": folder.number,
        "unit": folder.unit,
        "log": {"entries": log.size(), "root": log.root().hex() if log.size() else None},
        "exhibits": [
            {"id": one.id, "shown": one.shown, "size": one.size, "sha256": one.sha256} for one in exhibits(folder)
        ],
        "runs": [
            {
                "run": run.document["run"],
                "standing": run.standing,
                "methods": {name: method["total"] for name, method in run.document["methods"].items()},
            }
            for run in counted
        ],
        "assessment": _assessed(today[-1]) if today else None,
    }


def _assessed(count: dict[str, Any]) -> dict[str, Any] | None:
    """What the law of today makes of the count alone; the facts of the case may say more (`tiao assess`)."""
    from tiao.law.decision import Basis, decide
    from tiao.law.exhibits import METHOD, read_count
    from tiao.law.facts import parse_facts

    if METHOD not in count["methods"]:
        return None
    found = decide(Basis(parse_facts(None), exhibits=read_count(count))).applied
    return {
        "of": count["run"],
        "outcome": found.outcome,
        "possible": list(found.possible),
        "regime": found.regime,
        "range_months": None if found.range is None else found.range.model_dump(),
    }
