"""Screenshots (截屏) of a phone and photos of a spreadsheet on paper or on a screen (表格)."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from tiao.demo.album.canvas import BLACK, Colour, Pen, Sheet, Shown
from tiao.demo.people import Person

_GREY: Colour = (128, 130, 136)
_GREETINGS = (
    "在吗",
    "名单发我一下",
    "好的收到",
    "这批多少钱",
    "老规矩",
    "稍等，马上发",
    "都是新的",
    "谢谢老板",
    "明天再发一批",
)
COLUMNS = {
    "name": ("姓名", 150),
    "resident_id": ("身份证号", 330),
    "mobile": ("手机号", 220),
    "bank_card": ("银行卡号", 350),
    "address": ("住址", 560),
    "email": ("邮箱", 330),
    "plate": ("车牌号", 170),
    "qq": ("QQ号", 190),
}
LISTS = (
    ("name", "mobile"),
    ("name", "resident_id", "mobile"),
    ("name", "mobile", "address"),
    ("name", "resident_id", "bank_card", "mobile"),
    ("name", "plate", "mobile"),
    ("name", "mobile", "email"),
    ("name", "resident_id", "address"),
    ("name", "qq", "mobile"),
)


def value_of(person: Person, column: str) -> str:
    """What a list says of a person in a column."""
    return str(getattr(person, column))


def listing(people: Sequence[Person], columns: Sequence[str], chance: Random) -> Sheet:
    """A spreadsheet with a header, its rows as on paper or on a screen."""
    numbered = chance.random() < 0.5
    widths = [110] * numbered + [COLUMNS[name][1] for name in columns]
    height, top, left = 58, 120, 60
    ruled = chance.random() < 0.8
    pen = Pen(left * 2 + sum(widths), top + (len(people) + 1) * height + 60, (252, 252, 252))
    pen.text(left, 36, chance.choice(("客户名单", "会员资料", "意向客户", "业主信息表")), 42, "bold")
    pen.fill(left, top, left + sum(widths), top + height, (222, 230, 240))
    header = ["序号"] * numbered + [COLUMNS[name][0] for name in columns]
    rows = [[str(at)] * numbered + [value_of(one, name) for name in columns] for at, one in enumerate(people, 1)]
    for number, row in enumerate([header, *rows]):
        x, y = left, top + number * height
        for words, width in zip(row, widths, strict=True):
            pen.text(x + 12, y + 10, words, 30 if width < 500 else 27, "bold" if not number else "sans")
            x += width
    if ruled:
        for number in range(len(people) + 2):
            y = top + number * height
            pen.line(left, y, left + sum(widths), y, (170, 176, 184))
        x = left
        for width in [0, *widths]:
            x += width
            pen.line(x, top, x, top + (len(people) + 1) * height, (170, 176, 184))
    shown = [{name: value_of(one, name) for name in columns} for one in people]
    return Sheet(pen.image, [Shown("listing", shown)])


def _status_bar(pen: Pen, title: str, chance: Random) -> None:
    pen.text(60, 20, f"{chance.randrange(0, 24)}:{chance.randrange(60):02}", 34, "bold")
    pen.text(880, 20, f"5G  {chance.randrange(20, 100)}%", 32)
    pen.text(540 - 22 * len(title), 90, title, 46, "bold")
    pen.line(0, 170, 1080, 170, (220, 220, 224))


def chat(people: Sequence[Person], chance: Random) -> Sheet:
    """A chat in which somebody passes on people's particulars, one message for each."""
    pen = Pen(1080, 2200, (237, 237, 237))
    _status_bar(pen, chance.choice(("资源交流群", "老客户", "业务对接")), chance)
    y, shown = 210, []
    queue: list[Person | str] = [*people]
    for _ in range(chance.randrange(2, 5)):
        queue.insert(chance.randrange(len(queue) + 1), chance.choice(_GREETINGS))
    for message in queue:
        own = chance.random() < 0.4
        if isinstance(message, str):
            lines = [message]
        else:
            fields = chance.choice(
                (("name", "mobile"), ("name", "resident_id"), ("name", "resident_id", "mobile"), ("name", "bank_card"))
            )
            lines = _spoken(message, fields, chance)
            shown.append({name: value_of(message, name) for name in fields})
        height = 36 + 56 * len(lines)
        if y + height > 2120:
            # What the screen does not show is not in the truth either.
            if not isinstance(message, str):
                shown.pop()
            break
        width = 60 + max(sum(42 if ord(sign) > 0x2E80 else 25 for sign in line) for line in lines)
        x = 1080 - 160 - width if own else 160
        pen.draw.rounded_rectangle(
            (1080 - 130, y, 1080 - 40, y + 90) if own else (40, y, 130, y + 90), 12, fill=(120, 150, 190)
        )
        pen.draw.rounded_rectangle((x, y, x + width, y + height), 16, fill=(149, 236, 105) if own else (255, 255, 255))
        for at, line in enumerate(lines):
            pen.text(x + 28, y + 16 + 56 * at, line, 40)
        y += height + 44
    return Sheet(pen.image, [Shown("chat", shown)])


def _spoken(person: Person, fields: Sequence[str], chance: Random) -> list[str]:
    """The particulars as one writes them in a chat."""
    words = {"name": "姓名", "mobile": "电话", "resident_id": "身份证", "bank_card": "卡号"}
    if chance.random() < 0.5:
        return [f"{words[name]}：{value_of(person, name)}" for name in fields]
    text = " ".join(value_of(person, name) for name in fields)
    return (
        [text]
        if len(text) < 30
        else [" ".join(value_of(person, name) for name in fields[:-1]), value_of(person, fields[-1])]
    )


def contacts(people: Sequence[Person], chance: Random) -> Sheet:
    """A phone's list of contacts: a name, and its number below."""
    pen = Pen(1080, 2200, (255, 255, 255))
    _status_bar(pen, "联系人", chance)
    y = 200
    for person in people:
        pen.draw.ellipse((50, y + 14, 140, y + 104), fill=(150, 170, 200))
        pen.text(180, y + 8, person.name, 44)
        number = (
            person.mobile if chance.random() < 0.5 else f"{person.mobile[:3]} {person.mobile[3:7]} {person.mobile[7:]}"
        )
        pen.text(180, y + 66, number, 36, fill=_GREY)
        pen.line(180, y + 122, 1080, y + 122, (232, 232, 236))
        y += 130
    return Sheet(pen.image, [Shown("contacts", [{"name": one.name, "mobile": one.mobile} for one in people])])


def order(person: Person, chance: Random) -> Sheet:
    """The page of an order in a shop's app."""
    pen = Pen(1080, 1700, (246, 246, 248))
    _status_bar(pen, "订单详情", chance)
    pen.fill(30, 200, 1050, 480, (255, 255, 255))
    tail = pen.text(70, 230, f"收货人：{person.name}", 44, "bold")
    pen.text(tail + 40, 230, person.mobile, 44, "bold")
    pen.wrapped(70, 310, f"收货地址：{person.address}", 40, 940, 58)
    pen.fill(30, 510, 1050, 1180, (255, 255, 255))
    price = f"{chance.randrange(20, 900)}.{chance.randrange(100):02}"
    goods = chance.choice(("纯棉毛巾四条装", "保温水杯", "运动跑鞋", "无线耳机", "有机大米5kg"))
    pen.fill(70, 560, 300, 790, (206, 214, 200))
    pen.text(340, 570, goods, 42)
    pen.text(340, 650, "x1", 38, fill=_GREY)
    number = f"{chance.randrange(10**15, 10**16)}"
    day = f"202{chance.randrange(10)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    for y, words, value in (
        (850, "实付款", f"¥{price}"),
        (930, "订单编号", number),
        (1010, "下单时间", f"{day} 12:{chance.randrange(60):02}"),
        (1090, "支付方式", "在线支付"),
    ):
        pen.text(70, y, words, 38, fill=_GREY)
        pen.text(400, y, value, 38, fill=BLACK)
    values = {"name": person.name, "mobile": person.mobile, "address": person.address}
    return Sheet(pen.image, [Shown("order", [values])])
