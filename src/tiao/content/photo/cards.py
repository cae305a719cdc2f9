"""Bank cards (银行卡): a long number, alone on its line, and the signs of a bank."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tiao.content.photo.forms import Again, data, squeezed
from tiao.content.photo.numbers import best, digits, find_card, right_card, tight
from tiao.content.photo.shown import Shown, row
from tiao.content.photo.words import Word, lines

COLUMNS = ("银行卡号", "姓名", "发卡银行")
_NAME = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff·]{2,4}")
_BANK = re.compile(r"银行|信用社|信用合作")
_LATIN = re.compile(r"[A-Z]{2,}[ /][A-Z ]{2,}")
_MOST_WORDS = 40
# The number stands in groups, so far apart at most, in heights.
_GAP = 4.0


def bank_cards(words: Sequence[Word], again: Again) -> list[Shown]:
    """The bank cards among some words."""
    signs = data()["bank"]["signs"]
    if len(words) > _MOST_WORDS or not any(sign in squeezed(word.text) for word in words for sign in signs):
        return []
    out = []
    rest = list(words)
    for line in lines(words):
        for run in _runs(line):
            number = find_card("".join(word.text for word in run)) or _nearly(run)
            if not number:
                continue
            if not right_card(number):
                number = best("bank_card", [number, *_again(run, again)]) or number
            holder = _holder(rest, run)
            issuer = [word for word in rest if _BANK.search(squeezed(word.text))][:1]
            taken = [*run, *holder, *issuer]
            name = tight(holder[0].text) if holder else ""
            out.append(
                Shown(
                    data()["bank"]["name"],
                    COLUMNS,
                    [row((number, name, "".join(squeezed(word.text) for word in issuer)), taken)],
                    "table",
                    taken,
                )
            )
            rest = [word for word in rest if word not in taken]
    if len(out) == 1:
        out[0].words += [word for word in rest if any(sign in squeezed(word.text) for sign in signs)]
    return out


def _again(run: Sequence[Word], again: Again) -> list[str]:
    """Every group read again, the groups put together reading by reading."""
    readings = [again(word) for word in run]
    return ["".join(parts) for parts in zip(*readings, strict=True)] if readings else []


def _nearly(run: Sequence[Word]) -> str:
    """A number in groups of four that has lost a digit, or has one too many: on record as it was read."""
    number = digits("".join(word.text for word in run))
    groups = " ".join(word.text for word in run).split()
    return number if number.isdigit() and 14 <= len(number) <= 20 and len(groups) > 2 else ""


def _runs(line: Sequence[Word]) -> list[list[Word]]:
    """Words of a line that hold digits and stand near each other."""
    out: list[list[Word]] = []
    for word in line:
        plain = digits(word.text)
        if not re.fullmatch(r"[0-9]{2,19}", plain):
            continue
        if out and word.x - out[-1][-1].right < _GAP * word.height:
            out[-1].append(word)
        else:
            out.append([word])
    return out


def _holder(words: Sequence[Word], run: Sequence[Word]) -> list[Word]:
    """The name below the number, if there is one."""
    below = run[-1].bottom
    no = data()["no_name"]
    names = [
        word
        for word in words
        if word.y > below - word.height / 2
        and (_NAME.fullmatch(tight(word.text)) or _LATIN.fullmatch(word.text.strip()))
        and not any(part in word.text for part in no)
        and not any(sign in squeezed(word.text) for sign in data()["bank"]["signs"])
    ]
    return sorted(names, key=lambda word: (word.middle - below, word.x))[:1]
