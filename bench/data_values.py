"""Synthetic values for the comparison with peers: people drawn from a number, invalid values, decoys.

Every value is a function of one 64-bit number, so that a row can repeat the person of any other row without a list of
people. Check digits, calendars and number ranges are worked out here and nowhere else: nothing of tiao is imported.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.uint64]

# Counties by their code (GB/T 2260, general knowledge), abolished ones among them: people keep their numbers.
COUNTIES = (
    "110101 110102 110103 110104 110105 110106 110108 120101 120103 130102 130104 140105 140106 150102 210102 210103 "
    "220102 230102 230103 310101 310103 310104 310105 310110 320102 320104 320502 330102 330106 340102 340103 350102 "
    "350203 360102 370102 370202 410102 410105 420102 420106 430102 430103 440103 440106 440301 450102 500101 500102 "
    "510104 510105 513030 520102 530102 540102 610102 610103 620102 630102 640104 650102"
).split()
PLACES = (
    "北京市朝阳区 天津市和平区 石家庄市长安区 太原市小店区 沈阳市和平区 长春市南关区 哈尔滨市道里区 "
    "上海市黄浦区 南京市玄武区 杭州市西湖区 合肥市瑶海区 福州市鼓楼区 南昌市东湖区 济南市历下区 "
    "郑州市中原区 武汉市武昌区 长沙市芙蓉区 广州市天河区 成都市锦江区 西安市新城区"
).split()
ROADS = "人民路 中山路 解放路 建设路 和平街 新华街 文化路 青年路 光明街 胜利路 长江路 友谊路".split()
SURNAMES = "王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 罗 高 郑 梁 谢 宋 唐 许 邓 冯 韩 曹 欧阳 司马".split()
GIVEN = (
    "伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀英 霞 平 刚 桂英 玉兰 子涵 浩然 欣怡 建国 志强 海燕 文博"
).split()
# Characters outside the Basic Multilingual Plane and outside GBK: four bytes in GB18030, two of them ASCII digits.
RARE_GIVEN = ("𠮷", "㛃", "䶮")
MOBILE_HEADS = (
    "130 131 132 133 135 136 137 138 139 147 150 151 152 155 157 158 159 166 176 177 178 180 182 185 186 187 188 189 "
    "191 195 198 199"
).split()
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
WORDS = (
    "zhang wang chen liu yang zhao huang zhou sun lin blue happy lucky star cloud river dragon tiger summer tea".split()
)
DOMAINS = ("example.com", "example.net", "example.org", "mail.example.com", "mx-2.example.net")

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
FIRST_DAY, DAYS = date(1945, 1, 1), 365 * 62


class Person(NamedTuple):
    """What a person has, in canonical form: numbers without signs, the e-mail in lower case."""

    name: str
    resident_id: str
    mobile: str
    bank_card: str
    email: str
    plate: str
    ip: str
    address: str


def mix(numbers: Numbers) -> Numbers:
    """SplitMix64 (public domain, S. Vigna): a permutation of the 64-bit numbers that looks like chance."""
    mixed = (numbers + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def draws(numbers: Numbers, columns: int, salt: int) -> list[tuple[int, ...]]:
    """For each number ``columns`` independent 32-bit draws."""
    base = mix(numbers ^ np.uint64(salt << 48))
    table = [mix(base + np.uint64(column << 40)) >> np.uint64(32) for column in range(columns)]
    return list(zip(*(column.tolist() for column in table), strict=True))


def _weighted(digits: str, at: int) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS[at:], strict=False))


_DAYS = [f"{FIRST_DAY + timedelta(days=n):%Y%m%d}" for n in range(DAYS)]
_COUNTY_SUMS = [_weighted(code, 0) for code in COUNTIES]
_DAY_SUMS = [_weighted(day, 6) for day in _DAYS]
_SERIALS = [f"{n:03d}" for n in range(1000)]
_SERIAL_SUMS = [_weighted(serial, 14) for serial in _SERIALS]
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def resident_id(county: int, day: int, serial: int) -> str:
    """An 18-digit identity number: GB 11643-1999, check digit by ISO 7064 MOD 11-2."""
    county, day, serial = county % len(COUNTIES), day % DAYS, serial % 1000
    check = CHECKS[(_COUNTY_SUMS[county] + _DAY_SUMS[day] + _SERIAL_SUMS[serial]) % 11]
    return f"{COUNTIES[county]}{_DAYS[day]}{_SERIALS[serial]}{check}"


def luhn_digit(number: str) -> str:
    """The digit that makes the sum of ISO/IEC 7812-1, annex B, a multiple of ten."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        total += _DOUBLED[int(digit)] if place % 2 == 0 else int(digit)
    return str(-total % 10)


def bank_card(issuer: int, number: int) -> str:
    """A card number of 16 or 19 digits with a right check digit."""
    head, length = (("62", 19), ("62", 19), ("62", 16), ("4", 16), ("53", 16))[issuer % 5]
    body = f"{number * 2654435761 % 10**17:017d}"
    number_ = head + body[: length - 1 - len(head)]
    return number_ + luhn_digit(number_)


def _email(word: int, number: int, domain: int) -> str:
    local = WORDS[word % len(WORDS)]
    other = WORDS[word // 32 % len(WORDS)]
    form = word // 1024 % 6
    number %= 100_000_000
    joined = (
        f"{local}{number}", f"{local}.{other}{number}", f"{local}_{number}", f"{local}{other}{number % 10_000}",
        f"{local}-{number}", f"{other}+{local}{number}",
    )  # fmt: skip
    return f"{joined[form]}@{DOMAINS[domain % len(DOMAINS)]}"


def _plate(head: int, body: int) -> str:
    start = PROVINCES[head % len(PROVINCES)] + PLATE_LETTERS[head // 64 % 8]
    form = body % 10
    letter = PLATE_LETTERS[body // 10 % len(PLATE_LETTERS)]
    digits = f"{body // 300 % 100_000:05d}"
    if form < 5:
        return start + digits
    if form < 8:
        return f"{start}{letter}{digits[1:]}"
    if form == 8:
        return f"{start}{'DF'[body // 10 % 2]}{digits}"
    return f"{start}{digits}{'DF'[body // 10 % 2]}"


def _ip(high: int, low: int) -> str:
    first = 1 + high % 223
    if first == 127:
        first = 110
    return f"{first}.{high // 256 % 256}.{low % 256}.{low // 256 % 256}"


def person(d: tuple[int, ...]) -> Person:
    """The person of ``PERSON_DRAWS`` draws."""
    given = RARE_GIVEN[d[0] // 7 % 3] if d[0] % 100 == 0 else GIVEN[d[0] // 100 % len(GIVEN)]
    mobile = MOBILE_HEADS[d[4] % len(MOBILE_HEADS)] + f"{d[5] % 100_000_000:08d}"
    address = (
        f"{PLACES[d[13] % len(PLACES)]}{ROADS[d[13] // 32 % len(ROADS)]}{1 + d[13] // 1024 % 899}号"
        f"{1 + d[14] % 30}栋{101 + d[14] // 32 % 2800}室"
    )
    return Person(
        SURNAMES[d[1] % len(SURNAMES)] + given,
        resident_id(d[2], d[3], d[2] // 64),
        mobile,
        bank_card(d[6], d[7] * 4 + d[6] % 4),
        _email(d[8], d[9], d[8] // 65536),
        _plate(d[10], d[11]),
        _ip(d[12], d[11] // 7),
        address,
    )


PERSON_DRAWS = 15


def spoken(mobile: str, form: int) -> str:
    """Another way to write a mobile number."""
    a, b, c = mobile[:3], mobile[3:7], mobile[7:]
    forms = (f"+86{mobile}", f"{a}-{b}-{c}", f"{a} {b} {c}", f"86{mobile}", f"+86 {a} {b} {c}", f"+86-{mobile}")
    return forms[form % 6]


def grouped(card: str) -> str:
    """A card number as it stands on the card."""
    return " ".join(card[at : at + 4] for at in range(0, len(card), 4))


def dotted(plate: str) -> str:
    return f"{plate[:2]}·{plate[2:]}"


def false_id(number: str, form: int) -> str:
    """An identity number that is none: wrong check digit (six in ten), month 13 (two), masked (two)."""
    form %= 10
    if form < 6:
        return number[:17] + CHECKS[(CHECKS.index(number[17]) + 1 + form) % 11]
    if form < 8:
        first17 = f"{number[:10]}13{number[12:17]}"
        return first17 + CHECKS[_weighted(first17, 0) % 11]
    return f"{number[:6]}********{number[14:]}"


def false_mobile(mobile: str, form: int) -> str:
    """A mobile number that is none: a digit short, a digit long, a head that never was, masked."""
    return (mobile[:10], f"{mobile}{form // 4 % 10}", f"12{mobile[2:]}", f"{mobile[:3]}****{mobile[7:]}")[form % 4]


def false_card(card: str, form: int) -> str:
    """A card number with a wrong check digit."""
    return card[:-1] + str((int(card[-1]) + 1 + form % 9) % 10)
