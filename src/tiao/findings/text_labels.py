"""Values that only the word before them names: QQ, WeChat, documents, accounts and passwords."""

from __future__ import annotations

from typing import Any

from tiao.compiled import apart, lean
from tiao.findings import labels
from tiao.findings.catalogue import bits
from tiao.findings.chars import CLASS, is_han, lower, point_at, tight
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


@lean
def _is_named(data: Any, s: int, edge: int, label: int, words: Any) -> bool:
    """``labelled_by``, where the label without 号码 is known to end at ``label``."""
    return labels.ends_with(data, s, edge, words) > 0 or (label < edge and labels.ends_with(data, s, label, words) > 0)


@apart
def labelled(
    data: Any, s: int, e: int, i: int, j: int, row: int, taken: Any, t: Any, out: Any, n: Any, keys: Any
) -> int:
    """A run that the word before it names; returns where to go on."""
    edge = before_run(data, s, i)
    if edge == s:
        return j
    label = labels.label_end(data, s, edge)
    if _is_named(data, s, edge, label, labels.QQ) and is_qq(data, i, j):
        put_number(out, n, row, QQ, -1, mobile.number(data, i, j), j - i, i, j)
        take(taken, i, j)
        return j
    if _is_named(data, s, edge, label, labels.WECHAT):
        end = j
        while end + 1 < e and data[end] == 45 and CLASS[data[end + 1]] != 0:
            end += 1
            while end < e and CLASS[data[end]] != 0:
                end += 1
        if is_wechat(data, i, end):
            for k in range(i, end):
                t[k - i] = lower(data[k])
            put_text(out, n, row, WECHAT, 0, t, 0, end - i, keys, i, end)
            take(taken, i, end)
            return end
    kind = -1
    m = tight(data, i, j, t, True)
    if _is_named(data, s, edge, label, labels.PASSPORT) and documents.is_passport(t, m):
        kind = PASSPORT
    elif _is_named(data, s, edge, label, labels.HK_MACAU) and documents.is_hk_macau_permit(t, m):
        kind = HK_MACAU
    elif _is_named(data, s, edge, label, labels.TAIWAN) and documents.is_taiwan_permit(t, m):
        kind = TAIWAN
    if kind >= 0:
        put_text(out, n, row, kind, 0, t, 0, m, keys, i, j)
        take(taken, i, j)
        return j
    if _is_named(data, s, edge, label, labels.PASSWORD):
        kind = PASSWORD
    elif _is_named(data, s, edge, label, labels.ACCOUNT):
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
    m = tight(data, i, end, t, kind == ACCOUNT)
    put_text(out, n, row, kind, 0, t, 0, m, keys, i, end)
    take(taken, i, end)
    return max(end, j)
