"""Synthetic values at random, one maker for each sort: valid values in many writings, broken ones and decoys."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise

from oracle import checks
from oracle.catalogue import PLACEHOLDERS, SURNAMES_ONE, SURNAMES_TWO
from oracle.whole import PLATE_ENDS, PROVINCES

YEAR_MAX = 2026
Chance = random.Random
Maker = Callable[[Chance], str]

GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰"
_SURNAMES = sorted(SURNAMES_ONE) + sorted(SURNAMES_TWO)
MARKS = "\u200b\u200d\ufeff\u00ad\u2060"


def digits(chance: Chance, count: int) -> str:
    return "".join(chance.choices("0123456789", k=count))


def resident_id(chance: Chance) -> str:
    region = chance.choice(["110101", "440301", "620102", "310115", "990101"])
    born = f"{chance.randint(1900, YEAR_MAX)}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"
    first17 = region + born + f"{chance.randint(0, 30):03d}"
    return first17 + checks.resident_check(first17)


def broken_id(chance: Chance) -> str:
    number = resident_id(chance)
    return chance.choice(
        [
            number[:17] + chance.choice("0123456789X"),
            number[:10] + "0230" + number[14:],
            number[:17],
            number[:6] + "********" + number[14:],
            "xxx" + number[3:],
            number + "0",
            "1.10101E+17",
            number.lower(),
            number[:6] + number[8:17],
            " ".join((number[:6], number[6:14], number[14:])),
        ]
    )


def id15(chance: Chance) -> str:
    number = resident_id(chance)
    return number[:6] + number[8:17]


def mobile(chance: Chance) -> str:
    return chance.choice(["138", "139", "186", "163", "154", "199"]) + f"{chance.randint(0, 40):08d}"


def mobile_written(chance: Chance) -> str:
    number = mobile(chance)
    parts = (number[:3], number[3:7], number[7:])
    sign = chance.choice("- ")
    prefix = chance.choice(["", "", "86", "+86 ", "86-", "0086", "0086 ", "+86", "86 ", "0", "(+86)"])
    written = chance.choice([number, sign.join(parts), number + ".0", "'" + number])
    return chance.choice(
        [prefix + written, number[:3] + "****" + number[7:], number[:10], number + "/" + mobile(chance)]
    )


def landline(chance: Chance) -> str:
    area = chance.choice(["010", "0755", "021", "000"])
    return area + chance.choice(["-", "-", " ", "", ")"]) + digits(chance, chance.choice([7, 8]))


def foreign(chance: Chance) -> str:
    return chance.choice(["+1 415 555 01", "+852-912300", "+4420794600", "+1380000", "+861380000"]) + digits(chance, 2)


def bank_card(chance: Chance) -> str:
    length = chance.choice([16, 16, 17, 18, 19, 19])
    head = chance.choice(["622202", "400000", "510000", "690000", "955880"]) + f"{chance.randint(0, 30):02d}"
    body = head.ljust(length - 1, "0")
    number = next(body + last for last in "0123456789" if checks.luhn_right(body + last))
    if chance.random() < 0.2:
        number = number[:-1] + chance.choice("0123456789")
    if chance.random() < 0.3:
        sign = chance.choice(" -")
        cut = (6,) if length == 19 and chance.random() < 0.5 else (4, 8, 12, 16)
        edges = [0, *(edge for edge in cut if edge < length), length]
        number = sign.join(number[a:b] for a, b in pairwise(edges))
    return number


def email(chance: Chance) -> str:
    local = chance.choice(["zhang.san", "A_b", "100001", "x--y", "..k", "李", "a" * 64, "a" * 65])
    return (
        local
        + "@"
        + chance.choice(["example.com", "Example.COM.", "example", "a.b.cn", "qq.com", ".com", "e.c0m", "e..com"])
    )


def plate(chance: Chance) -> str:
    tail = "".join(chance.choices("0123456789ABDFIOZ", k=chance.choice([3, 4, 5, 5, 5, 6])))
    end = chance.choice(["", "", "", chance.choice(PLATE_ENDS), "D"])
    return chance.choice(PROVINCES) + chance.choice("ABOZa") + chance.choice(["", "·", "-", " "]) + tail + end


def name(chance: Chance) -> str:
    row = chance.choice(_SURNAMES) + "".join(chance.choices(GIVEN, k=chance.randint(1, 2)))
    return chance.choice(
        [row, row, row, row, "买买提·吐尔逊", "John Smith", "某某科技有限公司", "李*", row + "2", "****"]
    )


def address(chance: Chance) -> str:
    place = f"北京市朝阳区某路{chance.randint(1, 40)}号"
    return chance.choice([place, place, place + " " + mobile(chance), "某村", "12 Main St", place + "a@example.com"])


def uscc(chance: Chance) -> str:
    first17 = "91110000MA" + "".join(chance.choices(checks.USCC_ALPHABET, k=7))
    return first17 + chance.choice([checks.uscc_check(first17)] * 3 + ["0"])


def imei(chance: Chance) -> str:
    return "86000000000" + digits(chance, chance.choice([3, 4, 4]))


def mac(chance: Chance) -> str:
    sign = chance.choice(":-")
    return sign.join("".join(chance.choices("0123456789abCD", k=2)) for _ in range(chance.choice([5, 6, 6, 6, 7])))


def ip(chance: Chance) -> str:
    four = ".".join(
        str(chance.choice([0, 1, 10, 127, 192, 223, 224, 255, 256])) for _ in range(chance.choice([3, 4, 4, 4, 5]))
    )
    return chance.choice([four, four, "2001:DB8::1", "12:30:45", "1:2:3:4:5:6:7:8"])


def position(chance: Chance) -> str:
    first = chance.choice(["", "-"]) + f"{chance.randint(0, 185)}.{digits(chance, chance.choice([1, 4, 6]))}"
    second = chance.choice(["", "-"]) + f"{chance.randint(0, 95)}.{digits(chance, chance.choice([1, 4, 6]))}"
    return chance.choice([first, first + chance.choice([",", ", ", " "]) + second])


def permit(chance: Chance) -> str:
    return chance.choice(["E", "EA", "H", "C", "t", "", "ABC"]) + digits(
        chance, chance.choice([4, 6, 7, 8, 9, 10, 11, 12, 12, 12])
    )


def word(chance: Chance) -> str:
    return "".join(chance.choices("abcXYZ019_-", k=chance.randint(3, 21)))


def decoy(chance: Chance) -> str:
    """Numbers and words that are no personal information."""
    return chance.choice(
        [
            digits(chance, chance.randint(1, 20)),
            "690" + digits(chance, 10),
            "86" + digits(chance, 11),
            "00861" + digits(chance, 10),
            "2021-03-04 12:30:45",
            "20210304123045",
            "1614834000" + digits(chance, 3),
            f"{chance.randint(0, 999)}.{digits(chance, 2)}",
            "400-800-1234",
            "SF" + digits(chance, 13),
            "v1.2.3.4",
            "某某",
            "云SERVER",
            "已发货",
            "合计",
        ]
    )


def nothing(chance: Chance) -> str:
    return chance.choice(["", " ", "\u3000", *sorted(PLACEHOLDERS)])


def side_by_side(chance: Chance) -> str:
    """Numbers in groups with nothing but spaces between, broken ones and short ones among them."""
    number, card = mobile(chance), chance.choice(["4000000000000002", "6222020000000007", "6222020000000008"])
    who = resident_id(chance)
    written = [
        f"{number[:3]} {number[3:7]} {number[7:]}",
        f"{chance.choice(['86', '0086'])}{chance.choice(['', ' '])}{number[:3]} {number[3:7]} {number[7:]}",
        " ".join((card[:4], card[4:8], card[8:12], card[12:])),
        "6222 0200 0000 0000 000",
        f"{who[:6]} {who[6:14]} {who[14:]}",
        f"622202 {chance.choice(['0000000000000', '8613800000001'])}",
        chance.choice(
            [number, who, card, "2021", "123", "12", "1", "10000", "3.5", "150", "*0011", "室1502", "80元", "+86"]
        ),
        " ".join(digits(chance, chance.choice([1, 2, 3, 4, 4, 4, 5, 8])) for _ in range(chance.randint(1, 4))),
    ]
    return chance.choice([" ", " ", " ", "-"]).join(chance.choice(written) for _ in range(chance.randint(1, 4)))


def any_groups(chance: Chance) -> str:
    """A mobile behind a label, cut anywhere."""
    number = mobile(chance)
    cuts = sorted(chance.sample(range(1, 11), chance.randint(1, 3)))
    parts = [number[a:b] for a, b in pairwise([0, *cuts, 11])]
    label = chance.choice(["手机号", "电话:", "联系方式是", "Tel ", "mobile=", "phone", "QQ", "运单号"])
    return label + chance.choice(" -").join(parts)


def glued(chance: Chance) -> str:
    """A number with its label before it, nothing between."""
    makers = (mobile, resident_id, id15, bank_card, ip, lambda chance: digits(chance, chance.randint(1, 12)))
    words = [
        "QQ",
        "vx",
        "Wx",
        "weixin",
        "wechat",
        "tel",
        "Phone",
        "mobile",
        "sfz",
        "ID",
        "idcard",
        "card",
        "ip",
        "no",
        "a",
    ]
    before = chance.choice(["", "我的", "微信", "密码", "账号:", "证件编号", "编号", "身份证编号:"])
    return before + chance.choice([*words, ""]) + chance.choice(makers)(chance)


MAKERS: tuple[Maker, ...] = (
    *(resident_id, broken_id, id15, mobile, mobile_written, landline, foreign, bank_card, email, plate, name, address),
    *(uscc, imei, mac, ip, position, permit, word, decoy, nothing, side_by_side, any_groups, glued),
)


def disturb(chance: Chance, text: str) -> str:
    """Full-width forms, marks without width, other hyphens, spaces at the ends, letters glued on."""
    how = chance.randrange(12)
    if how == 0:
        return "".join(chr(ord(c) - 0x21 + 0xFF01) if "!" <= c <= "~" else c for c in text)
    if how == 1 and text:
        place = chance.randrange(len(text) + 1)
        return text[:place] + chance.choice(MARKS) + text[place:]
    if how == 2:
        return text.replace("-", chance.choice("‐–—−﹣"))
    if how == 3:
        return chance.choice(" \u3000\t\u00a0") + text + chance.choice(" \u3000")
    if how == 4:
        return chance.choice(["张", "x", "1", "'", '="', "\ufffd"]) + text
    return text
