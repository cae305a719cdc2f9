"""Sentences and chat messages that sell data, talk about nothing, or hold numbers that are nobody's.

What each sentence holds follows docs/reference/recognition.md, sections 4 and 5: names are told by a label or by the
number after them, negated numbers are nothing, and a message about several people is several records.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tiao.demo.cells import canonical
from tiao.demo.people import CHECKS_OFF, Person
from tiao.demo.sheets import Source
from tiao.demo.truth import Pair, Struck

CHATTER = (
    "在吗",
    "有没有新的货，要宁波本地的",
    "老价格，一条五毛",
    "先发样品看看",
    "收到了，质量不错",
    "今晚再给你一批",
    "客服热线400-820-8820打不通",
    "快递单号 13912345678 已经签收",
    "订单号：202305011234567890，记得确认",
    "上次那批条码6901234567892的奶粉卖完了",
    "一共1999.50元，转你了",
    "2023-05-01 之前都可以",
)
Part = tuple[tuple[Pair, ...], tuple[Struck, ...]]


@dataclass(frozen=True)
class Message:
    """A line or message and its records, one for each person; none for chatter."""

    text: str
    parts: tuple[Part, ...] = ()


def _pair(kind: str, text: str) -> Pair:
    return kind, canonical(kind, text)


def _named(person: Person) -> tuple[Pair, ...]:
    """A name that only the number after it gives away has two or three characters."""
    return (_pair("name", person.name),) if len(person.name) < 4 else ()


def _full(person: Person, chance: Random) -> Message:
    text = f"姓名：{person.name} 身份证：{person.resident_id} 电话：{person.mobile} 地址：{person.address}"
    return _one(text, person, "name", "resident_id", "mobile", "address")


def _row(person: Person, chance: Random) -> Message:
    text = f"{person.name}，{person.resident_id}，{person.mobile}。"
    pairs = (*_named(person), _pair("resident_id", person.resident_id), _pair("mobile", person.mobile))
    return Message(text, ((pairs, ()),))


def _car(person: Person, chance: Random) -> Message:
    plate = chance.choice((person.plate, f"{person.plate[:2]}·{person.plate[2:]}"))
    return _one(f"机主{person.name}，手机{person.mobile}，车牌{plate}", person, "name", "mobile", "plate")


def _card(person: Person, chance: Random) -> Message:
    groups = " ".join(person.bank_card[i : i + 4] for i in range(0, len(person.bank_card), 4))
    return _one(f"户名{person.name}，卡号{chance.choice((groups, person.bank_card))}。", person, "name", "bank_card")


def _social(person: Person, chance: Random) -> Message:
    text = f"微信：{person.wechat}，QQ：{person.qq}，邮箱{person.email}，预留手机+86 {person.mobile}"
    return _one(text, person, "wechat", "qq", "email", "mobile")


def _login(person: Person, chance: Random) -> Message:
    return _one(f"账号：{person.account} 密码：{person.password}", person, "account", "password")


def _located(person: Person, chance: Random) -> Message:
    spot = f"121.{chance.randrange(10**6):06d},29.{chance.randrange(10**6):06d}"
    mobile = f"{person.mobile[:3]}-{person.mobile[3:7]}-{person.mobile[7:]}"
    pairs = (_pair("mobile", person.mobile), _pair("position", spot))
    return Message(f"{mobile} 的定位：{spot}", ((pairs, ()),))


def _abroad(person: Person, chance: Random) -> Message:
    return _one(
        f"联系人：{person.name}，护照：{person.passport}，固话{person.landline[:-8]}-{person.landline[-8:]}。",
        person,
        "name",
        "passport",
        "landline",
    )


def _one(text: str, person: Person, *kinds: str) -> Message:
    return Message(text, ((tuple(_pair(kind, getattr(person, kind)) for kind in kinds), ()),))


TELLING: tuple[Callable[[Person, Random], Message], ...] = (
    _full,
    _row,
    _car,
    _card,
    _social,
    _login,
    _located,
    _abroad,
)


@dataclass
class Talk:
    """Gives messages, drawing people from the same source as the tables."""

    source: Source

    def __post_init__(self) -> None:
        self.chance = Random(f"talk {self.source.people.seed}")
        self.said: list[Message] = []

    def messages(self, count: int, lines: bool) -> list[Message]:
        """``count`` messages. ``lines``: a message may have more than one line."""
        return [self._message(lines) for _ in range(count)]

    def _message(self, lines: bool) -> Message:
        draw = self.chance.random()
        if draw < 0.3:
            return Message(self.chance.choice(CHATTER))
        if draw < 0.44 and self.said:
            return self.chance.choice(self.said)
        if draw < 0.46:
            return self._spoilt()
        if draw < 0.6:
            return self._several("\n" if lines else "；")
        message = self.chance.choice(TELLING)(self.source.person(), self.chance)
        self.said.append(message)
        return message

    def _spoilt(self) -> Message:
        """A wrong check digit; the mobile, when there is one, is all that is left."""
        person = self.source.people.draw()
        wrong = person.resident_id[:17] + CHECKS_OFF[person.resident_id[17]]
        struck = (("resident_id", wrong, "resident_id_checksum"),)
        if self.chance.random() < 0.5:
            return Message(f"这个不对 身份证{wrong}", (((), struck),))
        return Message(f"身份证{wrong}，手机{person.mobile}", (((_pair("mobile", person.mobile),), struck),))

    def _several(self, between: str) -> Message:
        """Two to four people in one message: a record each."""
        people: dict[str, Person] = {}
        wanted = self.chance.randrange(2, 5)
        while len(people) < wanted:
            person = self.source.person()
            if _named(person):
                people[person.resident_id] = person
        with_id = self.chance.random() < 0.5
        texts, parts = [], []
        for person in people.values():
            texts.append(f"{person.name} {person.resident_id + ' ' if with_id else ''}{person.mobile}")
            identity = (_pair("resident_id", person.resident_id),) if with_id else ()
            parts.append(((*_named(person), *identity, _pair("mobile", person.mobile)), ()))
        return Message(between.join(texts), tuple(parts))
