"""Words in the documents of a store (全文检索), the same on SQLite and on PostgreSQL.

Chinese has no spaces, so what is indexed are the pairs of neighbouring signs (bigrams). The index only narrows down: a
document is found when the words really stand in it, one after the other. So both databases find the same.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tiao.cases.store import schema
from tiao.cases.store.database import Store
from tiao.errors import Misuse

if TYPE_CHECKING:
    from sqlalchemy import Connection

FORMAT = "tiao.case-search/1"
LONGEST = 200
_BATCH, _ROUND = 1_000, 24


def folded(text: str) -> str:
    """Text as it is compared: full-width letters and digits as narrow ones, no capitals; every sign keeps its place."""
    made = []
    for sign in text:
        plain = unicodedata.normalize("NFKC", sign).lower()
        made.append(plain if len(plain) == 1 else sign)
    return "".join(made)


def grams(text: str) -> list[str]:
    """Every pair of neighbouring letters or digits, each once, as words that both databases take as they are.

    A pair is written as the numbers of its two signs in base 36, so that no tokeniser or language can cut it.
    """
    pairs = {first + second for first, second in pairwise(text) if (first + second).isalnum()}
    return sorted(f"g{_base36(ord(pair[0]))}x{_base36(ord(pair[1]))}" for pair in pairs)


def search(store: Store, words: Sequence[str], most: int = 50) -> dict[str, Any]:
    """The documents in which all the words stand.

    Args:
        store: an open store; documents that came in since the last search are indexed first.
        words: each is looked for as it stands, two signs or more of letters, digits or Han.
        most: how many documents to show.

    Returns:
        The document ``tiao.case-search/1``: how many documents hold all words, and of the first ``most``, by case,
        every word's first place with what stands around it.

    Raises:
        Misuse: a word is too short, too long, or has no two neighbouring letters or digits.
    """
    asked = [folded(word) for word in words]
    for word in asked:
        if not 2 <= len(word) <= LONGEST or not grams(word):
            raise Misuse(
                "This cannot be looked for.",
                "WORDS",
                f"Give two neighbouring letters or digits, at most {LONGEST}.",
            )
    wanted = sorted({gram for word in asked for gram in grams(word)})
    found: list[dict[str, Any]] = []
    count = 0
    with store.begin() as connection:
        _index(store, connection)
        for text in _candidates(store, connection, wanted):
            body = folded(text["body"])
            places = [body.find(word) for word in asked]
            if min(places) < 0:
                continue
            count += 1
            if len(found) < most:
                found.append(_found(text, asked, places))
    return {"format": FORMAT, "words": len(asked), "documents": count, "found": found}


def _found(text: dict[str, Any], asked: Sequence[str], places: Sequence[int]) -> dict[str, Any]:
    return {
        "case": text["case_id"],
        "document": text["id"],
        "kind": text["kind"],
        "source": text["source"],
        "places": [
            {
                "start": at,
                "end": at + len(word),
                "before": text["body"][max(0, at - _ROUND) : at],
                "words": text["body"][at : at + len(word)],
                "after": text["body"][at + len(word) : at + len(word) + _ROUND],
            }
            for word, at in zip(asked, places, strict=True)
        ],
    }


def _index(store: Store, connection: Connection) -> None:
    """Takes in the documents that came since; the index is no record and may be made again at any time."""
    from sqlalchemy import select, text

    table = schema.document.c
    done = connection.execute(text("SELECT max(document) FROM words_up_to")).scalar() or 0
    newest = connection.execute(select(table.number).order_by(table.number.desc()).limit(1)).scalar() or 0
    while done < newest:
        asked = select(table.number, table.body).where(table.number > done).order_by(table.number).limit(_BATCH)
        rows = [{"at": number, "grams": " ".join(grams(folded(body)))} for number, body in connection.execute(asked)]
        if store.postgresql:
            add = "INSERT INTO words (document, grams) VALUES (:at, array_to_tsvector(string_to_array(:grams, ' ')))"
        else:
            add = "INSERT INTO words (rowid, grams) VALUES (:at, :grams)"
        connection.execute(text(add), rows)
        done = rows[-1]["at"]
        connection.execute(text("INSERT INTO words_up_to (document) VALUES (:done)"), {"done": done})


def _candidates(store: Store, connection: Connection, wanted: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Documents that hold every pair, by case; whether the words stand in them is still to be seen."""
    from sqlalchemy import text

    if store.postgresql:
        inside, asked = "SELECT document FROM words WHERE grams @@ CAST(:asked AS tsquery)", " & ".join(wanted)
    else:
        inside, asked = "SELECT rowid FROM words WHERE words MATCH :asked", " AND ".join(wanted)
    statement = (
        f"SELECT case_id, id, kind, source, body FROM document WHERE number IN ({inside}) ORDER BY case_id, number"
    )
    chosen = connection.execution_options(yield_per=200).execute(text(statement), {"asked": asked})
    for row in chosen.mappings():
        yield dict(row)


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits or "0"
