"""What stands in a cell and what it means: other written forms (same value) and spoilt ones (no value).

The meaning follows docs/reference/recognition.md, section 3: for the column whose header names the kind.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from tiao.demo.people import CHECKS_OFF, check_digit
from tiao.demo.truth import Pair, Struck

FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


@dataclass(frozen=True)
class Cell:
    """Text of a cell and what is in it.

    Attributes:
        kind: what the column holds, "" for decoys.
        text: what is written.
        values, struck, doubts: as in ``truth.Record``.
        number: a spreadsheet holds it as a number.
        moment: a spreadsheet holds it as a date.
    """

    kind: str
    text: str
    values: tuple[Pair, ...] = ()
    struck: tuple[Struck, ...] = ()
    doubts: frozenset[str] = frozenset()
    number: bool = False
    moment: bool = False


def canonical(kind: str, text: str) -> str:
    """The value that equals all its written forms."""
    if kind == "resident_id":
        return text[:17]
    if kind in {"email", "wechat", "mac"}:
        return text.lower()
    if kind == "password":
        return text
    return text.replace(" ", "").replace("·", "").upper()


def cell(kind: str, text: str, number: bool = False, moment: bool = False) -> Cell:
    """A cell with one valid value."""
    return Cell(kind, text, ((kind, canonical(kind, text)),) if text else (), number=number, moment=moment)


def decoy(text: str) -> Cell:
    """A cell that looks like something and is nothing: order numbers, bar codes, prices, running numbers."""
    return Cell("", text)


def empty(like: Cell, text: str = "") -> Cell:
    """The same column, with nothing in it, or a placeholder such as 无."""
    return Cell(like.kind, text)


def rewritten(old: Cell, chance: Random, plain: bool = False) -> Cell:
    """The same value in another written form. ``plain``: one that is still a number where no header says what it is."""
    if old.struck or len(old.values) != 1 or old.number or old.moment:
        return old
    text = old.text
    match old.kind:
        case "resident_id" if len(text) == 18:
            forms = [text.lower(), text.translate(FULL_WIDTH), f"{text[:6]} {text[6:14]} {text[14:]}"]
            if not plain:
                forms += [
                    f"'{text}",
                    f"{text[:6]}-{text[6:14]}-{text[14:]}",
                    f"{text[:10]}\u200b{text[10:]}",
                    f" {text}　",
                ]
                if text[6:8] == "19":
                    forms.append(text[:6] + text[8:17])
        case "mobile" if len(text) == 11:
            forms = [
                f"{text[:3]}-{text[3:7]}-{text[7:]}",
                f"{text[:3]} {text[3:7]} {text[7:]}",
                text.translate(FULL_WIDTH),
            ]
            if not plain:
                forms += [
                    f"+86{text}",
                    f"+86 {text}",
                    f"86-{text}",
                    f"0086{text}",
                    f"(+86){text}",
                    f"0{text}",
                    f"{text}.0",
                ]
        case "bank_card":
            groups = [text[i : i + 4] for i in range(0, len(text), 4)]
            forms = [" ".join(groups), "-".join(groups), text.translate(FULL_WIDTH)]
        case "email":
            forms = [text.upper(), f" {text}"]
        case "plate":
            forms = [f"{text[:2]}·{text[2:]}", f"{text[:2]}-{text[2:]}", text.lower(), f"{text[:2]} {text[2:]}"]
        case "name" if not plain:
            forms = [f"{text[:1]} {text[1:]}", f" {text} "]
        case "address":
            forms = [text.translate(FULL_WIDTH), f"{text} "]
        case "landline":
            forms = [f"{text[:-8]}-{text[-8:]}"]
        case "wechat" | "passport":
            forms = [text.upper()]
        case "mac":
            forms = [":".join(text[i : i + 2] for i in range(0, 12, 2)).upper(), text.upper()]
        case _:
            return old
    return replace(old, text=chance.choice(forms))


def spoilt(old: Cell, chance: Random, plain: bool = False) -> Cell | None:
    """The cell with a value that is proven invalid, or None where its kind has no proof."""
    text = old.text
    masked = (f"{text[:6]}********{text[14:]}", "masked")
    match old.kind:
        case "resident_id" if len(text) == 18:
            ways = [(text[:17] + CHECKS_OFF[text[17]], "resident_id_checksum")]
            month = f"{text[:10]}{int(text[10:12]) + 12}{text[12:17]}"
            if not plain:
                ways += [(month + check_digit(month), "resident_id_date"), masked, (text[:17], "truncated")]
                ways += [(f"{text[0]}.{text[1:6]}E+17", "truncated")]
        case "mobile" if len(text) == 11 and not plain:
            ways = [(text[:10], "mobile_malformed"), (text + "0", "mobile_malformed")]
            ways += [(f"{text[:3]}****{text[7:]}", "masked")]
        case "bank_card" if not plain:
            wrong = str((int(text[-1]) + 1) % 10)
            ways = [(text[:-1] + wrong, "bank_card_luhn"), (f"{text[:4]}********{text[-4:]}", "masked")]
            ways += [(text[:15], "bank_card_malformed")]
        case "email" if not plain:
            ways = [(text.split(".")[0], "email_malformed")]
        case "plate" if not plain:
            ways = [(text[:6], "plate_malformed")]
        case "imei":
            ways = [(text[:-1] + str((int(text[-1]) + 1) % 10), "imei_luhn")]
        case _:
            return None
    new, reason = chance.choice(ways)
    return Cell(old.kind, new, struck=((old.kind, new, reason),))
