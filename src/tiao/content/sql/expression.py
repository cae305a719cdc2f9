"""The literal of an SQL expression, written over it: TO_DATE('..', '..'), CAST(N'..' AS x), 'a' || CHR(10) || 'b'."""

from __future__ import annotations

from typing import Any

from tiao.compiled import apart, lean, peek
from tiao.content.characters import put_code
from tiao.content.sql.row import NULL, U, marked_string, string_kind
from tiao.content.sql.signs import (
    BARE,
    CLASS,
    CLOSE,
    COMMA,
    DOLLAR,
    OPEN,
    QUOTE,
    WORD,
    dollar_close,
    dollar_tag_end,
    skip_blanks,
    string_end,
    word_at,
)
from tiao.content.sql.state import PLAIN_SLASH
from tiao.content.sql.value import EXPRESSION, HEX, LITERAL, UNICODE, hex_text, literal
from tiao.content.sql.words import packed

# Functions that give a character for its number, read escapes or hexadecimal digits, or change a number's type.
_CHR, _CHAR, _NCHAR, _UNISTR, _HEXTORAW, _UNHEX, _CAST, _TRY_CAST, _TO_NUMBER, _CONCAT = (
    packed(word)
    for word in ("CHR", "CHAR", "NCHAR", "UNISTR", "HEXTORAW", "UNHEX", "CAST", "TRY_CAST", "TO_NUMBER", "CONCAT")
)
_NOTHING = packed("")


@lean
def _number(data: Any, s: int, e: int) -> int:
    value = 0
    for i in range(s, min(e, s + 8)):
        byte = peek(data, i)
        if byte < 48 or byte > 57:
            return -1
        value = value * 10 + (byte - 48)
    return value


@lean
def _moved(data: Any, s: int, e: int, to: int) -> int:
    for i in range(s, e):
        data[to + i - s] = peek(data, i)
    return to + e - s


@lean
def _written(data: Any, s: int, e: int, kind: int, function: Any, to: int, gbk: Any) -> int:
    """Writes the value of a literal to ``to``, which is no further right: behind it."""
    if function == _UNISTR:
        kind = UNICODE
    s, e = literal(data, s, e, kind, gbk)
    if function == _HEXTORAW or function == _UNHEX:
        text = hex_text(data, s, e, s, gbk)
        e = text if text >= 0 else e
    return _moved(data, s, e, to)


@apart
def expression_value(data: Any, s: int, e: int, slash: int, gbk: Any) -> Any:
    """Bounds of what an expression stands for: its first literal with those that are joined to it.

    The first argument of a function is taken, strings before numbers. An expression without a literal stands as it is.

    Args:
        s, e: the expression as ``row.expression_end`` found it.
        slash: how a backslash in a plain string is meant.
        gbk: ``value.gbk_table``.
    """
    to = s
    taken = False
    wanted = True
    null = False
    depth = 0
    # Behind the first argument of a function nothing is taken until its bracket closes.
    shut = 0
    joined = 0
    function = _NOTHING
    number_begin = -1
    number_end = -1
    i = s
    while i < e:
        i = skip_blanks(data, i, e + 1)
        if i >= e:
            break
        byte = peek(data, i)
        begin = -1
        end = -1
        kind = LITERAL
        word = _NOTHING
        if CLASS[byte] & WORD != 0 and byte != DOLLAR:
            word, j = word_at(data, i, e)
            mark = j + 1 if word == U and peek(data, j) == 38 else j
            if byte >= 48 and byte <= 57:
                while j < e and CLASS[peek(data, j)] & BARE != 0:
                    j += 1
                if function == _CHR or function == _CHAR or function == _NCHAR:
                    if wanted and shut == 0:
                        to = put_code(data, to, _number(data, i, j))
                        taken = True
                        wanted = False
                elif number_begin < 0 and not null and not taken:
                    low = i - 1 if i > s and peek(data, i - 1) == 45 else i
                    is_cast = function == _CAST or function == _TRY_CAST or function == _TO_NUMBER
                    if low == s or (is_cast and peek(data, low - 1) == OPEN):
                        number_begin = low
                        number_end = j
                i = j
                continue
            if mark >= e or peek(data, mark) != QUOTE:
                k = skip_blanks(data, j, e + 1)
                if k < e and peek(data, k) == OPEN:
                    function = word
                    depth += 1
                    if word == _CONCAT and joined == 0:
                        joined = depth
                    i = k + 1
                    continue
                null |= word == NULL and not taken
                i = j
                continue
            begin, end, kind, i = marked_string(data, i, mark, e + 1, word, slash)
            if word == U:
                kind = UNICODE
        elif byte == QUOTE or byte == 34:
            begin = i + 1
            end, found = string_end(data, begin, e + 1, byte, slash)
            kind = string_kind(data, begin, found, slash)
            i = end + 1
        elif byte == 96:
            end, _ = string_end(data, i + 1, e + 1, byte, PLAIN_SLASH)
            i = end + 1 if end >= 0 else e
            continue
        elif byte == DOLLAR:
            j = dollar_tag_end(data, i, e + 1)
            if j > i:
                begin = j
                end = dollar_close(data, i, j, e + 1)
                i = end + j - i
        if begin >= 0:
            if end < 0:
                break
            if wanted and shut == 0:
                to = _written(data, begin, end, kind, function, to, gbk)
                taken = True
                wanted = False
            continue
        if byte == 91 and not taken:
            # A list: all of it is the value.
            return s, e
        if byte == OPEN or byte == 91:
            depth += 1
            function = _NOTHING
        elif byte == CLOSE or byte == 93:
            depth -= 1
            function = _NOTHING
            if depth < shut:
                shut = 0
            if depth < joined:
                joined = 0
        elif byte == COMMA and shut == 0:
            if depth == joined:
                wanted = True
            elif taken:
                shut = depth
        elif byte == 124 or byte == 43:
            wanted |= shut == 0
        i += 1
    if taken:
        return s, to
    if null:
        return s, s
    if number_begin < 0:
        return s, e
    if number_end - number_begin > 2 and (peek(data, number_begin + 1) | 32) == 120:
        return literal(data, number_begin + 2, number_end, HEX, gbk)
    return number_begin, number_end


@lean
def value(data: Any, s: int, e: int, kind: int, slash: int, gbk: Any) -> Any:
    """Bounds of the value of a cell, written over it."""
    if kind == EXPRESSION:
        return expression_value(data, s, e, slash, gbk)
    return literal(data, s, e, kind, gbk)
