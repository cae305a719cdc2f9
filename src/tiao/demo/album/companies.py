"""Business licences (营业执照) of invented companies."""

from __future__ import annotations

from random import Random

from tiao.demo.album.canvas import Colour, Pen, Sheet, Shown
from tiao.demo.people import Person

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_LABEL: Colour = (70, 60, 40)
_MARKS = ("云帆", "恒信", "宏图", "瑞丰", "嘉禾", "同创", "博远", "明德")
_TRADES = ("商贸", "信息科技", "物流", "文化传媒", "建材", "餐饮管理")


def check_sign(first17: str) -> str:
    """The last sign of a unified social credit code (GB 32100-2015)."""
    total = sum(SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(first17))
    return SIGNS[-total % 31]


def code(person: Person, chance: Random) -> str:
    """A code in the region of the person's address, right in form."""
    first17 = "91" + person.resident_id[:6] + "MA" + "".join(chance.choices(SIGNS, k=7))
    return first17 + check_sign(first17)


def business_licence(person: Person, chance: Random) -> Sheet:
    """The licence of a company; the person is its legal representative."""
    pen = Pen(1500, 1060, (250, 246, 232))
    pen.box(30, 30, 1470, 1030, (200, 160, 60), 8)
    pen.text(560, 90, "营业执照", 90, "serif", (40, 40, 40), 30)
    pen.specimen(80, 70)
    number = code(person, chance)
    pen.text(100, 240, "统一社会信用代码", 34, fill=_LABEL)
    pen.text(440, 236, number, 38, "mono")
    city = person.address[: person.address.index("市") + 1] if "市" in person.address else person.address[:3]
    company = f"{city.removesuffix('市')[-2:]}{chance.choice(_MARKS)}{chance.choice(_TRADES)}有限公司"
    date = f"{chance.randrange(2008, 2024)}年{chance.randrange(1, 13):02}月{chance.randrange(1, 29):02}日"
    for y, label, value in (
        (330, "名称", company),
        (430, "类型", "有限责任公司"),
        (530, "法定代表人", person.name),
        (630, "住所", person.address),
        (730, "注册资本", f"{chance.choice(('伍拾', '壹佰', '伍佰'))}万元整"),
        (830, "成立日期", date),
    ):
        pen.text(100, y, label, 36, fill=_LABEL)
        pen.text(360, y - 2, value, 40)
    values = {"uscc": number, "company": company, "name": person.name, "address": person.address}
    return Sheet(pen.image, [Shown("business_licence", [values])])
