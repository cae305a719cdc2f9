"""JSON lines: every line is a row, and the row number is the line number.

The file is read once to learn all keys and once more for the rows. The keys come out as row 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from tiao.content.encoding import detect, head_text
from tiao.content.json.rows import Columns, flatten, parse
from tiao.content.lines import LineBlock, block_height, first_lines, line_blocks, lines_of
from tiao.content.reader import Batch, Chunk, Claim, Layout, Source, Table, pack
from tiao.model import Unread

if TYPE_CHECKING:
    from tiao.content.json.plain import PlainRows

LINES_LOOKED_AT = 200
WORTH_ANOTHER_LOOK = 1000
"""With so many lines left whose keys are not all known, a block is looked at again once new ones are."""
_BAD = "A line is no JSON, or is cut short."
_HINT = "Look at the line by hand; the other lines were read."


def cells_of(line: bytes) -> Any:
    """One line as cells by name, or as the list or scalar that it is.

    Raises:
        ValueError: it is no JSON.
    """
    value = parse(line)
    return flatten(value, nested_tables=False).cells if isinstance(value, dict) else value


def _or_nothing(line: bytes) -> Any:
    try:
        return parse(line)
    except ValueError:
        return None


@dataclass
class LinesChunk:
    """Some whole lines, with the names of the columns in front if it is the first chunk."""

    block: LineBlock
    columns: Columns
    at_top: bool
    before: int
    """Lines before this chunk."""
    exhibit: str
    size: int

    def batch(self) -> Batch:
        from tiao.content.json.plain import woven

        # Row -1 of the first chunk is row 0 of the table: the names stand on no line of their own.
        rows: list[tuple[int, Sequence[str]]] = []
        if self.at_top and self.columns.index:
            rows.append((-1, self.columns.header()))
        unread = []
        plain, away = _divided(self.block, self.columns)
        blank = plain.batch.blank if plain else 0
        for number, line in away:
            if not line.strip():
                blank += 1
                continue
            try:
                value = cells_of(line)
                cells = self.columns.row(value) if isinstance(value, dict) else self.columns.other(value)
            except ValueError:
                unread.append(Unread(self.exhibit, f"row {self.before + number + 1}", _BAD, _HINT, 1))
                continue
            if any(cell and not cell.isspace() for cell in cells):
                rows.append((number, cells))
            else:
                blank += 1
        batch = pack(rows, plain.batch.height if plain else block_height(self.block), blank, unread)
        return woven(plain.batch, batch) if plain else batch


def _divided(block: LineBlock, columns: Columns) -> tuple[PlainRows | None, Iterable[tuple[int, bytes]]]:
    """The plain rows of a block, and number and bytes of every other line."""
    from tiao.content.json.plain import plain_lines

    plain = None if block.cut else plain_lines(block.data, columns)
    if plain is None:
        return None, enumerate(lines_of(block.data))
    return plain, ((number, block.data[begin:end]) for number, begin, end in plain.away.tolist())


@dataclass
class LinesTable:
    """The lines of one file."""

    source: Source
    name: str = ""
    layout: Layout = "table"

    def chunks(self) -> Iterator[Chunk]:
        columns = self._columns()
        before = 0
        for block in line_blocks(self.source):
            yield LinesChunk(block, columns, before == 0, before, self.source.exhibit.id, len(block.data))
            before += block_height(block)

    def _columns(self) -> Columns:
        """The keys of all lines, in the order in which they first appear."""
        columns = Columns()
        flat_shapes: set[tuple[str, ...]] = set()
        for block in line_blocks(self.source):
            data = block.data
            while data:
                data = _learn(LineBlock(data, block.cut), columns, flat_shapes)
        return columns


def _learn(block: LineBlock, columns: Columns, flat_shapes: set[tuple[str, ...]]) -> bytes:
    """Learns the keys of a block's lines; returns what is left of it where it is better looked at again."""
    known = len(columns.index)
    plain, away = _divided(block, columns)
    lines = plain.away if plain else None
    for at, (_, line) in enumerate(away):
        try:
            value = orjson.loads(line)
        except orjson.JSONDecodeError:
            value = _or_nothing(line)
        if isinstance(value, dict):
            shape = tuple(value)
            # A list may be empty and an object hold other keys: only lines without any teach what their like would.
            flat = not any(type(item) in (dict, list) for item in value.values())
            if flat and shape in flat_shapes:
                continue
            columns.learn(flatten(value, nested_tables=False).cells)
            if flat and len(flat_shapes) < 10_000:
                flat_shapes.add(shape)
        if len(columns.index) > known and lines is not None and len(lines) - at > WORTH_ANOTHER_LOOK:
            return block.data[int(lines[at, 2]) + 1 :]
    return b""


class JsonLines:
    """Reads JSON lines (NDJSON)."""

    name = "jsonl@2"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        text = head_text(head, detect(head))
        if not text.lstrip().startswith((b"{", b"[")):
            return Claim.NO, ""
        lines = first_lines(text, LINES_LOOKED_AT + 1)
        # The last line may be cut by the end of the head, and proves nothing.
        lines = lines[: min(LINES_LOOKED_AT, max(2, len(lines) - 1))]
        if len(lines) < 2:
            return Claim.NO, ""
        good = 0
        for number, line in enumerate(lines):
            try:
                good += isinstance(parse(line), (dict, list))
            except ValueError:
                if number == 0:
                    return Claim.NO, ""
        if good * 5 < len(lines) * 4 and good < len(lines) - 1:
            return Claim.NO, ""
        return Claim.YES, f"{good} of the first {len(lines)} lines are JSON objects or lists"

    def tables(self, source: Source) -> Iterator[Table | Unread]:
        yield LinesTable(source)
