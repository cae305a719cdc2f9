"""What stands in a cell of a traded list, and what it says: under its header, and in a list without one.

The meaning of a cell is written down when the cell is made. Nothing here asks the engine, or the oracle, what they see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import md5

from oracle.checks import luhn_right, resident_check, uscc_check
from tiao.demo.people import Person

Pair = tuple[str, str]
Struck = tuple[str, str, str]
Spec = str | Mapping[str, str | Sequence[str]]
"""A column of a layout: the name of a maker, or a kind (``none`` for none) with what stands there."""

START = datetime(2021, 3, 1, 8, 0, 0)


@dataclass(frozen=True)
class Said:
    """What a cell says: valid (kind, canonical value), struck (kind, value, reason), doubts that strike nothing."""

    values: tuple[Pair, ...] = ()
    struck: tuple[Struck, ...] = ()
    doubts: frozenset[str] = frozenset()


NOTHING = Said()


@dataclass(frozen=True)
class Cell:
    """The text of a cell; what it says under its header; what it says where there is none."""

    text: str
    headed: Said = NOTHING
    bare: Said = NOTHING


@dataclass(frozen=True)
class Who:
    """Whom a row is about: the person, somebody beside him (sender, parent, payee), and the how-manieth event."""

    person: Person
    other: Person
    number: int
    event: int


def canonical(kind: str, text: str) -> str:
    """The value that equals all its written forms (recognition.md, section 6)."""
    if kind == "resident_id":
        return text[:17]
    if kind == "mac":
        return text.replace(":", "").lower()
    if kind in ("email", "wechat"):
        return text.lower()
    return text if kind == "password" else text.replace(" ", "").upper()


def said(*pairs: Pair) -> Said:
    return Said(tuple((kind, canonical(kind, text)) for kind, text in pairs))


def by_itself(kind: str, text: str) -> Cell:
    """A value of a form of its own: a header adds nothing."""
    return Cell(text, said((kind, text)), said((kind, text)))


def by_header(kind: str, text: str) -> Cell:
    """A value that only its header tells."""
    return Cell(text, said((kind, text)))


def _mac(address: str) -> str:
    return ":".join(address[i : i + 2] for i in range(0, 12, 2))


def _alipay(who: Who) -> Cell:
    address = who.person.email
    told = said(("payment_account", address), ("account", address), ("email", address))
    return Cell(address, told, said(("email", address)))


def _degrees(base: int, who: Who) -> Cell:
    """Six decimals, the last not zero."""
    return by_itself("position", f"{base}.{(who.number * 7919 + who.event * 104729) % 99991:05d}{1 + who.number % 9}")


def _uscc(who: Who) -> Cell:
    first17 = f"91330200MA{who.person.resident_id[10:17]}"
    text = first17 + uscc_check(first17)
    told = Said((("uscc", text),), doubts=frozenset({"company"}))
    return Cell(text, told, told)


MAKERS: dict[str, Callable[[Who], Cell]] = {
    "name": lambda who: by_itself("name", who.person.name),
    "name2": lambda who: by_itself("name", who.other.name),
    "id": lambda who: by_itself("resident_id", who.person.resident_id),
    "mobile": lambda who: by_itself("mobile", who.person.mobile),
    "mobile2": lambda who: by_itself("mobile", who.other.mobile),
    "landline": lambda who: by_header("landline", who.person.landline),
    "email": lambda who: by_itself("email", who.person.email),
    "card": lambda who: by_itself("bank_card", who.person.bank_card),
    "card2": lambda who: by_itself("bank_card", who.other.bank_card),
    "plate": lambda who: by_itself("plate", who.person.plate),
    "address": lambda who: by_itself("address", who.person.address),
    "address2": lambda who: by_itself("address", who.other.address),
    "qq": lambda who: by_header("qq", who.person.qq),
    "wechat": lambda who: by_header("wechat", who.person.wechat),
    "wechat2": lambda who: by_header("wechat", who.other.wechat),
    "passport": lambda who: by_header("passport", who.person.passport),
    "account": lambda who: by_header("account", who.person.account),
    "alipay": _alipay,
    "password": lambda who: by_header("password", who.person.password),
    "imei": lambda who: by_header("imei", who.person.imei),
    "mac": lambda who: by_itself("mac", _mac(who.person.mac)),
    "ip": lambda who: by_itself("ip", who.person.ip),
    "vin": lambda who: by_header("vehicle", who.person.vin),
    "uscc": _uscc,
    "lng": lambda who: _degrees(121, who),
    "lat": lambda who: _degrees(29, who),
    # Numbers that look like something and are nothing: no birthday stands in them and no card starts so.
    "serial": lambda who: Cell(f"{40000 + 37 * who.number + 1009 * who.event}"),
    "order": lambda who: Cell(f"2023{(who.number * 611953 + who.event * 15485863) % 10**14:014d}"),
    "waybill": lambda who: Cell(f"78{(who.number * 15485863 + who.event * 32452843) % 10**12:012d}"),
}
"""Columns by what they hold of a person."""

_OF_AN_EVENT = {"moment", "day", "yuan", "count"}


def made(spec: Spec, place: int, who: Who) -> Cell:
    """The cell of a column.

    Args:
        spec: as it stands in the layout.
        place: of the column, so that two columns of one row differ.
    """
    if isinstance(spec, str):
        return MAKERS[spec](who)
    ((kind, what),) = spec.items()
    text = _written(what, who.number * 5 + who.event * 3 + place, who, place)
    if kind == "none" or not text:
        return Cell(text)
    if kind == "place":
        # A place in words looks like the address of a house.
        return Cell(text, said((kind, text)), said(("address", text)))
    if kind == "payment_account":
        return Cell(text, said((kind, text), ("account", text)))
    if kind == "call_record" and len(text) == 11 and text.isdigit():
        return Cell(text, said((kind, text)), said(("mobile", text)))
    return by_header(kind, text)


def _written(what: str | Sequence[str], turn: int, who: Who, place: int) -> str:
    if not isinstance(what, str):
        return what[turn % len(what)] if what else ""
    if what in _OF_AN_EVENT:
        moment = START + timedelta(hours=turn * 7 + place, minutes=who.number)
        return {
            "moment": f"{moment:%Y-%m-%d %H:%M:%S}",
            "day": f"{moment:%Y-%m-%d}",
            "yuan": f"{100 + turn * 13}.{10 + turn % 89}",
            "count": str(1 + turn % 97),
        }[what]
    if what == "md5":
        return md5(f"{turn} {who.person.password}".encode(), usedforsecurity=False).hexdigest()
    digits = iter(f"{(who.number + 1) * 982451653 + place * 7907 + who.event * 611953:012d}"[::-1])
    return "".join(next(digits) if sign == "#" else sign for sign in what)


# --- values that are proven invalid, and other written forms

STRIKEABLE = ("resident_id", "bank_card", "plate", "email", "mobile")


def spoilt(old: Cell) -> Cell | None:
    """The cell with a value that is proven invalid where its header names the kind, or None: its kind has no proof.

    In a list without header only a number of a column of identity numbers, or a plate in a column of plates, is meant
    to be one; of the others nobody can say that they were.
    """
    if len(old.headed.values) != 1 or old.headed.values[0][0] not in STRIKEABLE:
        return None
    kind, text = old.headed.values[0][0], old.text
    if kind == "resident_id":
        wrong = "0" if resident_check(text[:17]) != "0" else "1"
        new, reason = text[:17] + wrong, "resident_id_checksum"
    elif kind == "bank_card":
        new, reason = text[:-1] + str((int(text[-1]) + 1) % 10), "bank_card_luhn"
        assert not luhn_right(new)
    else:
        new = {"plate": text[:6], "email": text.split(".")[0], "mobile": text[:10]}[kind]
        reason = f"{kind}_malformed"
    struck = Said(struck=((kind, new.upper(), reason),))
    return Cell(new, struck, struck if kind in ("resident_id", "plate") else NOTHING)


def rewritten(old: Cell) -> Cell | None:
    """The same value in another written form, or None: the kind has none that a list without header tells as well."""
    text = old.text
    if len(old.headed.values) != 1:
        return None
    match old.headed.values[0][0]:
        case "mobile":
            new = f"{text[:3]}-{text[3:7]}-{text[7:]}"
        case "resident_id":
            new = f"{text[:6]} {text[6:14]} {text[14:]}"
        case "bank_card":
            new = " ".join(text[i : i + 4] for i in range(0, len(text), 4))
        case "email":
            new = text.upper()
        case _:
            return None
    return Cell(new, old.headed, old.bare)
