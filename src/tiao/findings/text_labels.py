"""Values that only the word before them names: QQ, WeChat, documents, accounts and passwords."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import jit, lean
from tiao.findings import labels
from tiao.findings.catalogue import bits
from tiao.findings.chars import CLASS, canonical, compact, is_han, lower, point_at
from tiao.findings.emit import put_number, put_text
from tiao.findings.recognisers import documents, mobile
from tiao.findings.recognisers.accounts import is_qq, is_wechat
from tiao.findings.text_marks import take

_BITS = bits()
PASSPORT, HK_MACAU, TAIWAN = (_BITS[k] for k in ("passport", "hk_macau_permit", "taiwan_permit"))
WECHAT, QQ, ACCOUNT, PASSWORD = (_BITS[k] for k in ("wechat", "qq", "account", "password"))


@lean
def labelled_by(data: Any, s: int, edge: int, words: Any) -> bool:
    """Whether the text before a run ends in one of the words, with or without 号码, 号 or 码 behind it."""
    return (
        labels.ends_with(data, s, edge, words) > 0
        or labels.ends_with(data, s, labels.label_end(data, s, edge), words) > 0
    )


@lean
def before_run(data: Any, s: int, i: int) -> int:
    """Where the text before a run ends, its ``+`` and the signs between left out."""
    return labels.before(data, s, i - 1 if i > s and data[i - 1] == 43 else i)


@jit
def labelled(data: Any, s: int, e: int, i: int, j: int, row: int, taken: Any, out: Any, n: Any, keys: Any) -> int:
    """A run that the word before it names; returns where to go on."""
    edge = before_run(data, s, i)
    if edge == s:
        return j
    if labelled_by(data, s, edge, labels.QQ) and is_qq(data, i, j):
        put_number(out, n, row, QQ, -1, mobile.number(data, i, j), j - i, i, j)
        take(taken, i, j)
        return j
    if labelled_by(data, s, edge, labels.WECHAT):
        end = j
        while end + 1 < e and data[end] == 45 and CLASS[data[end + 1]] != 0:
            end += 1
            while end < e and CLASS[data[end]] != 0:
                end += 1
        if is_wechat(data, i, end):
            text = np.empty(end - i, np.uint8)
            for k in range(i, end):
                text[k - i] = lower(data[k])
            put_text(out, n, row, WECHAT, 0, text, 0, end - i, keys, i, end)
            take(taken, i, end)
            return end
    t = np.empty(40, np.uint8)
    m = compact(data, i, j, t)
    if m > 0:
        kind = -1
        if labelled_by(data, s, edge, labels.PASSPORT) and documents.is_passport(t, m):
            kind = PASSPORT
        elif labelled_by(data, s, edge, labels.HK_MACAU) and documents.is_hk_macau_permit(t, m):
            kind = HK_MACAU
        elif labelled_by(data, s, edge, labels.TAIWAN) and documents.is_taiwan_permit(t, m):
            kind = TAIWAN
        if kind >= 0:
            put_text(out, n, row, kind, 0, t, 0, m, keys, i, j)
            take(taken, i, j)
            return j
    kind = -1
    if labelled_by(data, s, edge, labels.PASSWORD):
        kind = PASSWORD
    elif labelled_by(data, s, edge, labels.ACCOUNT):
        kind = ACCOUNT
    if kind < 0:
        return j
    end = i
    while end < e:
        b = data[end]
        if b == 32 or b == 44 or b == 59 or b == 47 or b == 124 or taken[end]:
            break
        if b == 45 and end + 1 < e and data[end + 1] == 45:
            break
        if b >= 0x80:
            point, length = point_at(data, end, e)
            if is_han(point) or point == 0x3001 or point == 0x3002:
                break
            end += length
        else:
            end += 1
    end = min(end, e)
    text, low, high = canonical(data, i, end, np.empty(end - i, np.uint8), False, kind == ACCOUNT)
    put_text(out, n, row, kind, 0, text, low, high, keys, i, end)
    take(taken, i, end)
    return max(end, j)
