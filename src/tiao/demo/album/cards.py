"""Resident identity cards (居民身份证), both sides, and bank cards (银行卡), in the proportions of real ones.

Each bears the word 样本 (specimen), and none has an emblem, a pattern or a type that would pass for real.
"""

from __future__ import annotations

from random import Random

from tiao.demo.album.canvas import Colour, Pen, Sheet, Shown
from tiao.demo.people import Person

WIDTH, HEIGHT = 1284, 810
NATIONS = ("汉", "汉", "汉", "汉", "汉", "汉", "满", "回", "壮", "苗", "蒙古", "维吾尔", "土家", "藏")
BANKS = (
    "中国工商银行",
    "中国农业银行",
    "中国银行",
    "中国建设银行",
    "交通银行",
    "招商银行",
    "中国邮政储蓄银行",
    "浦发银行",
)
_LABEL: Colour = (64, 104, 160)


def sex(person: Person) -> str:
    """As the seventeenth digit of the identity number says."""
    return "男" if int(person.resident_id[16]) % 2 else "女"


def born(person: Person) -> tuple[int, int, int]:
    """Year, month and day of the identity number."""
    return int(person.resident_id[6:10]), int(person.resident_id[10:12]), int(person.resident_id[12:14])


def id_front(person: Person, chance: Random) -> Sheet:
    """The side with the portrait."""
    pen = Pen(WIDTH, HEIGHT, (232, 240, 245))
    _waves(pen, chance)
    year, month, day = born(person)
    nation = chance.choice(NATIONS)
    x, size = 90, 44
    for y, words in ((90, "姓名"), (190, "性别"), (285, "出生"), (385, "住址")):
        pen.text(x, y + 4, words, size - 8, fill=_LABEL, gap=6)
    pen.text(230, 84, person.name, size + 8, gap=4)
    pen.text(230, 186, sex(person), size)
    pen.text(380, 190, "民族", size - 8, fill=_LABEL, gap=6)
    pen.text(500, 186, nation, size)
    end = pen.text(230, 282, str(year), size)
    for value, word in ((None, "年"), (month, "月"), (day, "日")):
        if value is not None:
            end = pen.text(end + 26, 282, str(value), size)
        end = pen.text(end + 22, 288, word, size - 8, fill=_LABEL)
    pen.wrapped(230, 380, person.address, size, 520, 62)
    pen.text(90, 690, "公民身份号码", size - 8, fill=_LABEL, gap=2)
    pen.text(430, 680, person.resident_id, 56, "mono", gap=5)
    pen.portrait(830, 90, 340, 430, chance)
    pen.specimen(560, 16)
    values = {
        "name": person.name,
        "sex": sex(person),
        "nation": nation,
        "birth": f"{year}年{month}月{day}日",
        "address": person.address,
        "resident_id": person.resident_id,
    }
    return Sheet(pen.image, [Shown("id_front", [values])], faces=1)


def id_back(person: Person, chance: Random) -> Sheet:
    """The side with the emblem."""
    pen = Pen(WIDTH, HEIGHT, (236, 239, 240))
    _waves(pen, chance)
    pen.draw.ellipse((90, 70, 300, 280), fill=(196, 52, 48))
    pen.draw.ellipse((130, 110, 260, 240), fill=(232, 180, 76))
    pen.text(400, 84, "中华人民共和国", 64, "serif", gap=22)
    pen.text(400, 190, "居民身份证", 88, "bold", gap=34)
    city = person.address[: person.address.index("市") + 1] if "市" in person.address else person.address[:3]
    authority = f"{city}公安局{chance.choice(('', '城东分局', '高新分局', '江北分局'))}"
    start, years = chance.randrange(2006, 2020), chance.choice((10, 20, 0))
    month, day = chance.randrange(1, 13), chance.randrange(1, 29)
    until = f"{start + years}.{month:02}.{day:02}" if years else "长期"
    valid = f"{start}.{month:02}.{day:02}-{until}"
    pen.text(240, 560, "签发机关", 38, fill=_LABEL, gap=2)
    pen.text(440, 556, authority, 42)
    pen.text(240, 660, "有效期限", 38, fill=_LABEL, gap=2)
    pen.text(440, 656, valid, 42)
    pen.specimen(560, 16)
    return Sheet(pen.image, [Shown("id_back", [{"authority": authority, "valid": valid}])])


def bank_card(person: Person, chance: Random) -> Sheet:
    """The face of a debit card; some have no name on them."""
    ground = chance.choice(((26, 64, 124), (150, 28, 36), (20, 104, 88), (216, 206, 178), (60, 60, 66)))
    pen = Pen(WIDTH, HEIGHT, ground)
    light = sum(ground) > 380
    ink: Colour = (40, 40, 44) if light else (240, 240, 236)
    for at in range(0, WIDTH, 9):
        pen.line(at, 0, at - 320, HEIGHT, tuple(min(255, part + 7) for part in ground), 3)  # type: ignore[arg-type]
    bank = chance.choice(BANKS)
    pen.text(90, 70, bank, 62, "bold", ink)
    pen.text(960, 90, chance.choice(("借记卡", "储蓄卡")), 42, "sans", ink)
    pen.draw.rounded_rectangle((96, 250, 256, 374), 18, fill=(206, 176, 108))
    for y in (291, 332):
        pen.line(96, y, 256, y, (150, 120, 66), 3)
    number = " ".join(person.bank_card[at : at + 4] for at in range(0, len(person.bank_card), 4))
    pen.text(96, 436, number, 68 if len(number) > 20 else 76, "mono", ink)
    values = {"bank_card": person.bank_card, "bank": bank}
    if chance.random() < 0.6:
        month, year = chance.randrange(1, 13), chance.randrange(24, 36)
        pen.text(500, 566, "VALID THRU", 26, "sans", ink)
        pen.text(690, 556, f"{month:02}/{year}", 44, "mono", ink)
    if chance.random() < 0.5:
        pen.text(96, 660, person.name, 54, "sans", ink)
        values["name"] = person.name
    pen.text(1010, 650, "UnionPay", 46, "bold", ink)
    pen.text(1030, 704, "银联", 52, "bold", ink)
    pen.specimen(560, 16)
    return Sheet(pen.image, [Shown("bank_card", [values])])


def _waves(pen: Pen, chance: Random) -> None:
    """The faint pattern that such a card is printed on."""
    step = chance.randrange(16, 26)
    for at in range(-HEIGHT, WIDTH, step):
        pen.line(at, 0, at + HEIGHT, HEIGHT, (216, 228, 238), 2)
    for at in range(0, WIDTH + HEIGHT, step):
        pen.line(at, 0, at - HEIGHT, HEIGHT, (224, 224, 236), 2)
