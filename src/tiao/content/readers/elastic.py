"""Elasticsearch dumps: lines of documents under ``_source`` (elasticdump), or in pairs behind their actions (bulk).

A document is a row whose columns are its own; the row number is the line on which the document stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tiao.content.encoding import detect, head_text
from tiao.content.json.rows import Columns, flatten, parse
from tiao.content.lines import LineBlock, block_height, first_lines, line_blocks, lines_of
from tiao.content.reader import Batch, Chunk, Claim, Layout, Source, Table, pack
from tiao.model import Unread

if TYPE_CHECKING:
    from tiao.content.json.plain import PlainRows

LINES_LOOKED_AT = 200
_ACTIONS = frozenset(("index", "create", "update", "delete"))
_WITHOUT_DOCUMENT = "delete"
# What an action says beside names that begin with an underscore.
_ACTION_WORDS = frozenset(
    (
        "routing", "parent", "version", "version_type", "pipeline", "require_alias", "retry_on_conflict",
        "dynamic_templates", "if_seq_no", "if_primary_term", "list_executed_pipelines",
    )
)  # fmt: skip
# Of what stands around a document, these say something; the score and the type of a hit do not.
_AROUND = ("_index", "_id")
_ALONE = "The action before this line has no document."
_BAD = "A line is no JSON, or is cut short."
_CUT = "The file ends with an action whose document is missing; it may be cut short."
_HINT = "Look at the line by hand; the other lines were read."

Cells = dict[str, str]


def document_cells(value: Any) -> Cells | None:
    """A line of elasticdump as cells: the document's own names, behind the names of index and document; else None."""
    source = value.get("_source") if isinstance(value, dict) else None
    if not isinstance(source, dict):
        return None
    around = {name: value[name] for name in _AROUND if name in value and name not in source}
    known = {"_source", "_score", "_type", *_AROUND, *source}
    rest = {name: each for name, each in value.items() if name not in known}
    return flatten({**around, **source, **rest}, False).cells


def action_of(value: Any) -> tuple[str, Cells] | None:
    """The action of a bulk file that a line is, and what it says of its document."""
    if not isinstance(value, dict) or len(value) != 1:
        return None
    ((name, said),) = value.items()
    if name not in _ACTIONS or not isinstance(said, dict):
        return None
    if any(not key.startswith("_") and key not in _ACTION_WORDS for key in said):
        return None
    return name, flatten({key: said[key] for key in _AROUND if key in said}, False).cells


def rows_of_lines(
    lines: Sequence[bytes], action: Cells | None
) -> tuple[list[tuple[int, Any]], list[tuple[int, str]], Cells | None]:
    """The documents of some lines.

    Args:
        action: that of the line before, if its document is still to come.

    Returns:
        (number of the line, cells) for each document, or the value of a line that is none; lines that are not read, and
        why; and the action of the last line if its document is still to come.
    """
    rows: list[tuple[int, Any]] = []
    bad: list[tuple[int, str]] = []
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        try:
            value = parse(line)
        except ValueError:
            bad.append((number, _BAD))
            action = None
            continue
        found = action_of(value)
        if found is not None:
            if action is not None:
                bad.append((number, _ALONE))
            name, action = found
            if name == _WITHOUT_DOCUMENT:
                rows.append((number, action))
                action = None
        elif not isinstance(value, dict):
            rows.append((number, value))
            action = None
        elif action is not None:
            rows.append((number, {**action, **_document(value)}))
            action = None
        else:
            cells = document_cells(value)
            rows.append((number, flatten(value, False).cells if cells is None else cells))
    return rows, bad, action


def action_behind(data: bytes, action: Cells | None) -> Cells | None:
    """The action at the end of some lines, if its document is still to come: the last line alone decides."""
    data = data.rstrip()
    last = data[max(data.rfind(b"\n"), data.rfind(b"\r")) + 1 :]
    return rows_of_lines([last], None)[2] if last else action


def _divided(
    block: LineBlock, columns: Columns, action: Cells | None
) -> tuple[PlainRows | None, list[tuple[int, Any]], list[tuple[int, str]]]:
    """The plain rows of a block, and all others as ``rows_of_lines`` gives them."""
    from tiao.content.json.elastic import plain_documents

    plain = None if block.cut or not block.data else plain_documents(block.data, columns, action is not None)
    rows: list[tuple[int, Any]] = []
    bad: list[tuple[int, str]] = []
    away: list[list[int]] = plain.away.tolist() if plain else []
    at = 0
    while plain and at < len(away):
        begin = at
        while at < len(away) and away[at][0] == away[begin][0] + at - begin:
            at += 1
        number = away[begin][0]
        lines = [block.data[start:stop] for _, start, stop in away[begin:at]]
        some, unread, left = rows_of_lines(lines, None if number else action)
        rows += [(number + line, value) for line, value in some]
        bad += [(number + line, what) for line, what in unread]
        # An action that blank lines divide from its document, or that has none.
        if left is not None and (at < len(away) or (len(plain.batch) and plain.batch.rows[-1] > number)):
            plain = None
    if plain is None:
        rows, bad, _ = rows_of_lines(lines_of(block.data), action)
    return plain, rows, bad


def _document(value: dict[str, Any]) -> Cells:
    """The document behind an action; an update holds it, or what to put in its place, one level down."""
    inner = {**value.pop("doc")} if isinstance(value.get("doc"), dict) else {}
    if isinstance(value.get("upsert"), dict):
        inner = {**value.pop("upsert"), **inner}
    return flatten({**inner, **value}, False).cells


@dataclass
class ElasticChunk:
    """Some whole lines.

    Attributes:
        action: of the line before the first, if its document stands here.
    """

    block: LineBlock
    columns: Columns
    before: int
    action: Cells | None
    exhibit: str
    size: int
    unread: list[Unread] = field(default_factory=list)

    def batch(self) -> Batch:
        from tiao.content.json.plain import woven

        plain, found, bad = _divided(self.block, self.columns, self.action)
        rows: list[tuple[int, Sequence[str]]] = []
        if not self.before and self.columns.index:
            rows.append((-1, self.columns.header()))
        blank = plain.batch.blank if plain else sum(not line.strip() for line in lines_of(self.block.data))
        for number, value in found:
            cells = self.columns.row(value) if isinstance(value, dict) else self.columns.other(value)
            if any(cell and not cell.isspace() for cell in cells):
                rows.append((number, cells))
            else:
                blank += 1
        unread = [Unread(self.exhibit, f"row {self.before + number + 1}", what, _HINT, 1) for number, what in bad]
        batch = pack(rows, block_height(self.block), blank, [*unread, *self.unread])
        return woven(plain.batch, batch) if plain else batch


@dataclass
class ElasticTable:
    """The documents of one file."""

    source: Source
    name: str = ""
    layout: Layout = "table"

    def chunks(self) -> Iterator[Chunk]:
        columns, exhibit = self._columns(), self.source.exhibit.id
        action: Cells | None = None
        before = 0
        for block in line_blocks(self.source):
            yield ElasticChunk(block, columns, before, action, exhibit, len(block.data))
            action = action_behind(block.data, action)
            before += block_height(block)
        if action is not None:
            unread = [Unread(exhibit, f"after row {before}", _CUT, _HINT)]
            yield ElasticChunk(LineBlock(b""), columns, before, None, exhibit, 0, unread)

    def _columns(self) -> Columns:
        """The names of all documents, in the order in which they first appear."""
        columns = Columns()
        action: Cells | None = None
        for block in line_blocks(self.source):
            for some in _in_two(block):
                for _, value in _divided(some, columns, action)[1]:
                    if isinstance(value, dict):
                        columns.learn(value)
                action = action_behind(some.data, action)
        return columns


def _in_two(block: LineBlock) -> Iterator[LineBlock]:
    """A block as its first lines, which teach most names, and all others, which are plain once these are known."""
    at = 0
    for _ in range(LINES_LOOKED_AT):
        at = block.data.find(b"\n", at) + 1
        if not at:
            break
    if at:
        yield LineBlock(block.data[:at])
    yield LineBlock(block.data[at:], block.cut)


class Elastic:
    """Reads Elasticsearch dumps: what elasticdump writes, and bulk files."""

    name = "elastic@2"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        if b"_source" not in head and not any(word.encode() in head for word in _ACTIONS):
            return Claim.NO, ""
        lines = first_lines(head_text(head, detect(head)), LINES_LOOKED_AT + 1)
        # The last line may be cut by the end of the head, and proves nothing.
        lines = lines[: min(LINES_LOOKED_AT, max(1, len(lines) - 1))]
        documents = actions = 0
        for line in lines:
            try:
                value = parse(line)
            except ValueError:
                continue
            documents += document_cells(value) is not None
            actions += action_of(value) is not None
        if documents and documents * 5 >= len(lines) * 4:
            return Claim.YES, f"{documents} of the first {len(lines)} lines are Elasticsearch documents"
        if actions and actions * 5 >= len(lines) * 2:
            return Claim.YES, f"{actions} of the first {len(lines)} lines are actions of an Elasticsearch bulk file"
        return Claim.NO, ""

    def tables(self, source: Source) -> Iterator[Table | Unread]:
        yield ElasticTable(source)
