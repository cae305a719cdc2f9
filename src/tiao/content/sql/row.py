"""Where the cells of a row stand in a dump: a tuple of VALUES, a list of SELECT, a line of COPY.

Nothing is changed here, so that a row that is not whole yet, or damaged, can be looked at again.
"""

from __future__ import annotations

from typing import Any

from tiao.compiled import apart, between64, lean, peek, trailing_zeros
from tiao.content.sql.signs import (
    BACKSLASH,
    BARE,
    CLASS,
    CLOSE,
    COMMA,
    DOLLAR,
    LF,
    OPEN,
    QUOTE,
    RETURN,
    SEMICOLON,
    WORD,
    dollar_close,
    dollar_tag_end,
    is_blank,
    oracle_quote_end,
    skip_blanks,
    string_end,
    word_at,
)
from tiao.content.sql.state import MYSQL_SLASH, PLAIN_SLASH, POSTGRES_SLASH
from tiao.content.sql.value import BYTEA, COPIED, DOUBLED, EXPRESSION, HEX, LITERAL, MYSQL, POSTGRES
from tiao.content.sql.words import packed

# What became of a row: it is whole; more must be seen; it is no row; there is no room for its cells.
WHOLE, MORE, DAMAGED, ROOM = 0, 1, 2, 3

UNION, FROM, WHERE, DUAL, SELECT, INSERT, GO = (
    packed(word) for word in ("UNION", "FROM", "WHERE", "DUAL", "SELECT", "INSERT", "GO")
)
_COLLATE, _AT, _AS = packed("COLLATE"), packed("AT"), packed("AS")
NULL, _DEFAULT = packed("NULL"), packed("DEFAULT")
_Q, _NQ, _E, _X, _B, U = (packed(word) for word in ("Q", "NQ", "E", "X", "B", "U"))


@lean
def ends_list(word: Any) -> bool:
    """Whether a word ends a list of SELECT."""
    return word == UNION or word == FROM or word == WHERE or word == GO or word == INSERT or word == SELECT


@lean
def string_kind(data: Any, s: int, found: int, slash: int) -> int:
    """How the inside of a string is meant, that begins at s; ``found`` is what ``string_end`` says."""
    if slash == PLAIN_SLASH and peek(data, s) == BACKSLASH and peek(data, s + 1) == 120:
        return BYTEA
    if found == 0:
        return LITERAL
    if found == 2:
        return DOUBLED
    return MYSQL if slash == MYSQL_SLASH else POSTGRES


@apart
def marked_string(data: Any, i: int, j: int, n: int, word: Any, slash: int) -> Any:
    """A string with a word before its mark, as in N'...', E'...', X'...', q'[...]', _utf8'...'.

    Args:
        i: where the word begins.
        j: where the mark stands.
        word: as ``word_at`` gives it.

    Returns:
        (start, end, kind, behind the closing mark); the end is -1 when it is not closed before n - 1.
    """
    if word == _Q or word == _NQ:
        close = oracle_quote_end(data, j + 1, n)
        return j + 2, close, LITERAL, close + 2
    if word == _E:
        slash = POSTGRES_SLASH
    elif word == _X or word == _B:
        slash = PLAIN_SLASH
    close, found = string_end(data, j + 1, n, QUOTE, slash)
    if word == _X:
        kind = HEX
    elif word == _B:
        kind = LITERAL
    else:
        kind = string_kind(data, j + 1, found, slash)
    return j + 1, close, kind, close + 1


@apart
def expression_end(data: Any, i: int, n: int, slash: int, listed: bool) -> Any:
    """Where the expression that begins at i ends, at depth 0.

    Args:
        listed: it stands in a list of SELECT, which no bracket ends.

    Returns:
        (WHOLE, MORE or DAMAGED; where: at the comma, the bracket or the word behind it).
    """
    depth = 0
    # Whether a literal has just ended: another one right behind it means that a mark is missing somewhere.
    ended = False
    while True:
        i = skip_blanks(data, i, n)
        if i >= n:
            return MORE, i
        byte = peek(data, i)
        if CLASS[byte] & WORD != 0 and byte != DOLLAR:
            word, j = word_at(data, i, n)
            if j + 1 >= n:
                return MORE, i
            if depth == 0 and listed and ends_list(word):
                return WHOLE, i
            if word == INSERT and i > 0 and peek(data, i - 1) == LF:
                return DAMAGED, i
            mark = j + 1 if word == U and peek(data, j) == 38 else j
            if depth == 0 and ended and not listed and word != _COLLATE and word != _AT and word != _AS:
                return DAMAGED, i
            if peek(data, mark) == QUOTE:
                _, close, _, i = marked_string(data, i, mark, n, word, slash)
                if close < 0:
                    return MORE, i
                ended = True
                continue
            i = j
            ended = False
            continue
        if byte == QUOTE or byte == 34 or byte == 96:
            if depth == 0 and ended:
                return DAMAGED, i
            close, _ = string_end(data, i + 1, n, byte, PLAIN_SLASH if byte == 96 else slash)
            if close < 0:
                return MORE, i
            i = close + 1
            ended = True
            continue
        ended = False
        if byte == COMMA:
            if depth == 0:
                return WHOLE, i
        elif byte == OPEN or byte == 91:
            depth += 1
        elif byte == CLOSE or byte == 93:
            if depth == 0:
                return (DAMAGED if listed or byte == 93 else WHOLE), i
            depth -= 1
        elif byte == SEMICOLON:
            return (WHOLE if listed and depth == 0 else DAMAGED), i
        elif byte == DOLLAR:
            j = dollar_tag_end(data, i, n)
            if j < 0:
                return MORE, i
            if j > i:
                close = dollar_close(data, i, j, n)
                if close < 0:
                    return MORE, i
                i = close + j - i
                continue
        i += 1


@lean
def bare_kind(data: Any, s: int, e: int) -> Any:
    """(start, end, kind) of a number or word: NULL and DEFAULT are nothing, 0x... is hexadecimal."""
    size = e - s
    if size == 4 or size == 7:
        word, end = word_at(data, s, e)
        if end == e and (word == NULL or word == _DEFAULT):
            return s, s, LITERAL
    if size > 2 and peek(data, s) == 48 and (peek(data, s + 1) | 32) == 120:
        return s + 2, e, HEX
    return s, e, LITERAL


@apart
def tuple_cells(
    data: Any, i: int, n: int, slash: int, listed: bool, starts: Any, ends: Any, kinds: Any, cells: int
) -> Any:
    """Finds the cells of one row.

    Args:
        i: behind the opening bracket, or behind SELECT.
        slash: how a backslash in a plain string is meant.
        listed: it is a list of SELECT.
        starts, ends, kinds: output, from ``cells`` on: what ``value.literal`` takes, or a whole EXPRESSION.

    Returns:
        (WHOLE, MORE, DAMAGED or ROOM; where: behind the closing bracket, or at what ends the list; cells by now).
    """
    room = len(starts)
    begun = cells
    while True:
        i = skip_blanks(data, i, n)
        if i + 1 >= n:
            return MORE, i, cells
        if cells + 1 >= room:
            return ROOM, i, cells
        byte = peek(data, i)
        begin = i
        s = i
        e = -1
        kind = EXPRESSION
        if byte == QUOTE or byte == 34:
            e, found = string_end(data, i + 1, n, byte, slash)
            if e < 0:
                return MORE, i, cells
            s = i + 1
            kind = string_kind(data, s, found, slash)
            i = e + 1
        elif CLASS[byte] & BARE != 0:
            while i < n and CLASS[peek(data, i)] & BARE != 0:
                i += 1
            if i >= n:
                return MORE, i, cells
            if peek(data, i) != QUOTE:
                s, e, kind = bare_kind(data, begin, i)
            elif i == begin + 1:
                # N'...', E'...', X'...'
                word, _ = word_at(data, begin, i)
                s, e, kind, i = marked_string(data, begin, i, n, word, slash)
                if e < 0:
                    return MORE, i, cells
        elif byte == COMMA or (byte == CLOSE and not listed):
            e = i
            kind = LITERAL
            if byte == CLOSE and cells == begun:
                return WHOLE, i + 1, cells
        if e >= 0:
            if is_blank(peek(data, i)):
                i = skip_blanks(data, i, n)
                if i >= n:
                    return MORE, i, cells
            byte = peek(data, i)
        if e < 0 or not (byte == COMMA or (byte == CLOSE and not listed)):
            status, i = expression_end(data, begin, n, slash, listed)
            if status != WHOLE:
                return status, i, cells
            s = begin
            e = i
            kind = EXPRESSION
            while e > s and is_blank(peek(data, e - 1)):
                e -= 1
            byte = peek(data, i)
        starts[cells] = s
        ends[cells] = e
        kinds[cells] = kind
        cells += 1
        if byte != COMMA:
            return WHOLE, (i if listed else i + 1), cells
        i += 1


@apart
def copied_cells(data: Any, i: int, n: int, sign: int, starts: Any, ends: Any, kinds: Any, cells: int) -> Any:
    """Finds the cells of one line of COPY.

    Args:
        sign: the byte that divides the cells.

    Returns:
        (WHOLE, MORE or ROOM; where the next line begins; cells by now).
    """
    room = len(starts)
    s = i
    kind = LITERAL
    while True:
        if i >= n:
            return MORE, i, cells
        hits = between64(data, i, LF, LF) | between64(data, i, sign, sign) | between64(data, i, BACKSLASH, BACKSLASH)
        if hits == 0:
            i += 64
            continue
        i += trailing_zeros(hits)
        if i + 1 > n:
            return MORE, i, cells
        byte = peek(data, i)
        if byte == BACKSLASH:
            kind = COPIED
            i += 2
            continue
        if cells + 1 >= room:
            return ROOM, i, cells
        e = i
        if byte == LF and e > s and peek(data, e - 1) == RETURN:
            e -= 1
        if kind == COPIED and e == s + 2 and peek(data, s + 1) == 78:
            # \N is NULL.
            e = s
            kind = LITERAL
        starts[cells] = s
        ends[cells] = e
        kinds[cells] = kind
        cells += 1
        i += 1
        s = i
        kind = LITERAL
        if byte == LF:
            return WHOLE, i, cells


@lean
def is_end_of_copy(data: Any, i: int, n: int) -> Any:
    r"""Whether the line at i is ``\.``: (1 yes, 0 no, -1 more must be seen; where the next line begins)."""
    if i >= n:
        return -1, i
    if peek(data, i) != BACKSLASH:
        return 0, i
    if i + 3 > n:
        return -1, i
    if peek(data, i + 1) != 46:
        return 0, i
    if peek(data, i + 2) == RETURN:
        if i + 4 > n:
            return -1, i
        return (1, i + 4) if peek(data, i + 3) == LF else (0, i)
    return (1, i + 3) if peek(data, i + 2) == LF else (0, i)
