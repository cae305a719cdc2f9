"""Accounts of the two great messengers: QQ (QQ号) and WeChat (微信号)."""

from __future__ import annotations

from typing import Any

from tiao.compiled import lean


@lean
def is_qq(t: Any, s: int, e: int) -> bool:
    if e - s < 5 or e - s > 11 or t[s] == 48:
        return False
    for i in range(s, e):
        if t[i] < 48 or t[i] > 57:
            return False
    return True


@lean
def is_wechat(data: Any, s: int, e: int) -> bool:
    if e - s < 5 or e - s > 20 or data[s] == 95 or data[s] == 45:
        return False
    for i in range(s, e):
        b = data[i]
        if not ((b >= 48 and b <= 57) or (b >= 65 and b <= 90) or (b >= 97 and b <= 122) or b == 95 or b == 45):
            return False
    return True
