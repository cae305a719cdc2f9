"""Layouts of tables: which columns a table has, one for each class of art. 5 and more, and rows to fill them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from tiao.demo.cells import Cell, cell, decoy, empty, rewritten, spoilt
from tiao.demo.people import People, Person, check_digit

Make = Callable[[Person, Random], Cell]
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Column:
    """A column: its header word, and what a person's row has in it."""

    header: str
    make: Make


def _own(kind: str, attribute: str = "") -> Make:
    return lambda person, chance: cell(kind, getattr(person, attribute or kind))


def _moment(chance: Random, form: str = "%Y-%m-%d %H:%M:%S") -> str:
    return (datetime(2022, 1, 1) + timedelta(seconds=chance.randrange(500 * 86400))).strftime(form)


def _at(kind: str, form: str = "%Y-%m-%d %H:%M:%S") -> Make:
    return lambda person, chance: cell(kind, _moment(chance, form))


def _one_of(kind: str, words: str) -> Make:
    choices = words.split()
    return lambda person, chance: cell(kind, chance.choice(choices))


def _amount(kind: str, most: int, number: bool = False) -> Make:
    """Whole yuan, so that a spreadsheet and a text write it alike."""
    return lambda person, chance: cell(kind, str(chance.randrange(100, most)), number=number)


def _serial(form: str) -> Make:
    """Numbers that look like something and are nothing: no card starts so, and no birthday stands in them."""
    lengths = {"order": "20230", "barcode": "690", "waybill": "78", "member": "139", "stamp": "1672"}
    digits = {"order": 13, "barcode": 10, "waybill": 14, "member": 8, "stamp": 9}
    return lambda person, chance: decoy(f"{lengths[form]}{chance.randrange(10 ** digits[form]):0{digits[form]}d}")


def _phone(person: Person, chance: Random) -> Cell:
    """Mostly a mobile; also two of them, a landline, a foreign number, a service number (nobody's), a new range."""
    draw = chance.random()
    if draw < 0.94:
        return cell("mobile", person.mobile)
    if draw < 0.955:
        both = (("mobile", person.mobile), ("mobile", person.second_mobile))
        return Cell("mobile", f"{person.mobile}/{person.second_mobile}", both)
    if draw < 0.97:
        return cell("landline", person.landline)
    if draw < 0.98:
        foreign = f"+1415555{person.mobile[-4:]}"
        return cell("foreign_phone", foreign)
    if draw < 0.99:
        return decoy(f"400-{person.mobile[3:6]}-{person.mobile[6:10]}")
    unassigned = "140" + person.mobile[3:]
    return Cell("mobile", unassigned, (("mobile", unassigned),), doubts=frozenset({"mobile_range"}))


def _identity(person: Person, chance: Random) -> Cell:
    """Now and then a region that no table knows: a doubt, never a rejection."""
    if chance.random() < 0.99:
        return cell("resident_id", person.resident_id)
    first17 = f"66{person.resident_id[2:17]}"
    text = first17 + check_digit(first17)
    return Cell("resident_id", text, (("resident_id", first17),), doubts=frozenset({"region_unknown"}))


def _position(base: float) -> Make:
    """Degrees with six decimals, the last not zero, so that a spreadsheet shows all of them."""
    return lambda person, chance: cell(
        "position", f"{base + chance.randrange(10**5) / 10**5:.5f}{chance.randrange(1, 10)}"
    )


def _remark(person: Person, chance: Random) -> Cell:
    if chance.random() < 0.03:
        return Cell("", f"另有手机{person.second_mobile}", (("mobile", person.second_mobile),))
    return decoy(chance.choice(("已回访", "二次联系", "未接通", "", "不需要")))


def _company(person: Person, chance: Random) -> Cell:
    return cell("company", f"宁波{person.account[:4].upper()}贸易有限公司")


def _uscc(person: Person, chance: Random) -> Cell:
    """A unified social credit code with the right check character (GB 32100-2015)."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    first17 = "91330200MA" + "".join(chance.choices(signs, k=7))
    total = sum(signs.index(sign) * pow(3, place, 31) for place, sign in enumerate(first17))
    text = first17 + signs[-total % 31]
    return Cell("uscc", text, (("uscc", text),), doubts=frozenset({"company"}))


NAME, ID, PHONE, ADDRESS = (
    Column("姓名", _own("name")),
    Column("身份证号", _identity),
    Column("手机号", _phone),
    Column("家庭住址", _own("address")),
)
MOBILE = Column("联系电话", _own("mobile"))
CARD = Column("银行卡号", _own("bank_card"))
PLATE = Column("车牌号码", _own("plate"))
NUMBER = Column("序号", lambda person, chance: decoy(str(chance.randrange(1, 99999))))

LAYOUTS: dict[str, tuple[Column, ...]] = {
    "general": (NUMBER, NAME, ID, PHONE, ADDRESS, Column("备注", _remark)),
    "bare": (NAME, ID, MOBILE, ADDRESS),
    "abbreviated": (
        Column("xm", _own("name")),
        Column("sfzh", _identity),
        Column("sjh", _phone),
        Column("EMAIL", _own("email")),
    ),
    "property": (NAME, ID, MOBILE, CARD, Column("账户余额", _amount("balance", 10**6, number=True))),
    "card_password": (Column("户名", _own("name")), CARD, Column("取款密码", _own("password"))),
    "credit": (
        NAME,
        ID,
        MOBILE,
        Column("逾期次数", _one_of("credit", "0 1 2 3 6 12")),
        Column("芝麻分", _amount("credit", 950)),
    ),
    "lodging": (
        Column("入住人", _own("name")),
        Column("证件号码", _identity),
        Column("酒店名称", _one_of("lodging", "海曙快捷酒店 江畔宾馆 云上民宿 东方饭店 四季旅馆")),
        Column("房间号", _amount("lodging", 2999)),
        Column("入住时间", _at("lodging")),
        Column("退房时间", _at("lodging")),
    ),
    "lodging_dates": (
        Column("旅客姓名", _own("name")),
        Column("身份证号码", _identity),
        Column("宾馆名称", _one_of("lodging", "月湖宾馆 三江酒店 城隍庙旅社")),
        Column("入住日期", lambda person, chance: cell("lodging", _moment(chance, "%Y-%m-%d"), moment=True)),
    ),
    "calls": (
        Column("主叫号码", _own("mobile")),
        Column("被叫号码", lambda person, chance: cell("call_record", "138" + f"{chance.randrange(10**8):08d}")),
        Column("通话时长", _amount("call_record", 3600)),
        Column("通话开始时间", _at("call_record")),
    ),
    "messages": (
        Column("本机号码", _own("mobile")),
        Column("对方号码", lambda person, chance: cell("call_record", "139" + f"{chance.randrange(10**8):08d}")),
        Column(
            "短信内容", _one_of("message", "今晚八点老地方见 贷款已经批下来了 快递放门口 明天开会别忘了 钱已转你查一下")
        ),
        Column("时间", _at("time")),
    ),
    "health": (
        Column("患者姓名", _own("name")),
        Column("身份证号", _identity),
        Column("联系电话", _own("mobile")),
        Column("住院号", lambda person, chance: cell("health", f"ZY{chance.randrange(10**6):06d}")),
        Column("诊断结果", _one_of("health", "高血压二级 二型糖尿病 急性阑尾炎 腰椎间盘突出 肺结节")),
        Column("就诊日期", _at("time", "%Y-%m-%d")),
    ),
    "orders": (
        Column("订单号", _serial("order")),
        Column("收货人", _own("name")),
        Column("手机", _own("mobile")),
        Column("收货地址", _own("address")),
        Column("商品名称", _one_of("goods", "婴儿奶粉三段 蓝牙耳机 羽绒服女款 保温杯 电动牙刷")),
        Column("单价", lambda person, chance: cell("payment", f"{chance.randrange(1, 999)}.00")),
        Column("实付金额", _amount("payment", 5000)),
        Column("快递单号", _serial("waybill")),
        Column("创建时间", lambda person, chance: decoy(_moment(chance))),
    ),
    "parcels": (
        Column("运单号", _serial("waybill")),
        Column("收件人", _own("name")),
        Column("收件人电话", _phone),
        Column("收件地址", _own("address")),
        Column("物品名称", _one_of("goods", "文件 衣物 食品 日用品")),
        Column("条形码", _serial("barcode")),
        Column("会员编号", _serial("member")),
        Column("timestamp", _serial("stamp")),
    ),
    "track": (
        NAME,
        MOBILE,
        Column("经度", _position(121.0)),
        Column("纬度", _position(29.0)),
        Column("定位时间", _at("time")),
    ),
    "checkpoints": (
        PLATE,
        Column("卡口名称", _one_of("checkpoint", "北环西路卡口 机场高架卡口 中兴路桥卡口 鄞州大道卡口")),
        Column("时间", _at("time")),
    ),
    "trips": (
        Column("乘机人", _own("name")),
        Column("证件号", _identity),
        Column("航班号", _one_of("trip", "ZH9101 MU5211 CA1731 HU7042")),
        Column("出发地", _one_of("trip", "宁波 上海 北京")),
        Column("目的地", _one_of("trip", "广州 成都 西安")),
        Column("起飞时间", _at("time", "%Y-%m-%d %H:%M")),
    ),
    "accounts": (Column("用户名", _own("account")), Column("密码", _own("password")), Column("邮箱", _own("email"))),
    "contacts": (
        NAME,
        Column("QQ", _own("qq")),
        Column("微信号", _own("wechat")),
        Column("护照号", _own("passport")),
        Column("固定电话", _own("landline")),
    ),
    "vehicles": (Column("车主", _own("name")), PLATE, Column("车架号", _own("vehicle", "vin")), MOBILE),
    "flats": (
        Column("业主姓名", _own("name")),
        MOBILE,
        Column("楼盘名称", _one_of("real_estate", "月湖花园 江湾城 学府一号")),
        Column(
            "房号",
            lambda person, chance: cell("real_estate", f"{chance.randrange(1, 20)}-{chance.randrange(101, 2999)}"),
        ),
    ),
    "companies": (
        Column("公司名称", _company),
        Column("统一社会信用代码", _uscc),
        Column("法定代表人", _own("name")),
        Column("联系方式", _own("mobile")),
    ),
    "devices": (
        Column("机主", _own("name")),
        Column("IMEI", _own("imei")),
        Column("MAC地址", _own("mac")),
        Column("登录IP", _own("ip")),
    ),
    "travellers": (
        NAME,
        Column("护照号码", _own("passport")),
        Column("港澳通行证号", _own("hk_macau_permit")),
        Column("台胞证号", _own("taiwan_permit")),
        Column("驾驶证档案编号", _own("driving_licence")),
    ),
    "households": (
        Column("户主姓名", _own("name")),
        Column("住宅电话", _own("landline")),
        Column("家庭住址", _own("address")),
    ),
    # Written without a header only: nothing says that the second column is passwords, so it is nothing.
    "combos": (Column("", _own("email")), Column("", lambda person, chance: decoy(person.password))),
    "names": (NAME, Column("学号", _serial("member"))),
}
# Kinds that identify: what an empty cell takes away.
IDENTIFYING = {"resident_id", "mobile", "landline", "foreign_phone", "bank_card", "email", "plate", "address"}


@dataclass
class Source:
    """Gives rows: new ones, repeated ones, spoilt ones. One for all files, so that files repeat each other too.

    Attributes:
        people: where people come from.
        duplicates: share of rows that repeat an earlier row of the same layout.
        invalid: share of rows with a value that is proven invalid.
    """

    people: People
    duplicates: float = 0.2
    invalid: float = 0.02

    def __post_init__(self) -> None:
        self.chance = Random(f"rows {self.people.seed}")
        self.given: dict[str, list[Row]] = {}
        self.known: list[Person] = []

    def rows(self, layout: str, count: int, plain: bool = False) -> list[Row]:
        """``count`` rows of a layout. ``plain``: only forms that can be told without a header."""
        given = self.given.setdefault(f"{layout} plain" if plain else layout, [])
        rows: list[Row] = []
        for _ in range(count):
            if given and self.chance.random() < self.duplicates:
                rows.append(self._again(self.chance.choice(given), plain))
            else:
                given.append(self._new(LAYOUTS[layout], plain))
                rows.append(given[-1])
        return rows

    def person(self) -> Person:
        """Three times of ten someone who is known from another row."""
        if self.known and self.chance.random() < 0.3:
            return self.chance.choice(self.known)
        person = self.people.draw()
        self.known.append(person)
        return person

    def _new(self, columns: tuple[Column, ...], plain: bool) -> Row:
        if self.chance.random() < self.invalid:
            # Someone who stands in no other row: a spoilt number never meets its own valid form.
            return self._spoilt(self._made(columns, self.people.draw()), plain)
        row = list(self._made(columns, self.person()))
        if not plain and len(row) > 2 and self.chance.random() < 0.05:
            at = self.chance.randrange(1, len(row))
            row[at] = empty(row[at], self.chance.choice(("", "无", "NULL", "未知")))
        return tuple(row)

    def _made(self, columns: tuple[Column, ...], person: Person) -> Row:
        return tuple(column.make(person, self.chance) for column in columns)

    def _spoilt(self, row: Row, plain: bool) -> Row:
        tried = [(at, spoilt(old, self.chance, plain)) for at, old in enumerate(row) if old.values]
        bad = [(at, new) for at, new in tried if new is not None]
        if not bad:
            return row
        at, new = self.chance.choice(bad)
        alone = self.chance.random() < 0.4 and not plain
        return tuple(
            new if place == at else empty(old) if alone and old.kind in IDENTIFYING else old
            for place, old in enumerate(row)
        )

    def _again(self, row: Row, plain: bool) -> Row:
        """The same information once more: other written forms, another running number."""
        again = [rewritten(old, self.chance, plain) if self.chance.random() < 0.3 else old for old in row]
        for at, old in enumerate(again):
            if not old.kind and not old.values and old.text.isdigit():
                again[at] = decoy(str(int(old.text) + self.chance.randrange(1, 9)))
        return tuple(again)
