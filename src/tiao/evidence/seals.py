"""The seals of a case, read back: exhibits (检材), what could not be read, who sealed and when."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tiao.case import Case
from tiao.errors import IntegrityBroken, Misuse
from tiao.evidence import logfile, signing
from tiao.evidence.canonical import Json, load
from tiao.model import Exhibit, Unread

FORMAT = "tiao.seal/1"
EVENT = "seal"
COPIES = "copies"
_NAME = re.compile(r"seal-([0-9]{4,})\.json")
_CHINA = timedelta(hours=8)


@dataclass(frozen=True)
class Seal:
    """One sealing.

    Attributes:
        number: 1, 2 ... in the case.
        at: UTC, ISO 8601.
        by: the people who acted; empty means nobody was named.
        authority: the document that allows it.
        copy: whether the bytes were copied into the case.
        exhibits: the itemised list, as other rooms see it.
        unread: what stands in the seized folders and could not be read.
        sha256: of the seal's file.
        items, others, roots: the raw list; it does not leave the evidence room.
    """

    number: int
    at: str
    by: tuple[str, ...]
    authority: str | None
    copy: bool
    exhibits: tuple[Exhibit, ...]
    unread: tuple[Unread, ...]
    sha256: str
    items: list[dict[str, Json]] = field(repr=False)
    others: list[dict[str, Json]] = field(repr=False)
    roots: list[dict[str, Json]] = field(repr=False)


def name_of(number: int) -> str:
    """The file name of a seal, without its ending."""
    return f"seal-{number:04d}"


def numbers(case: Case) -> list[int]:
    """The numbers of the seals that stand in the folder, in order."""
    if not case.sealed.is_dir():
        return []
    matches = [_NAME.fullmatch(path.name) for path in case.sealed.iterdir()]
    return sorted(int(match[1]) for match in matches if match and name_of(int(match[1])) == match[0][:-5])


def seals(case: Case) -> list[Seal]:
    """All seals, oldest first.

    Raises:
        IntegrityBroken: one is missing, or not what was signed.
    """
    present = numbers(case)
    for place, number in enumerate(present, start=1):
        if place != number:
            raise IntegrityBroken("A seal is missing.", f"sealed/{name_of(place)}.json", "Restore it from a copy.")
    return [load_seal(case, number) for number in present]


def load_seal(case: Case, number: int) -> Seal:
    """Reads one seal and checks its signature.

    Raises:
        IntegrityBroken: it is missing, or not what was signed.
    """
    where = f"sealed/{name_of(number)}.json"
    try:
        data = (case.sealed / f"{name_of(number)}.json").read_bytes()
        signature = (case.sealed / f"{name_of(number)}.sig").read_bytes()
    except OSError:
        raise IntegrityBroken("A seal or its signature is missing.", where, "Restore it from a copy.") from None
    if not signing.verifies(logfile.public_key(case.log), signature, data):
        raise IntegrityBroken("The seal is not what was signed.", where, "Restore it from a copy.")
    body = load(data, where)
    if body.get("format") != FORMAT or body.get("number") != number:
        raise IntegrityBroken("This is another seal or another format.", where, "Use the version of tiao that made it.")
    items, others, roots = (_table(body[name]) for name in ("exhibits", "others", "roots"))
    by, authority = body["by"], body["authority"]
    return Seal(
        number=number,
        at=str(body["at"]),
        by=tuple(str(name) for name in by) if isinstance(by, list) else (),
        authority=None if authority is None else str(authority),
        copy=bool(body["copy"]),
        exhibits=tuple(_exhibit(case, item) for item in items),
        # A link to something inside is no gap: what it points to is on the list itself.
        unread=tuple(_unread(item) for item in others if item["kind"] != "link"),
        sha256=hashlib.sha256(data).hexdigest(),
        items=items,
        others=others,
        roots=roots,
    )


def exhibits(case: Case) -> list[Exhibit]:
    """Every exhibit of the case, ``E1`` first. ``path`` is raw; ``shown`` may leave the evidence room."""
    return [exhibit for seal in seals(case) for exhibit in seal.exhibits]


def unread(case: Case) -> list[Unread]:
    """What was seized and could not be sealed because it could not be read."""
    return [item for seal in seals(case) for item in seal.unread]


def by(case: Case) -> list[str]:
    """The people who sealed, each once, in the order in which they acted."""
    return list(dict.fromkeys(name for seal in seals(case) for name in seal.by))


def authority(case: Case) -> str | None:
    """The authority documents, each once, joined by ``；``; None if none was named."""
    named = dict.fromkeys(seal.authority for seal in seals(case) if seal.authority)
    return "；".join(named) or None


def seized_year(case: Case) -> int:
    """The year of the newest seal by the clock of China, the last in which someone in the data can be born.

    Raises:
        Misuse: nothing is sealed.
    """
    all_seals = seals(case)
    if not all_seals:
        raise Misuse("Nothing is sealed in this case.", case.path.name, "Seal something first: `tiao seal`.")
    return max((datetime.fromisoformat(seal.at) + _CHINA).year for seal in all_seals)


def _exhibit(case: Case, item: dict[str, Json]) -> Exhibit:
    copied, size = item["copied_to"], item["size"]
    return Exhibit(
        id=str(item["id"]),
        path=str(item["path"]) if copied is None else str(case.sealed / str(copied)),
        shown=str(item["shown"]),
        size=size if isinstance(size, int) else 0,
        sha256=str(item["sha256"]),
        sm3=str(item["sm3"]),
        media_type=str(item["media_type"]),
        mac=str(item.get("mac", "")),
    )


def _unread(item: dict[str, Json]) -> Unread:
    return Unread(exhibit="", where=str(item["shown"]), what=str(item["what"]), hint=str(item["hint"]))


def _table(value: Json) -> list[dict[str, Json]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
