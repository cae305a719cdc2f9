"""Driving and vehicle licences (驾驶证、行驶证), household register pages (户口簿), courier waybills (快递面单)."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from tiao.demo.album.canvas import Colour, Pen, Sheet, Shown
from tiao.demo.album.cards import NATIONS, born, sex
from tiao.demo.people import Person

_INK: Colour = (34, 34, 40)
_LABEL: Colour = (50, 70, 66)
RELATIONS = ("户主", "妻", "长子", "次子", "长女", "父亲", "母亲", "孙子")
SCHOOLING = ("小学", "初中", "高中", "大学专科", "大学本科", "硕士研究生")
WORK = ("工人", "教师", "职员", "学生", "司机", "医生", "个体经营")
GOODS = ("衣物", "书籍", "日用品", "手机配件", "茶叶", "文件", "玩具")
COURIERS = ("迅达快递", "通运速递", "捷顺快运", "飞鸽快递")


def driving_licence(person: Person, chance: Random) -> Sheet:
    """The main page of a driving licence; its number is the identity number."""
    pen = Pen(1320, 900, (238, 243, 232))
    pen.text(330, 34, "中华人民共和国机动车驾驶证", 48, "bold", (38, 60, 52), 4)
    pen.specimen(60, 40)
    year, month, day = born(person)
    first = f"{chance.randrange(max(year + 18, 1990), 2032)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    kind = chance.choice(("C1", "C1", "C2", "B2", "A2"))
    pen.text(80, 116, "证号", 36, fill=_LABEL)
    pen.text(320, 106, person.resident_id, 48, "mono", gap=3)
    pen.text(80, 196, "姓名", 36, fill=_LABEL)
    pen.text(230, 190, person.name, 46)
    pen.text(560, 196, "性别", 36, fill=_LABEL)
    pen.text(680, 190, sex(person), 44)
    pen.text(860, 196, "国籍", 36, fill=_LABEL)
    pen.text(980, 190, "中国", 44)
    pen.text(80, 290, "住址", 36, fill=_LABEL)
    pen.wrapped(230, 284, person.address, 42, 900, 56)
    pen.portrait(900, 430, 270, 340, chance)
    for y, words, value in (
        (440, "出生日期", f"{year}-{month:02}-{day:02}"),
        (530, "初次领证日期", first),
        (620, "准驾车型", kind),
        (710, "有效期限", f"{first} 至 长期"),
    ):
        pen.text(80, y, words, 36, fill=_LABEL)
        pen.text(360, y - 4, value, 42)
    values = {
        "name": person.name,
        "sex": sex(person),
        "address": person.address,
        "birth": f"{year}-{month:02}-{day:02}",
        "resident_id": person.resident_id,
    }
    return Sheet(pen.image, [Shown("driving_licence", [values])], faces=1)


def vehicle_licence(person: Person, chance: Random) -> Sheet:
    """The main page of a vehicle licence."""
    pen = Pen(1320, 900, (236, 242, 240))
    pen.text(330, 34, "中华人民共和国机动车行驶证", 48, "bold", (38, 60, 52), 4)
    pen.specimen(60, 40)
    brand = chance.choice(("大众牌", "丰田牌", "比亚迪牌", "吉利牌", "长安牌"))
    model = f"{brand}{chance.choice(('SVW', 'BYD', 'JL', 'SC'))}{chance.randrange(6000, 8000)}{chance.choice('ABCD')}"
    engine = "".join(chance.choices("ABCDEFGH", k=2)) + f"{chance.randrange(10**6):06}"
    date = f"{chance.randrange(2008, 2025)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    pen.text(80, 126, "号牌号码", 36, fill=_LABEL)
    pen.text(300, 118, person.plate, 48, "bold", gap=3)
    pen.text(680, 126, "车辆类型", 36, fill=_LABEL)
    pen.text(880, 120, "小型轿车", 42)
    for y, words, value in (
        (224, "所有人", person.name),
        (312, "住址", person.address),
        (400, "使用性质", "非营运"),
        (488, "车辆识别代号", person.vin),
        (576, "发动机号码", engine),
        (664, "注册日期", date),
        (752, "发证日期", date),
    ):
        pen.text(80, y, words, 36, fill=_LABEL)
        size = 42 if words != "住址" or len(value) < 22 else 36
        pen.text(340, y - 6, value, size, "mono" if value.isascii() else "sans")
    pen.text(680, 406, "品牌型号", 36, fill=_LABEL)
    pen.text(880, 400, model, 40)
    values = {"plate": person.plate, "name": person.name, "address": person.address, "vin": person.vin}
    return Sheet(pen.image, [Shown("vehicle_licence", [values])])


def household(person: Person, chance: Random) -> Sheet:
    """The page of one member in a household register."""
    pen = Pen(1500, 1060, (246, 242, 232))
    pen.text(480, 30, "常住人口登记卡", 60, "serif", _INK, 10)
    pen.specimen(60, 40)
    year, month, day = born(person)
    nation = chance.choice(NATIONS)
    city = person.address[: person.address.index("市") + 1] if "市" in person.address else person.address[:3]
    rows: list[list[tuple[int, str, str]]] = [
        [(0, "姓名", person.name), (760, "户主或与户主关系", chance.choice(RELATIONS))],
        [(0, "曾用名", ""), (760, "性别", sex(person))],
        [(0, "出生地", city), (760, "民族", nation)],
        [(0, "籍贯", city), (760, "出生日期", f"{year}年{month}月{day}日")],
        [(0, "本市其他住址", ""), (760, "宗教信仰", "")],
        [(0, "公民身份号码", person.resident_id), (760, "身高", f"{chance.randrange(150, 190)}")],
        [
            (0, "文化程度", chance.choice(SCHOOLING)),
            (500, "婚姻状况", chance.choice(("未婚", "已婚"))),
            (1000, "兵役状况", ""),
        ],
        [(0, "服务处所", ""), (760, "职业", chance.choice(WORK))],
        [(0, "何时由何地迁来本址", person.address)],
    ]
    top, height = 150, 92
    for number, row in enumerate(rows):
        y = top + number * height
        pen.line(60, y, 1440, y, _INK)
        for place, (x, words, value) in enumerate(row):
            left = 60 + x
            right = 60 + row[place + 1][0] if place + 1 < len(row) else 1440
            labelled = left + (330 if len(words) > 6 else 250 if len(words) > 4 else 190)
            pen.line(left, y, left, y + height, _INK)
            pen.line(labelled, y, labelled, y + height, _INK)
            pen.text(left + 16, y + 28, words, 32, "serif", _LABEL)
            if value:
                size = 36 if pen_fits(value, 36, right - labelled) else 28
                pen.text(labelled + 18, y + 22, value, size, "mono" if value.isdigit() and len(value) > 9 else "sans")
    bottom = top + len(rows) * height
    pen.line(60, bottom, 1440, bottom, _INK)
    pen.line(1440, top, 1440, bottom, _INK)
    values = {
        "name": person.name,
        "sex": sex(person),
        "nation": nation,
        "birth": f"{year}年{month}月{day}日",
        "resident_id": person.resident_id,
        "address": person.address,
    }
    return Sheet(pen.image, [Shown("household", [values])])


def pen_fits(value: str, size: int, width: int) -> bool:
    """Whether a text of Han and digits fits a width; digits are about half as wide."""
    return sum(size if ord(sign) > 0x2E80 else size * 0.62 for sign in value) < width - 30


def waybill(people: Sequence[Person], chance: Random) -> Sheet:
    """A courier label: who receives, who sends."""
    receiver, sender = people
    pen = Pen(1000, 1400, (250, 250, 248))
    pen.box(24, 24, 976, 1376, _INK, 4)
    pen.text(60, 60, chance.choice(COURIERS), 64, "bold")
    number = f"{chance.choice(('SD', 'TY', 'JS'))}{chance.randrange(10**13):013}"
    x = 90
    while x < 900:
        bar = chance.choice((3, 5, 8))
        pen.fill(x, 190, x + bar, 310, _INK)
        x += bar + chance.choice((4, 6, 9))
    pen.text(250, 326, number, 40, "mono", gap=4)
    pen.line(24, 400, 976, 400, _INK, 4)
    shown = []
    for y, mark, words, person in ((420, "收", "收件人", receiver), (760, "寄", "寄件人", sender)):
        pen.draw.ellipse((50, y + 20, 130, y + 100), fill=_INK)
        pen.text(66, y + 26, mark, 48, "bold", (255, 255, 255))
        tail = pen.text(160, y + 20, f"{words}：{person.name}", 46, "bold")
        pen.text(tail + 50, y + 20, person.mobile, 46, "bold")
        pen.wrapped(160, y + 104, f"地址：{person.address}", 42, 780, 60)
        pen.line(24, y + 320, 976, y + 320, _INK, 3)
        shown.append({"name": person.name, "mobile": person.mobile, "address": person.address})
    goods = chance.choice(GOODS)
    pen.text(60, 1120, f"物品：{goods}", 40)
    pen.text(60, 1200, f"件数：{chance.randrange(1, 4)}   重量：{chance.randrange(1, 9)}.{chance.randrange(10)}kg", 40)
    pen.text(60, 1290, "签收人：", 40)
    pen.specimen(820, 60)
    return Sheet(pen.image, [Shown("waybill", shown)])
