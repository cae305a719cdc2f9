"""Lines of ``tiao.cases/1``: documents and the statements out of them, held against each other as they are read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from tiao.cases.document import Document
from tiao.cases.statement import Statement, from_row
from tiao.errors import Misuse, TiaoError
from tiao.law.courts.record import Unread

FORMAT = "tiao.cases/1"
# A judgment of a hundred defendants has under a million characters.
MAX_LINE = 64 << 20
_MOST_UNREAD = 1_000
BESIDE = ("decision", "link", "court_order", "proof")


@dataclass(frozen=True)
class Text:
    """A document on its way into the store: its case, its kind (judgment, coded) and where it comes from."""

    case: str
    kind: str
    source: str
    document: Document


@dataclass
class Added:
    """How much came in, and how much stood there already."""

    documents: int = 0
    documents_known: int = 0
    statements: int = 0
    statements_known: int = 0


@dataclass
class Brought:
    """What came in, and the lines that did not."""

    added: Added = field(default_factory=Added)
    beside: int = 0
    unread: list[Unread] = field(default_factory=list)
    unread_lines: int = 0

    def leave_out(self, line: int, what: str) -> None:
        """Names a line that does not come in; the first thousand by their number, all of them counted."""
        self.unread_lines += 1
        if len(self.unread) < _MOST_UNREAD:
            self.unread.append(Unread(line, what))


def is_export(path: Path) -> bool:
    """Does the file begin as ``export`` writes it?

    Raises:
        Misuse: the file cannot be opened.
    """
    try:
        with open(path, "rb") as stream:
            head = stream.readline(1_000)
    except OSError as error:
        raise Misuse(
            f"The file cannot be read: {error.strerror or 'input error'}.", "FILE", "Check the path."
        ) from None
    return FORMAT.encode() in head and b'"format"' in head


def objects(stream: BinaryIO, brought: Brought) -> Iterator[tuple[int, dict[str, Any]]]:
    number = 0
    while raw := stream.readline(MAX_LINE + 1):
        number += 1
        if len(raw) > MAX_LINE:
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(MAX_LINE)
            brought.leave_out(number, "longer than 64 MiB")
            continue
        if not raw.strip():
            continue
        try:
            value = json.loads(raw.decode("utf-8-sig"))
            if not isinstance(value, dict) or (b"\\u" in raw and not _is_text(value)):
                raise ValueError("no object of text")
        except (ValueError, RecursionError):
            brought.leave_out(number, "no JSON object in UTF-8")
            continue
        if number == 1 and value.get("format") != FORMAT:
            raise Misuse("The file is not an export of a store.", "import", f"Its first line must say {FORMAT}.")
        yield number, value


def _is_text(value: Any) -> bool:
    """No halves of characters and no noughts, which no database takes, in any text of an object."""
    if isinstance(value, dict):
        return all(_is_text(one) for one in value.values())
    return not isinstance(value, str) or not any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in value)


def items(
    objects: Iterable[tuple[int, dict[str, Any]]], brought: Brought, beside: list[tuple[int, str, dict[str, Any]]]
) -> Iterator[tuple[Text, list[Statement]]]:
    """Documents with their statements, a case at a time; what stands beside them is put by."""
    texts: dict[str, tuple[Text, list[Statement]]] = {}
    for number, value in objects:
        if isinstance(found := value.get("document"), dict):
            text = _text(found)
            if text is None:
                brought.leave_out(number, "document: a key is missing or no text")
                continue
            if texts and text.case != next(iter(texts.values()))[0].case:
                yield from texts.values()
                texts = {}
            texts[text.document.digest] = (text, [])
        elif isinstance(found := value.get("statement"), dict):
            _statement(number, found, texts, brought)
        elif "format" not in value:
            table = next((name for name in BESIDE if isinstance(value.get(name), dict)), None)
            if table is None:
                brought.leave_out(number, "neither document, statement nor decision")
            else:
                beside.append((number, table, value[table]))
    yield from texts.values()


def _text(found: dict[str, Any]) -> Text | None:
    values = [found.get(key) for key in ("case_id", "kind", "source", "id", "body")]
    if not all(isinstance(value, str) for value in values):
        return None
    case, kind, source, name, body = map(str, values)
    return Text(case, kind, source, Document(name, body)) if len(name) == 64 else None


def _statement(
    number: int, found: dict[str, Any], texts: dict[str, tuple[Text, list[Statement]]], brought: Brought
) -> None:
    known = texts.get(str(found.get("document")))
    if known is None:
        brought.leave_out(number, "statement: its document does not stand before it")
        return
    try:
        known[1].append(from_row({key: value for key, value in found.items() if key != "digest"}, known[0].document))
    except (TiaoError, TypeError, ValueError, AttributeError) as error:
        brought.leave_out(
            number, f"statement: {error.what if isinstance(error, TiaoError) else 'a value of another kind'}"
        )
