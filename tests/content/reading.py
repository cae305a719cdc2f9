"""Read a file through the room's own door and see what comes out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tiao.content.reader import Source, Table
from tiao.content.sniff import sniff
from tiao.content.unpack import At, Unpacking, placed
from tiao.evidence.passwords import NONE, Passwords
from tiao.model import Exhibit, Unread

Rows = list[tuple[int, list[str]]]


def source_of(path: Path) -> Source:
    size = path.stat().st_size if path.is_file() else 0
    return Source(Exhibit("E1", str(path), "masked name", size, "0" * 64, "0" * 64))


def rows_of(table: Table) -> Rows:
    """Absolute row numbers, from 1, and cells."""
    rows: Rows = []
    before = 0
    for chunk in table.chunks():
        batch = chunk.batch()
        rows += [(before + int(batch.rows[i]) + 1, batch.texts(i)) for i in range(len(batch))]
        before += batch.height
    return rows


def read(path: Path) -> tuple[str, dict[str, Rows], list[Unread]]:
    """The reader's name, rows by table, and what could not be read."""
    source = source_of(path)
    reader, _ = sniff(source)
    tables: dict[str, Rows] = {}
    unread: list[Unread] = []
    for part in reader.tables(source):
        if isinstance(part, Unread):
            unread.append(part)
        else:
            tables[part.name] = rows_of(part)
            for chunk in part.chunks():
                unread += chunk.batch().unread
    return reader.name, tables, unread


def walked(
    path: Path, wanted: list[At] | None = None, passwords: Passwords = NONE
) -> tuple[dict[str, Rows], list[Unread]]:
    """Rows by the raw way to each table, its place in front, and what could not be read: files within files too."""
    tables: dict[str, Rows] = {}
    unread: list[Unread] = []
    for found in Unpacking(path.parent, wanted).walk(replace(source_of(path), passwords=passwords)):
        if isinstance(found.part, Unread):
            unread.append(placed(found.source, found.part))
            continue
        names = found.source.inside.names if found.source.inside else ()
        way = "!".join([*names, *filter(None, [found.part.name])])
        tables[f"{'.'.join(map(str, found.at))} {way}"] = rows_of(found.part)
    return tables, unread
