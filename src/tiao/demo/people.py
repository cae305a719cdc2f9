"""Synthetic people: every number is drawn, none belongs to anyone; valid in form, and no number is given out twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from tiao.demo.places import GIVEN, MIXED_COUNTIES, MIXED_MOBILE_HEADS, ROADS, SURNAMES

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
FIRST_BIRTHDAY = date(1940, 1, 1)
DAYS = (date(2010, 12, 31) - FIRST_BIRTHDAY).days + 1
# Plates leave out I and O, which look like digits (GA 36-2018).
PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
PROVINCES = "浙沪苏鲁鄂粤渝云"
AREA_CODES = ("0574", "021", "025", "0532", "027", "020", "023", "0871")
# Han of extension A: four bytes in GB18030, two of them ASCII digits.
RARE_GIVEN = ("㛃", "㐱", "㤅")


# A character that is not the right one, for each that is.
CHECKS_OFF = dict(zip("10X98765432", "0X987654321", strict=True))


def check_digit(first17: str) -> str:
    """The last character of a resident ID number (GB 11643-1999, ISO 7064 MOD 11-2)."""
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(first17, WEIGHTS, strict=True)) % 11]


def luhn_digit(number: str) -> str:
    """The digit that makes ``number`` plus that digit right by Luhn (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


@dataclass(frozen=True)
class Person:
    """One synthetic person; values in canonical form, ``resident_id`` with its check digit."""

    name: str
    resident_id: str
    mobile: str
    second_mobile: str
    landline: str
    email: str
    bank_card: str
    plate: str
    qq: str
    wechat: str
    passport: str
    hk_macau_permit: str
    taiwan_permit: str
    driving_licence: str
    address: str
    account: str
    password: str
    imei: str
    mac: str
    ip: str
    vin: str


@dataclass
class People:
    """Draws people. Same seed, same people in the same order, on every machine."""

    seed: int = 1
    chance: Random = field(init=False)
    given_out: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.chance = Random(f"people {self.seed}")

    def once(self, draw: Callable[[], str]) -> str:
        """Draws until the value is one that nobody has yet."""
        while (value := draw()) in self.given_out:
            pass
        self.given_out.add(value)
        return value

    def draw(self) -> Person:
        chance = self.chance
        county, place = chance.choice(MIXED_COUNTIES)
        name = chance.choice(SURNAMES) + chance.choice(RARE_GIVEN if chance.random() < 0.01 else GIVEN)
        resident_id = self.once(lambda: self._resident_id(county))
        return Person(
            name=name,
            resident_id=resident_id,
            mobile=self.once(self.mobile),
            second_mobile=self.once(self.mobile),
            landline=self.once(lambda: chance.choice(AREA_CODES) + str(chance.randrange(2, 9)) + self.digits(7)),
            email=self.once(
                lambda: f"{self.letters(5)}{self.digits(4)}@{chance.choice(('example.com', 'example.net'))}"
            ),
            bank_card=self.once(self._bank_card),
            plate=self.once(self._plate),
            qq=self.once(lambda: str(chance.randrange(1, 10)) + self.digits(8)),
            wechat=self.once(lambda: f"wxid_{self.letters(7)}{self.digits(3)}"),
            passport=self.once(lambda: f"E{self.digits(8)}"),
            hk_macau_permit=self.once(lambda: f"C{self.digits(8)}"),
            taiwan_permit=self.once(lambda: f"T{self.digits(8)}"),
            driving_licence=self.once(lambda: self.digits(12)),
            address=f"{place}{chance.choice(ROADS)}{chance.randrange(1, 1000)}号{chance.randrange(101, 2999)}室",
            account=self.once(lambda: f"{self.letters(6)}{self.digits(3)}"),
            password=f"{self.letters(3).upper()}{self.letters(3)}{self.digits(3)}",
            imei=self.once(self._imei),
            mac=self.once(lambda: "".join(chance.choices("0123456789abcdef", k=12))),
            ip=self.once(
                lambda: f"{chance.randrange(100, 126)}." + ".".join(str(chance.randrange(1, 255)) for _ in "123")
            ),
            vin=self.once(lambda: "L" + "".join(chance.choices("ABCDEFGHJKLMNPRSTUVWXYZ", k=7)) + self.digits(6)),
        )

    def digits(self, count: int) -> str:
        return f"{self.chance.randrange(10**count):0{count}d}"

    def letters(self, count: int) -> str:
        return "".join(self.chance.choices("abcdefghijkmnpqrstuvwyz", k=count))

    def mobile(self) -> str:
        return self.chance.choice(MIXED_MOBILE_HEADS) + self.digits(8)

    def _resident_id(self, county: str) -> str:
        birthday = FIRST_BIRTHDAY + timedelta(days=self.chance.randrange(DAYS))
        first17 = f"{county}{birthday:%Y%m%d}{self.digits(3)}"
        return first17 + check_digit(first17)

    def _bank_card(self) -> str:
        number = "62" + self.digits(self.chance.choice((13, 16)))
        return number + luhn_digit(number)

    def _imei(self) -> str:
        number = "86" + self.digits(12)
        return number + luhn_digit(number)

    def _plate(self) -> str:
        head = self.chance.choice(PROVINCES) + self.chance.choice("ABCDEFGH")
        form = self.chance.random()
        if form < 0.6:
            return f"{head}{self.chance.choice(PLATE_LETTERS)}{self.digits(4)}"
        if form < 0.8:
            return f"{head}{self.chance.choice('DF')}{self.digits(5)}"
        return f"{head}{self.digits(5)}{self.chance.choice('DF')}"
