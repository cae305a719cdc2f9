"""The same rows as files of every database and exchange format. All values are invented by whoever calls."""

from __future__ import annotations

import io
import json
import quopri
import sqlite3
import struct
from collections.abc import Collection, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq

Rows = Sequence[Sequence[str]]


def sqlite_bytes(header: Sequence[str], rows: Rows, page: int = 4096) -> bytes:
    """One table in a SQLite database, its cells text."""
    connection = sqlite3.connect(":memory:")
    connection.execute(f"PRAGMA page_size = {page}")
    names = ", ".join(f'"{name}"' for name in header)
    connection.execute(f"CREATE TABLE 名单 ({names})")
    connection.executemany(f"INSERT INTO 名单 VALUES ({', '.join('?' * len(header))})", [tuple(row) for row in rows])
    connection.commit()
    return bytes(connection.serialize())


def arrow_table(header: Sequence[str], rows: Rows) -> pa.Table:
    return pa.table({name: pa.array([row[place] for row in rows]) for place, name in enumerate(header)})


def parquet_bytes(header: Sequence[str], rows: Rows, group: int = 100) -> bytes:
    out = io.BytesIO()
    pq.write_table(arrow_table(header, rows), out, row_group_size=group)
    return out.getvalue()


def feather_bytes(header: Sequence[str], rows: Rows, compression: str = "lz4", chunk: int = 100) -> bytes:
    out = io.BytesIO()
    feather.write_feather(arrow_table(header, rows), out, compression=compression, chunksize=chunk)
    return out.getvalue()


def arrow_stream_bytes(header: Sequence[str], rows: Rows, chunk: int = 100) -> bytes:
    out = io.BytesIO()
    table = arrow_table(header, rows)
    with pa.ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table, max_chunksize=chunk)
    return out.getvalue()


def dbf_field(name: str, kind: str, size: int, places: int = 0, encoding: str = "gbk", flags: int = 0) -> bytes:
    """32 bytes of a DBF head."""
    return struct.pack("<11sc4xBBB13x", name.encode(encoding), kind.encode(), size, places, flags)


def dbf_bytes(
    header: Sequence[str], rows: Rows, encoding: str = "gb18030", driver: int = 0x7A, deleted: Collection[int] = (),
    version: int = 0x03,
) -> bytes:  # fmt: skip
    """A DBF table of character fields.

    Args:
        deleted: numbers of rows, from 1, that are marked.
    """
    cells = [[cell.encode(encoding) for cell in row] for row in rows]
    sizes = [max([1, *(len(row[place]) for row in cells)]) for place in range(len(header))]
    fields = [dbf_field(name, "C", size, 0, encoding) for name, size in zip(header, sizes, strict=True)]
    body = b"".join(
        (b"*" if number in deleted else b" ") + b"".join(map(bytes.ljust, row, sizes))
        for number, row in enumerate(cells, 1)
    )
    return dbf_of(fields, body, len(rows), version, driver)


def dbf_of(fields: Sequence[bytes], body: bytes, rows: int, version: int = 0x03, driver: int = 0x7A) -> bytes:
    """A DBF file: its head over rows as they are."""
    width = 1 + sum(field[16] for field in fields)
    end = b"\r" + (bytes(263) if version in (0x30, 0x31, 0x32) else b"")
    begin = 32 + 32 * len(fields) + len(end)
    head = struct.pack("<B3BIHH17xB2x", version, 121, 6, 1, rows, begin, width, driver)
    return head + b"".join(fields) + end + body + b"\x1a"


def bson_value(name: str, value: Any) -> bytes:
    """One element of a document; bytes stand as they are, the type in front."""
    key = name.encode() + b"\0"
    if isinstance(value, tuple):
        return bytes([value[0]]) + key + value[1]
    if isinstance(value, str):
        raw = value.encode() + b"\0"
        return b"\x02" + key + struct.pack("<i", len(raw)) + raw
    if isinstance(value, bool):
        return b"\x08" + key + bytes([value])
    if isinstance(value, int):
        return b"\x12" + key + struct.pack("<q", value)
    if isinstance(value, float):
        return b"\x01" + key + struct.pack("<d", value)
    if isinstance(value, dict):
        return b"\x03" + key + bson_document(value)
    if isinstance(value, list):
        return b"\x04" + key + bson_document({str(number): item for number, item in enumerate(value)})
    return b"\x0a" + key


def bson_document(value: dict[str, Any]) -> bytes:
    body = b"".join(bson_value(name, item) for name, item in value.items())
    return struct.pack("<i", len(body) + 5) + body + b"\0"


def bson_bytes(header: Sequence[str], rows: Rows) -> bytes:
    """A dump of mongodump: documents one after another, each with an identifier in front."""
    return b"".join(
        bson_document({"_id": (7, number.to_bytes(12, "big")), **dict(zip(header, row, strict=True))})
        for number, row in enumerate(rows, 1)
    )


def elasticdump_bytes(header: Sequence[str], rows: Rows) -> bytes:
    lines = [
        {
            "_index": "members",
            "_type": "_doc",
            "_id": f"a{n}",
            "_score": 1,
            "_source": dict(zip(header, row, strict=True)),
        }
        for n, row in enumerate(rows, 1)
    ]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def bulk_bytes(header: Sequence[str], rows: Rows) -> bytes:
    """A bulk file of Elasticsearch: an action, and on the next line its document."""
    out = []
    for number, row in enumerate(rows, 1):
        out.append(json.dumps({"index": {"_index": "members", "_id": f"a{number}"}}))
        out.append(json.dumps(dict(zip(header, row, strict=True)), ensure_ascii=False))
    return ("\n".join(out) + "\n").encode()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;").replace("\n", "\\n")


def _folded(line: str) -> str:
    """A line of at most 75 bytes, gone on behind a line end and a blank."""
    raw = line.encode()
    pieces = []
    while len(raw) > 74:
        cut = 74
        while raw[cut] & 0xC0 == 0x80:
            cut -= 1
        pieces.append(raw[:cut].decode())
        raw = raw[cut:]
    return "\r\n ".join([*pieces, raw.decode()]) + "\r\n"


def vcard_bytes(people: Sequence[Sequence[str]], version: str = "3.0", charset: str = "utf-8") -> bytes:
    """Cards of (name, mobile, e-mail, address)."""
    out = []
    for name, mobile, email, address in people:
        lines = ["BEGIN:VCARD", f"VERSION:{version}"]
        if version == "2.1":
            lines += [_quoted("FN", name, charset), f"TEL;CELL;PREF:{mobile}", f"EMAIL;INTERNET:{email}"]
            lines.append(_quoted("ADR;HOME", ";;" + address.replace(";", "\\;") + ";;;;", charset))
        else:
            kind = "TEL;TYPE=CELL" if version == "3.0" else 'TEL;VALUE=uri;TYPE="voice,cell"'
            number = mobile if version == "3.0" else f"tel:{mobile}"
            lines += [f"FN:{_escaped(name)}", f"N:{_escaped(name)};;;;", f"{kind}:{number}", f"EMAIL:{email}"]
            lines.append(f"ADR;TYPE=HOME:;;{_escaped(address)};;;;")
        out += [line if version == "2.1" else _folded(line).removesuffix("\r\n") for line in lines] + ["END:VCARD"]
    return ("\r\n".join(out) + "\r\n").encode()


def _quoted(name: str, value: str, charset: str) -> str:
    if not value.strip(";"):
        return f"{name}:{value}"
    text = quopri.encodestring(value.encode(charset), quotetabs=False).decode().replace("\n", "\r\n")
    return f"{name};ENCODING=QUOTED-PRINTABLE;CHARSET={charset.upper()}:{text}"


def ical_bytes(entries: Sequence[tuple[str, str, str]]) -> bytes:
    """Events of (title, what is written to it, e-mail of who takes part)."""
    out = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//ZH"]
    for title, text, email in entries:
        out += ["BEGIN:VEVENT", "DTSTART;TZID=Asia/Shanghai:20200601T090000"]
        out += [
            _folded(f"{name}:{_escaped(value)}").strip() for name, value in (("SUMMARY", title), ("DESCRIPTION", text))
        ]
        out += [f'ATTENDEE;CN="甲":mailto:{email}', "END:VEVENT"]
    return ("\r\n".join([*out, "END:VCALENDAR"]) + "\r\n").encode()
