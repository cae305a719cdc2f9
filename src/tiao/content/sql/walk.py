"""The walk through a dump, in machine code: from statement to statement, and through the rows of each."""

from __future__ import annotations

from typing import Any

from tiao.compiled import apart, jit, lean, peek
from tiao.content.sql.expression import value
from tiao.content.sql.passing import GO_ON, MORE_DATA, find_way, pass_over
from tiao.content.sql.row import (
    DAMAGED,
    DUAL,
    FROM,
    MORE,
    ROOM,
    SELECT,
    UNION,
    copied_cells,
    is_end_of_copy,
    tuple_cells,
)
from tiao.content.sql.signs import COMMA, LF, OPEN, SEMICOLON, line_end, skip_blanks, word_at
from tiao.content.sql.state import (
    AT,
    BEHIND,
    BROKEN,
    CELLS,
    CSV,
    CUT,
    EMPTY,
    FAR,
    FULL,
    GIVE_UP,
    HEAD,
    LINE_REST,
    LINES,
    LIST,
    LONG,
    LOST,
    MODE,
    PASSING,
    QUERIES,
    ROWS,
    TOP,
    TORN,
    TUPLE,
    UNREAD,
)
from tiao.content.sql.statement import next_statement, set_aside
from tiao.content.sql.value import LITERAL

# What Python is asked for beside ``statement``: more room for rows.
NO_ROOM = 2
# Damage that shows only so far behind the start of a row is looked for anew from each row so many times, no more.
_FAR_AWAY = 1 << 16
_MOST_FAR = 64


@lean
def _no_row(state: Any, rows: Any, table: int, what: int) -> None:
    """A row that cannot be read still has its number."""
    r = state[ROWS]
    rows.table[r] = table
    rows.state[r] = what
    rows.first[r + 1] = state[CELLS]
    state[ROWS] = r + 1


@lean
def _lose(state: Any, rows: Any, table: int, what: int, begin: int, seen: int) -> int:
    """A row that begins at ``begin`` is given up, after its bytes up to ``seen`` were looked at."""
    _no_row(state, rows, table, what)
    state[MODE] = LOST
    state[GIVE_UP] = 0
    state[AT] = begin + 1
    if seen - begin > _FAR_AWAY:
        if state[FAR] >= _MOST_FAR:
            state[AT] = seen
        state[FAR] += 1
    return GO_ON


@apart
def _row(data: Any, h: int, cells: int, heads: Any, rows: Any, state: Any, slash: int, gbk: Any) -> bool:
    """Writes the values of a row whose cells end at ``cells``, in the order of its table; False when room is short."""
    begin = state[CELLS]
    order = heads.order_at[h]
    listed = heads.order_at[h + 1] - order
    width = 0
    if listed:
        width = heads.width[h] + max(0, cells - begin - listed)
        if max(cells, begin + width) + cells - begin >= len(rows.starts):
            return False
    starts = rows.starts
    ends = rows.ends
    full = False
    for k in range(begin, cells):
        if rows.kinds[k] != LITERAL:
            starts[k], ends[k] = value(data, starts[k], ends[k], rows.kinds[k], slash, gbk)
        if not full:
            for p in range(starts[k], ends[k]):
                if peek(data, p) > 32:
                    full = True
                    break
    if listed:
        kept = max(cells, begin + width)
        count = cells - begin
        for k in range(count):
            starts[kept + k] = starts[begin + k]
            ends[kept + k] = ends[begin + k]
        for k in range(begin, begin + width):
            starts[k] = 0
            ends[k] = 0
        for k in range(count):
            to = begin + (heads.order[order + k] if k < listed else heads.width[h] + k - listed)
            starts[to] = starts[kept + k]
            ends[to] = ends[kept + k]
        cells = begin + width
    r = state[ROWS]
    rows.table[r] = heads.table[h]
    rows.state[r] = FULL if full else EMPTY
    if full:
        state[CELLS] = cells
    rows.first[r + 1] = state[CELLS]
    state[ROWS] = r + 1
    return True


@apart
def _tuples(data: Any, n: int, final: bool, slash: int, state: Any, heads: Any, rows: Any, gbk: Any) -> int:
    """The tuples of VALUES, from before or behind one."""
    h = state[HEAD]
    mode = state[MODE]
    i = state[AT]
    while True:
        begin = skip_blanks(data, i, n)
        if begin >= n:
            state[BROKEN] |= final and mode == TUPLE
            state[MODE] = TOP if state[GIVE_UP] else mode
            state[AT] = i
            if not state[GIVE_UP]:
                return MORE_DATA
            state[GIVE_UP] = 0
            return GO_ON
        byte = peek(data, begin)
        if mode == BEHIND:
            if byte != COMMA:
                state[MODE] = TOP
                state[AT] = begin
                return GO_ON
            mode = TUPLE
            i = begin + 1
            continue
        if byte != OPEN:
            state[MODE] = TOP
            state[AT] = begin
            return GO_ON
        if state[ROWS] + 1 >= len(rows.table):
            status, j, cells = ROOM, begin, 0
        else:
            status, j, cells = tuple_cells(
                data, begin + 1, n, slash, False, rows.starts, rows.ends, rows.kinds, state[CELLS]
            )
        if status == DAMAGED:
            return _lose(state, rows, heads.table[h], TORN, begin, j)
        if status == MORE and (final or state[GIVE_UP]):
            return _lose(state, rows, heads.table[h], CUT if final else LONG, begin, n)
        if status == MORE or status == ROOM or not _row(data, h, cells, heads, rows, state, slash, gbk):
            state[MODE] = mode
            state[AT] = begin
            return MORE_DATA if status == MORE else NO_ROOM
        mode = BEHIND
        i = j


@apart
def _list(data: Any, n: int, final: bool, slash: int, state: Any, heads: Any, rows: Any, gbk: Any) -> int:
    """One list of SELECT, and the words behind it."""
    h = state[HEAD]
    begin = state[AT]
    if state[ROWS] + 1 >= len(rows.table):
        return NO_ROOM
    status, j, cells = tuple_cells(data, begin, n, slash, True, rows.starts, rows.ends, rows.kinds, state[CELLS])
    if status == MORE and final:
        # The end of the file ends a list too, as a semicolon would.
        data[n], data[n + 1], data[n + 2] = SEMICOLON, LF, LF
        status, j, cells = tuple_cells(
            data, begin, n + 3, slash, True, rows.starts, rows.ends, rows.kinds, state[CELLS]
        )
        j = min(j, n)
    behind = j
    is_query = False
    again = False
    if status != DAMAGED and status != MORE and status != ROOM:
        word, k = word_at(data, j, n)
        if word == FROM:
            m = skip_blanks(data, k, n)
            dual, k = word_at(data, m, n)
            is_query = dual != DUAL and (k < n or final)
            behind = k
            m = skip_blanks(data, k, n)
            word, k = word_at(data, m, n)
        if word == UNION and not is_query:
            # UNION ALL SELECT
            while k < n and word != SELECT:
                m = skip_blanks(data, k, n)
                word, k = word_at(data, m, n)
                if m == k:
                    break
            again = word == SELECT
            behind = k if again else behind
        if k >= n and not final:
            status = MORE
    if is_query:
        state[QUERIES] += 1
        return set_aside(state, begin, 0, 0)
    if status == DAMAGED:
        return _lose(state, rows, heads.table[h], TORN, begin, j)
    if status == MORE and (final or state[GIVE_UP]):
        return _lose(state, rows, heads.table[h], CUT if final else LONG, begin, n)
    if status == MORE:
        return MORE_DATA
    if status == ROOM or not _row(data, h, cells, heads, rows, state, slash, gbk):
        return NO_ROOM
    state[MODE] = LIST if again else TOP
    state[AT] = behind
    return GO_ON


@apart
def _lines(data: Any, n: int, final: bool, slash: int, state: Any, heads: Any, rows: Any, gbk: Any) -> int:
    """The lines of COPY, up to one that is only a backslash and a point."""
    h = state[HEAD]
    i = state[AT]
    if state[MODE] == LINE_REST:
        i = line_end(data, i, n)
        if i < n:
            state[MODE] = LINES
            i += 1
    while state[MODE] == LINES:
        is_end, j = is_end_of_copy(data, i, n)
        if is_end == 1:
            state[MODE] = TOP
            state[AT] = j
            return GO_ON
        state[AT] = i
        if is_end < 0:
            state[BROKEN] |= final
            return MORE_DATA
        if state[ROWS] + 1 >= len(rows.table):
            return NO_ROOM
        status, j, cells = copied_cells(data, i, n, heads.sign[h], rows.starts, rows.ends, rows.kinds, state[CELLS])
        if status == MORE:
            if not state[GIVE_UP] and not final:
                return MORE_DATA
            _no_row(state, rows, heads.table[h], CUT if final else LONG)
            state[MODE] = LINE_REST
            state[GIVE_UP] = 0
            i = n
            break
        if heads.kind[h] == CSV:
            _no_row(state, rows, heads.table[h], UNREAD)
        elif status == ROOM or not _row(data, h, cells, heads, rows, state, slash, gbk):
            return NO_ROOM
        i = j
    state[AT] = i
    return MORE_DATA


@jit
def walk(
    data: Any, n: int, final: bool, slash: int, state: Any, tag: Any, delimiter: Any, heads: Any,
    rows: Any, gbk: Any,
) -> int:  # fmt: skip
    """Walks on through a piece of a dump, as far as it can.

    Args:
        data: uint8, UTF-8, with room of ``lines.PAD`` behind n; values are written over what stands for them.
        final: nothing follows this piece.
        slash: how a backslash in a plain string is meant.
        state, tag, delimiter: as ``State`` holds them; updated.
        heads: ``Heads``. rows: ``Rows``, filled up to CELLS and ROWS of the state. gbk: ``value.gbk_table``.

    Returns:
        MORE_DATA, NO_ROOM, or what ``statement`` asks for.
    """
    code = GO_ON
    while code == GO_ON:
        mode = state[MODE]
        if mode == TOP:
            code = next_statement(data, n, final, state, delimiter, heads)
        elif mode == TUPLE or mode == BEHIND:
            code = _tuples(data, n, final, slash, state, heads, rows, gbk)
        elif mode == PASSING:
            code = pass_over(data, n, final, slash, state, tag, delimiter)
        elif mode == LIST:
            code = _list(data, n, final, slash, state, heads, rows, gbk)
        elif mode == LOST:
            code = find_way(data, n, final, state)
        else:
            code = _lines(data, n, final, slash, state, heads, rows, gbk)
    return code
