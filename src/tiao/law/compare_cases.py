"""The cases of a comparison: facts files, a file of JSON lines, or the published cases that come with the program."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from tiao.errors import Misuse
from tiao.law.compare import Case
from tiao.law.courts import Record, Unread, facts_of, published, read_records
from tiao.law.courts.record import mapping
from tiao.law.facts import parse_facts, read_facts
from tiao.law.fields import known_keys, read_date
from tiao.law.safe_yaml import MAX_BYTES

# A name that holds a longer run of digits could be a personal value: the case is then called by its number.
_PLAIN = re.compile(r"(?!.*\d{7})[^\x00-\x1f\x7f]{1,100}\Z")


def read_cases(paths: Sequence[str | Path], lines: str | Path | None) -> tuple[list[Case], list[Unread]]:
    """The cases to compare.

    Args:
        paths: facts files, as ``tiao assess`` takes them.
        lines: a file of JSON lines: objects with ``facts`` and optionally ``id`` and ``on`` (the date of acts without
            dates), or case records in the shape of the published ones.

    Returns:
        Cases in order, and lines that could not be read. Neither paths nor lines: the published cases.

    Raises:
        Misuse: a file cannot be read, or no case is left.
    """
    cases = [_from_file(path, number) for number, path in enumerate(paths, 1)]
    unread: list[Unread] = []
    if lines is not None or not paths:
        more, unread = _from_lines(lines) if lines is not None else _records(*published())
        cases += more
    if not cases:
        raise Misuse(
            f"No case could be read; unread lines: {len(unread)}.",
            "--cases",
            "Write one JSON object a line, with id and facts, or a case record as in docs/reference/courts.md.",
        )
    return cases, unread


def _from_file(path: str | Path, number: int) -> Case:
    name = Path(path).name
    try:
        return Case(name if _PLAIN.match(name) else f"facts {number}", read_facts(path))
    except Misuse as error:
        raise Misuse(error.what, f"facts file {number}: {error.where}", error.hint) from None


def _from_lines(path: str | Path) -> tuple[list[Case], list[Unread]]:
    """The first line says what the file holds: objects with ``facts``, or case records."""
    try:
        with open(path, "rb") as stream:
            first = next((raw for raw in stream if raw.strip()), b"")
            if not isinstance(found := _object(first), dict) or "facts" not in found:
                return _records(*read_records(path))
            stream.seek(0)
            return _facts_lines(stream)
    except OSError as error:
        raise Misuse(
            f"The file of cases cannot be read: {error.strerror or 'input error'}.",
            "--cases",
            "Give a file with one JSON object a line.",
        ) from None


def _facts_lines(stream: Iterator[bytes]) -> tuple[list[Case], list[Unread]]:
    cases: list[Case] = []
    unread: list[Unread] = []
    for number, raw in enumerate(stream, 1):
        if not raw.strip():
            continue
        found = _object(raw)
        if not isinstance(found, dict) or "facts" not in found:
            unread.append(Unread(number, "not a JSON object with facts"))
            continue
        try:
            known_keys(found, ("id", "facts", "on"), "case")
            name = found.get("id")
            plain = isinstance(name, str) and _PLAIN.match(name)
            cases.append(
                Case(
                    str(name) if plain else f"line {number}",
                    parse_facts(found["facts"]),
                    read_date(found.get("on"), "on"),
                )
            )
        except Misuse as error:
            unread.append(Unread(number, f"{error.where}: {error.what} {error.hint}"))
    return cases, unread


def _object(raw: bytes) -> Any:
    """The JSON value of a line; None where it is none."""
    if len(raw) > MAX_BYTES:
        return None
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_float=Decimal)
    except (ValueError, RecursionError):
        return None


def _records(records: Sequence[Record], unread: Sequence[Unread]) -> tuple[list[Case], list[Unread]]:
    """Case records as facts; a record of another offence is left out, as it is in ``tiao law courts``."""
    own = [record for record in records if record.regime not in mapping()["neighbours"]]
    cases = []
    for record in own:
        converted = facts_of(record)
        cases.append(Case(record.id, parse_facts(converted.document), converted.on))
    return cases, list(unread)
