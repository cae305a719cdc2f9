"""Synthetic coded cases, as many as asked for: the same number gives the same bytes. Nobody in them exists.

For measuring and for trying things out. The shares are made up: no figure counted from them says anything of the world.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
_COURTS = ("甲市东区", "甲市西区", "乙市南区", "乙市北区", "丙县", "丁县", "戊市高新区", "己市")
_ACTS = (
    ("purchase", "sell"),
    ("steal", "sell"),
    ("obtain", "provide"),
    ("purchase", "illegal_use"),
    ("exchange",),
    ("sell",),
)
_KINDS = (
    ("业主信息（姓名、电话、住址）", 3, 5_000),
    ("车主信息", 3, 5_000),
    ("学生信息", 3, 5_000),
    ("征信记录", 1, 50),
    ("行踪轨迹信息", 1, 50),
    ("手机通话记录", 2, 500),
    ("网购订单交易信息", 2, 500),
    ("户籍信息", 3, 5_000),
    ("快递客户信息", 3, 5_000),
    ("公民个人信息", None, 5_000),
)
_MEANS = (
    "QQ群购买后加价出售",
    "利用职务便利查询后微信出售",
    "窃取后用于电话营销推广",
    "网上购买用于催债找车",
    "以虚拟货币收款出售",
    "购买后从事私家跟踪",
)
_TOLD = ("如实供述", "认罪认罚", "自首", "退清赃款", "初犯")
_ORDERS = ("公开赔礼道歉", "永久删除涉案公民个人信息", "注销涉案账号", "公益损害赔偿金3000元")
_REGIMES = (
    "amendment_vii",
    "amendment_ix",
    "amendment_ix+fashi2017_10",
    "amendment_ix+fashi2017_10",
    "amendment_ix+fashi2017_10",
)


class _Draw:
    """Numbers from a digest: no clock, no state, the same on every machine."""

    def __init__(self, number: int) -> None:
        self.left = hashlib.blake2b(f"tiao synthetic case {number}".encode(), digest_size=64).digest()

    def below(self, limit: int) -> int:
        """A whole number from 0 to ``limit`` - 1, by two bytes."""
        value, self.left = int.from_bytes(self.left[:2], "big"), self.left[2:]
        return value % limit


def lines(cases: int) -> Iterator[str]:
    """Coded cases as JSON lines without line ends.

    Args:
        cases: how many.
    """
    for number in range(1, cases + 1):
        yield json.dumps(_case(number), ensure_ascii=False)


def _case(number: int) -> dict[str, Any]:
    draw = _Draw(number)
    name, court, year = f"{_SURNAMES[draw.below(20)]}某", f"{_COURTS[draw.below(8)]}人民法院", 2012 + draw.below(13)
    lots = [_lot(draw) for _ in range(1 + (draw.below(4) == 0))]
    pieces, income = sum(lot["pieces"] or 0 for lot in lots), draw.below(50_000) if draw.below(2) else None
    months, fine = 3 + draw.below(60), 1_000 * (1 + draw.below(50))
    suspended = months <= 36 and draw.below(2) == 1
    several = draw.below(5) == 0
    person = {"label": name, "sentence_months": months, "sentence_text": None, "fine_cny": fine}
    person["probation_months"] = months + 6 if suspended else None
    other = {**person, "label": f"{_SURNAMES[draw.below(20)]}某二", "sentence_months": max(2, months - 6)}
    return {
        "id": f"synthetic-{number:06d}",
        "title_zh": f"{name}侵犯公民个人信息案（合成）",
        "court": court,
        "case_no": f"（{year}）合{number % 1000:03d}刑初{number // 1000}号",
        "date_of_judgment": f"{year}-{1 + draw.below(12):02d}-{1 + draw.below(28):02d}" if draw.below(10) else None,
        "acts": list(_ACTS[draw.below(6)]),
        "means": _MEANS[draw.below(6)],
        "insider": (True, False, None)[draw.below(3)],
        "unit_crime": False,
        "categories": lots,
        "illegal_income_cny": income,
        "other_circumstances": [_TOLD[draw.below(5)]],
        "regime": _REGIMES[draw.below(5)],
        "court_finding": "especially_serious" if months >= 36 else "serious",
        "sentence_months": None if several else months,
        "probation_months": None if several else person["probation_months"],
        "fine_cny": None if several else fine,
        "civil_remedies": [_ORDERS[draw.below(4)]] if draw.below(8) == 0 else [],
        "defendants": [person, other] if several else [],
        "source_url": f"https://example.org/synthetic/{number}",
        "source_url_2": None,
        "quote": f"公民个人信息{pieces}条",
        "note": None,
        "sentence_range_months": None,
        "stage": "judgment",
        "reliability": "official",
        "finding_implied": None,
    }


def _lot(draw: _Draw) -> dict[str, Any]:
    """One lot of pieces: from a tenth of the line to some thousand times."""
    name, tier, line = _KINDS[draw.below(10)]
    pieces = line * (1 + draw.below(99)) * 10 ** draw.below(4) // 10
    return {"name_zh": name, "tier_court": None, "tier_mapped": tier, "pieces": pieces if draw.below(12) else None}
