"""What of a dump is not rows, in machine code: heads of INSERT, statements passed over, the way out of damage."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import apart, between64, lean, peek, trailing_zeros
from tiao.content.sql.row import GO, INSERT, SELECT
from tiao.content.sql.signs import (
    BACKSLASH,
    CLASS,
    CLOSE,
    COMMA,
    DOLLAR,
    LF,
    OPEN,
    QUOTE,
    RETURN,
    SEMICOLON,
    SPECIAL,
    WORD,
    comment_end,
    dollar_tag_end,
    is_blank,
    line_end,
    skip_blanks,
    string_end,
    word_at,
)
from tiao.content.sql.state import (
    AT,
    BLOCK,
    BRACKET,
    COMMENT,
    DELIMITER,
    HOW,
    JUNK_BYTES,
    LINEWISE,
    LISTED,
    LONGEST_HEAD,
    MODE,
    MYSQL_SLASH,
    NO_STATEMENT,
    ONE_LINE,
    PLAIN_SLASH,
    ROUTINE,
    SUB,
    TAG,
    TOP,
    TUPLE,
    UNCLOSED,
    VALUES,
)
from tiao.content.sql.words import CLASSES, KNOWN, UNKNOWN, packed

# What the walk does next: it goes on; it needs more of the file.
GO_ON, MORE_DATA = 0, 1
# A word or the blanks between two signs are looked at as far as this across the end of a piece.
_NEAR = 4096

_VALUES, _VALUE, _INTO, _SET, _DEFAULT, _EXEC = (
    packed(word) for word in ("VALUES", "VALUE", "INTO", "SET", "DEFAULT", "EXEC")
)
_REPLACE, _COPY, _CREATE = packed("REPLACE"), packed("COPY"), packed("CREATE")


@lean
def class_of(word: Any) -> int:
    """What is done with a statement that begins with this word (``words``)."""
    low = 0
    high = len(KNOWN)
    while low < high:
        middle = (low + high) // 2
        if KNOWN[middle] < word:
            low = middle + 1
        else:
            high = middle
    return CLASSES[low] if low < len(KNOWN) and KNOWN[low] == word else UNKNOWN


@apart
def head_end(data: Any, i: int, n: int) -> Any:
    """Where the head of an INSERT ends.

    Args:
        i: where its first word begins.

    Returns:
        (VALUES or LISTED, behind that word); (0, i) when rows do not follow; (-1, i) when more must be seen.
    """
    begin = i
    depth = 0
    last = np.uint64(0)
    while True:
        i = skip_blanks(data, i, n)
        if i + 1 >= n:
            return (-1 if n - begin < LONGEST_HEAD else 0), begin
        byte = peek(data, i)
        if CLASS[byte] & WORD != 0:
            word, j = word_at(data, i, n)
            if j >= n:
                return (-1 if n - begin < LONGEST_HEAD else 0), begin
            if depth == 0 and (word == _VALUES or word == _VALUE) and last != _INTO:
                k = skip_blanks(data, j, n)
                if k >= n:
                    return (-1 if n - begin < LONGEST_HEAD else 0), begin
                if peek(data, k) == OPEN:
                    return VALUES, j
            elif depth == 0 and last != _INTO:
                if word == SELECT:
                    return LISTED, j
                if word == _SET or word == _DEFAULT or word == _EXEC:
                    return 0, begin
            last = word
            i = j
            continue
        if byte == 34 or byte == 96:
            close, _ = string_end(data, i + 1, n, byte, PLAIN_SLASH)
            if close < 0:
                return (-1 if n - begin < LONGEST_HEAD else 0), begin
            i = close
            last = np.uint64(0)
        elif byte == 91:
            while i < n and peek(data, i) != 93 and peek(data, i) != LF:
                i += 1
            if i >= n:
                return (-1 if n - begin < LONGEST_HEAD else 0), begin
            last = np.uint64(0)
        elif byte == OPEN:
            depth += 1
        elif byte == CLOSE:
            depth -= 1
            if depth < 0:
                return 0, begin
        elif byte == QUOTE or byte == SEMICOLON:
            return 0, begin
        i += 1


@lean
def _same(data: Any, i: int, text: Any, size: int) -> bool:
    for k in range(size):
        if peek(data, i + k) != text[k]:
            return False
    return True


@lean
def starts_rows(word: Any) -> bool:
    """Whether a line that begins with this word begins a statement, whatever stands before it."""
    return word == INSERT or word == _REPLACE or word == _COPY


@apart
def _line_starts(data: Any, i: int, n: int, final: bool, how: int) -> int:
    """Whether the line behind the line feed at i ends the statement before it.

    Returns:
        Where the next statement begins; 0 for no; -1 when more must be seen to tell.
    """
    word, j = word_at(data, i + 1, n)
    if j + 2 >= n and not final and n - i < _NEAR:
        return -1
    if word == GO:
        k = j
        while k < n and peek(data, k) != LF and is_blank(peek(data, k)):
            k += 1
        if k >= n and not final and n - i < _NEAR:
            return -1
        if k >= n or peek(data, k) == LF or peek(data, k) == SEMICOLON:
            return j
    if how & ROUTINE:
        if (
            j == i + 1
            and j + 1 < n
            and peek(data, j) == 47
            and (peek(data, j + 1) == LF or peek(data, j + 1) == RETURN)
        ):
            return j + 1
    elif starts_rows(word) and j < n and is_blank(peek(data, j)):
        return i + 1
    return 0


@lean
def _leave(state: Any, i: int, begin: int) -> int:
    """A statement that was passed over is at its end."""
    if state[HOW] & NO_STATEMENT:
        state[JUNK_BYTES] += i - begin
    state[MODE] = TOP
    state[AT] = i
    return GO_ON


@lean
def _stay(state: Any, i: int, begin: int, sub: int) -> int:
    """It goes on in the next piece, of which ``data[i:]`` is the start."""
    if state[HOW] & NO_STATEMENT:
        state[JUNK_BYTES] += i - begin
    state[SUB] = sub
    state[AT] = i
    return MORE_DATA


@apart
def pass_over(data: Any, n: int, final: bool, slash: int, state: Any, tag: Any, delimiter: Any) -> int:
    """Passes over a statement or comment, up to its end or that of the piece: GO_ON or MORE_DATA."""
    i = state[AT]
    begin = i
    how = state[HOW]
    sub = state[SUB]
    size = state[DELIMITER]
    while i < n:
        byte = peek(data, i)
        if sub == 0:
            if size and byte == delimiter[0] and i + size <= n and _same(data, i, delimiter, size):
                return _leave(state, i + size, begin)
            if size and byte == delimiter[0] and i + size > n and not final:
                return _stay(state, i, begin, sub)
            if CLASS[byte] & SPECIAL == 0:
                i += 1
                continue
            if byte == LF:
                if how & LINEWISE:
                    return _leave(state, i, begin)
                next_one = _line_starts(data, i, n, final, how)
                if next_one > 0:
                    return _leave(state, next_one, begin)
                if next_one < 0:
                    return _stay(state, i, begin, sub)
            elif byte == SEMICOLON:
                if size == 0 and how & ROUTINE == 0:
                    return _leave(state, i + 1, begin)
            elif byte == QUOTE or byte == 34 or byte == 96:
                sub = np.int64(byte)
            elif byte == 91:
                sub = BRACKET
            elif byte == 35:
                if slash == MYSQL_SLASH:
                    sub = ONE_LINE
            elif i + 1 >= n and not final:
                return _stay(state, i, begin, sub)
            elif byte == 45:
                if i + 1 < n and peek(data, i + 1) == 45:
                    sub = ONE_LINE
            elif byte == 47:
                if i + 1 < n and peek(data, i + 1) == 42:
                    sub = BLOCK
                    i += 1
            elif byte == DOLLAR:
                j = dollar_tag_end(data, i, n)
                if j < 0 and not final:
                    return _stay(state, i, begin, sub)
                if j > i:
                    for k in range(i, j):
                        tag[k - i] = peek(data, k)
                    state[TAG] = j - i
                    sub = DOLLAR
                    i = j - 1
            i += 1
        elif sub == ONE_LINE:
            i = line_end(data, i, n)
            if i < n:
                sub = 0
                if how & COMMENT:
                    return _leave(state, i, begin)
        elif sub == BLOCK:
            j = comment_end(data, i, n)
            if j > n:
                return _stay(state, n if final else max(i, n - 1), begin, sub)
            i = j
            sub = 0
            if how & COMMENT:
                return _leave(state, i, begin)
        elif sub == DOLLAR:
            if i + state[TAG] > n and not final:
                return _stay(state, i, begin, sub)
            if byte == DOLLAR and i + state[TAG] <= n and _same(data, i, tag, state[TAG]):
                i += state[TAG] - 1
                sub = 0
            i += 1
        elif sub == BRACKET:
            if byte == 93 or byte == LF:
                sub = 0
            i += byte != LF
        elif byte == sub or (byte == BACKSLASH and slash != PLAIN_SLASH and sub != 96):
            if i + 1 >= n and not final:
                return _stay(state, i, begin, sub)
            if byte == BACKSLASH or (i + 1 < n and peek(data, i + 1) == sub):
                i += 2
            else:
                sub = 0
                i += 1
        elif byte == LF:
            # Where rows begin at the start of a line, a quotation mark before them was never closed.
            word, j = word_at(data, i + 1, n)
            if j >= n and not final and n - i < _NEAR:
                return _stay(state, i, begin, sub)
            if word == INSERT:
                kind, _ = head_end(data, i + 1, n)
                if kind < 0 and not final:
                    return _stay(state, i, begin, sub)
                if kind == VALUES or kind == LISTED:
                    state[UNCLOSED] += 1
                    state[SUB] = 0
                    return _leave(state, i + 1, begin)
            i += 1
        else:
            i += 1
    return _stay(state, min(i, n), begin, sub)


@apart
def find_way(data: Any, n: int, final: bool, state: Any) -> int:
    """Behind a damaged row: up to ``),(``, to a line that begins a statement, or behind one that ends with ``;``."""
    i = state[AT]
    while i < n:
        hits = between64(data, i, CLOSE, CLOSE) | between64(data, i, LF, LF) | between64(data, i, SEMICOLON, SEMICOLON)
        if hits == 0:
            i += 64
            continue
        i += trailing_zeros(hits)
        if i >= n:
            break
        byte = peek(data, i)
        j = i + 1
        if byte == LF:
            word, j = word_at(data, i + 1, n)
            if j < n and (starts_rows(word) or word == _CREATE or word == GO) and is_blank(peek(data, j)):
                state[MODE] = TOP
                state[AT] = i + 1
                return GO_ON
        else:
            while j < n and is_blank(peek(data, j)) and (byte == CLOSE or peek(data, j) != LF):
                j += 1
            if j < n and byte == SEMICOLON and peek(data, j) == LF:
                state[MODE] = TOP
                state[AT] = j
                return GO_ON
            if j < n and byte == CLOSE and peek(data, j) == COMMA:
                j += 1
                while j < n and is_blank(peek(data, j)):
                    j += 1
                if j < n and peek(data, j) == OPEN:
                    state[MODE] = TUPLE
                    state[AT] = j
                    return GO_ON
        if j >= n and not final and n - i < _NEAR:
            state[AT] = i
            return MORE_DATA
        i += 1
    state[AT] = n
    return MORE_DATA
