"""What SQL is made of, in machine code: blanks and comments, quoted strings, words. All functions here only look.

They load up to 64 bytes behind the text; ``lines.Feed`` leaves room for that.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import between64, lean, peek, trailing_zeros
from tiao.content.sql.state import PLAIN_SLASH

LF, RETURN, QUOTE, BACKSLASH = 10, 13, 39, 92
COMMA, OPEN, CLOSE, SEMICOLON, DOLLAR = 44, 40, 41, 59, 36

BLANK, WORD, BARE, SPECIAL = 1, 2, 4, 8


def _classes() -> np.ndarray[Any, np.dtype[np.uint8]]:
    """What each byte can be: a blank; part of a word; part of a number or word; of note in a statement passed over."""
    table = np.zeros(256, np.uint8)
    table[[9, 10, 11, 12, 13, 32]] |= BLANK
    word = [*range(48, 58), *range(65, 91), *range(97, 123), ord("_"), ord("$"), *range(128, 256)]
    table[word] |= WORD
    table[[*word[:62], ord("_"), *b"+-."]] |= BARE
    table[[*b"\n'\"`-/#$;["]] |= SPECIAL
    return table


CLASS = _classes()


@lean
def is_blank(byte: Any) -> bool:
    return CLASS[byte] & BLANK != 0


@lean
def skip_blanks(data: Any, i: int, n: int) -> int:
    """Where blanks and comments end; n when a comment, or what may become one, does not end before n."""
    while i < n:
        byte = peek(data, i)
        if CLASS[byte] & BLANK != 0:
            i += 1
            continue
        if byte != 45 and byte != 47:
            return i
        if i + 1 >= n:
            return n
        follows = peek(data, i + 1)
        if byte == 45 and follows == 45:
            i = line_end(data, i, n)
        elif byte == 47 and follows == 42:
            i = comment_end(data, i + 2, n)
        else:
            return i
    return n


@lean
def line_end(data: Any, i: int, n: int) -> int:
    """Where the next line feed is, or n."""
    while i < n:
        hits = between64(data, i, LF, LF)
        if hits:
            return min(i + trailing_zeros(hits), n)
        i += 64
    return n


@lean
def comment_end(data: Any, i: int, n: int) -> int:
    """Behind the next ``*/``, or n + 1 when there is none."""
    while i + 1 < n:
        hits = between64(data, i, 42, 42)
        if hits == 0:
            i += 64
            continue
        i += trailing_zeros(hits)
        if i + 1 < n and peek(data, i + 1) == 47:
            return i + 2
        i += 1
    return n + 1


@lean
def string_end(data: Any, i: int, n: int, quote: int, slash: int) -> Any:
    """Where a string is closed.

    Args:
        i: just behind its opening quotation mark.
        quote: the mark; twice it stands for itself.
        slash: how a backslash is meant.

    Returns:
        (index of the closing mark, or -1 when it does not stand before n - 1; 1 if there are backslashes, 2 if marks
        are doubled, or their sum).
    """
    found = 0
    while i < n:
        hits = between64(data, i, quote, quote)
        if slash != PLAIN_SLASH:
            hits |= between64(data, i, BACKSLASH, BACKSLASH)
        if hits == 0:
            i += 64
            continue
        i += trailing_zeros(hits)
        # What follows a mark says whether it closes the string.
        if i + 1 >= n:
            return -1, found
        if peek(data, i) != quote:
            found |= 1
        elif peek(data, i + 1) == quote:
            found |= 2
        else:
            return i, found
        i += 2
    return -1, found


@lean
def word_at(data: Any, i: int, n: int) -> Any:
    """The word that begins at i: (its first eight bytes in upper case as a number, where it ends)."""
    begin = i
    word = np.uint64(0)
    while i < n:
        byte = peek(data, i)
        if CLASS[byte] & WORD == 0:
            break
        if i - begin < 8:
            upper = byte - 32 if byte >= 97 and byte <= 122 else byte
            word |= np.uint64(upper) << np.uint64(8 * (i - begin))
        i += 1
    return word, i


@lean
def dollar_tag_end(data: Any, i: int, n: int) -> int:
    """Behind the ``$tag$`` that begins at i; i when there is none, -1 when more must be seen to tell."""
    j = i + 1
    while j < n and j - i < 63:
        byte = peek(data, j)
        if byte == DOLLAR:
            return j + 1
        if CLASS[byte] & WORD == 0 or (j == i + 1 and byte >= 48 and byte <= 57):
            return i
        j += 1
    return -1 if j >= n else i


@lean
def dollar_close(data: Any, begin: int, i: int, n: int) -> int:
    """Where the tag ``data[begin:i]`` stands again, or -1."""
    size = i - begin
    while i + size <= n:
        hits = between64(data, i, DOLLAR, DOLLAR)
        if hits == 0:
            i += 64
            continue
        i += trailing_zeros(hits)
        if i + size > n:
            return -1
        same = True
        for k in range(size):
            same &= peek(data, i + k) == peek(data, begin + k)
        if same:
            return i
        i += 1
    return -1


@lean
def oracle_quote_end(data: Any, i: int, n: int) -> int:
    """Where the closing ``]'`` of ``q'[...]'`` begins; i is just behind the quotation mark; -1 when it is not there."""
    if i >= n:
        return -1
    close = peek(data, i)
    if close == 91 or close == 123 or close == 60:
        close += 2
    elif close == 40:
        close = 41
    i += 1
    while i + 1 < n:
        hits = between64(data, i, close, close)
        if hits == 0:
            i += 64
            continue
        i += trailing_zeros(hits)
        if i + 1 < n and peek(data, i + 1) == QUOTE:
            return i
        i += 1
    return -1
