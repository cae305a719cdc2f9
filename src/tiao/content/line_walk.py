"""Lines and messages of a text in machine code, 64 bytes at a time: where each begins, where it ends, on which line.

All functions here load up to 64 bytes behind the text; ``lines.Feed`` leaves room for that.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import between64, jit, lean, ones, peek, trailing_zeros
from tiao.content.chats.heads import HEAD, NONE, head_at

NEWLINE = 10
RETURN = 13
SPACE = 32
_U1 = np.uint64(1)


@jit
def feeds(data: Any) -> int:
    """How many line feeds there are."""
    n = len(data)
    count = 0
    for i in range(0, n - 63, 64):
        count += ones(between64(data, i, NEWLINE, NEWLINE))
    for i in range(n - n % 64, n):
        count += data[i] == NEWLINE
    return count


@jit
def line_count(data: Any) -> int:
    """How many lines there are, ended by LF, CR LF or CR; the last one need not be."""
    n = len(data)
    whole = max(0, n - n % 64 - 64)
    count = 0
    for i in range(0, whole, 64):
        followed = between64(data, i + 1, NEWLINE, NEWLINE)
        count += ones(between64(data, i, NEWLINE, NEWLINE)) + ones(between64(data, i, RETURN, RETURN) & ~followed)
    for i in range(whole, n):
        count += data[i] == NEWLINE or (data[i] == RETURN and (i + 1 == n or data[i + 1] != NEWLINE))
    return count + (n > 0 and data[n - 1] != NEWLINE and data[n - 1] != RETURN)


@jit
def last_end(data: Any) -> int:
    """Just past the last line end, or 0; a carriage return at the very end may be half of one."""
    n = len(data)
    for i in range(n - 1, -1, -1):
        if data[i] == NEWLINE or (data[i] == RETURN and i < n - 1):
            return i + 1
    return 0


@jit
def drop_returns(data: Any, begin: int) -> int:
    """Turns CR LF and CR into LF, in place from ``begin`` on; returns the new length."""
    n = len(data)
    to = begin
    before = 0
    for i in range(begin, n):
        b = data[i]
        if b != NEWLINE or before != RETURN:
            data[to] = NEWLINE if b == RETURN else b
            to += 1
        before = b
    return to


@lean
def next_feed(data: Any, i: int, n: int) -> int:
    """Where the first line feed from i on is; n when there is none."""
    while i < n:
        word = between64(data, i, NEWLINE, NEWLINE)
        if word:
            return min(i + trailing_zeros(word), n)
        i += 64
    return n


@lean
def _holds_text(data: Any, s: int, e: int) -> bool:
    """Whether any byte is above the blank."""
    while s < e and peek(data, s) <= SPACE:
        s += 1
    return s < e


@jit
def cut_lines(data: Any, returns: bool, starts: Any, ends: Any, rows: Any) -> Any:
    """Cuts a text into lines, line ends left out, and passes over those that hold only blanks.

    Args:
        data: uint8.
        returns: whether any line may end with a carriage return.
        starts, ends, rows: output, int64: bounds and numbers (from 0) of the lines that are not blank.

    Returns:
        How many these are.
    """
    n = len(data)
    count = 0
    height = 0
    feed = -1
    i = 0
    while i < n:
        if feed < i:
            feed = next_feed(data, i, n)
        stop = feed
        end = feed
        if returns:
            end = i
            while end < feed and data[end] != RETURN:
                end += 1
            # A lone one ends the line; before a line feed it is part of the line end.
            stop = feed if end + 1 >= feed and feed < n else end
        if _holds_text(data, i, end):
            starts[count] = i
            ends[count] = end
            rows[count] = height
            count += 1
        height += 1
        i = stop + 1
    return count


@lean
def _is_blank(b: Any) -> bool:
    """Blanks of a message; carriage returns have become line feeds."""
    return b == 32 or (b >= 9 and b <= 12)


@jit
def last_head(data: Any, begin: int, style: int) -> int:
    """Where the last head or ruler begins among the lines from ``begin`` on; 0 when there is none."""
    n = len(data)
    last = 0
    done = begin
    i = begin
    while i < n:
        if i >= done:
            found, _, _, _, _, end = head_at(data, i, n, style)
            if found != NONE:
                last = i
                done = end
        i = next_feed(data, i, n) + 1
    return last


@jit
def messages(data: Any, top: int, style: int, starts: Any, ends: Any, rows: Any) -> Any:
    """The messages of a chat: time, sender and text of each. Lines above the first head are rows with a text alone.

    Args:
        data: uint8, UTF-8 with LF.
        top: where the title ends, which is no row; 0 when there is none.
        style: place in ``chats.styles.STYLES``.
        starts, ends: output, int64, three entries a message; rows: output, the line of its head. One message at most
            stands on a line.

    Returns:
        (messages, lines that they take up, lines).
    """
    n = len(data)
    count = 0
    used = 0
    line = 0
    done = 0
    above = True
    is_open = False
    behind = 0
    time_s, time_e, sender_s, sender_e, end = 0, 0, 0, 0, 0
    i = 0
    while i < n:
        found = NONE
        if i >= done:
            found, time_s, time_e, sender_s, sender_e, end = head_at(data, i, n, style)
        stop = next_feed(data, i, n)
        if found != NONE:
            if is_open:
                used += _close(data, behind, i, line, starts, ends, rows, count)
                count += 1
            above = False
            is_open = found == HEAD
            if is_open:
                starts[3 * count] = time_s
                ends[3 * count] = time_e
                starts[3 * count + 1] = sender_s
                ends[3 * count + 1] = sender_e
                rows[count] = line
            behind = end
            done = end
        elif above and i >= top:
            k = i
            while k < stop and _is_blank(peek(data, k)):
                k += 1
            if k < stop:
                for c in range(3):
                    starts[3 * count + c] = i
                    ends[3 * count + c] = i if c < 2 else stop
                rows[count] = line
                count += 1
                used += 1
        line += 1
        i = stop + 1
    if is_open:
        whole = n > 0 and data[n - 1] == NEWLINE
        used += _close(data, behind, n, line if whole else line - 1, starts, ends, rows, count)
        count += 1
    return count, used, line


@lean
def _close(data: Any, begin: int, end: int, feeds_before: int, starts: Any, ends: Any, rows: Any, at: int) -> int:
    """Sets the bounds of a message's text, blanks at its end left out; returns the lines that the message takes up.

    ``end`` is where the next head begins, ``feeds_before`` how many line feeds stand before that.
    """
    begin = min(begin, end)
    while end > begin and _is_blank(peek(data, end - 1)):
        end -= 1
        feeds_before -= peek(data, end) == NEWLINE
    while begin < end and peek(data, begin) == NEWLINE:
        begin += 1
    if begin == end:
        # Nothing is said: an empty text behind the sender.
        starts[3 * at + 2] = ends[3 * at + 1]
        ends[3 * at + 2] = ends[3 * at + 1]
        return 1
    starts[3 * at + 2] = begin
    ends[3 * at + 2] = end
    return feeds_before - rows[at] + 1
