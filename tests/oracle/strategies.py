"""Synthetic tables, texts and chats at random: valid values, broken ones and decoys, for engine against oracle.

``random_table``, ``random_lines`` and ``random_chat`` give the same for the same seed on every machine. The hypothesis
strategies draw from the same makers, so that a failure shrinks to a small table.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from itertools import pairwise

from hypothesis import strategies as st

from oracle import checks
from oracle.catalogue import MEANINGS, PLACEHOLDERS, SURNAMES_ONE, SURNAMES_TWO
from oracle.whole import PLATE_ENDS, PROVINCES

YEAR_MAX = 2026
Chance = random.Random
Maker = Callable[[Chance], str]

_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰"
_SURNAMES = sorted(SURNAMES_ONE) + sorted(SURNAMES_TWO)
_HEADERS = sorted(MEANINGS)
_BY_MEANING = {kind: [word for word in _HEADERS if MEANINGS[word] == kind] for kind in sorted(set(MEANINGS.values()))}
_PERMITS = ("passport", "hk_macau_permit", "taiwan_permit", "driving_licence")
_COMMON_HEADERS = (
    *(
        "姓名",
        "身份证号",
        "手机号",
        "联系电话",
        "银行卡号",
        "地址",
        "邮箱",
        "车牌号",
        "QQ号",
        "微信",
        "密码",
        "账号",
        "订单号",
    ),
    *(
        "余额",
        "ID",
        "时间",
        "经度",
        "客户手机号1",
        "收货人姓名",
        "备注",
        "其他",
        "IMEI",
        "ip",
        "座机",
        "护照号",
        "被叫号码",
    ),
)
MARKS = "\u200b\u200d\ufeff\u00ad\u2060"
SEPARATORS = (
    " ",
    ",",
    "，",
    ";",
    "|",
    "/",
    ":",
    "：",
    "、",
    "。",
    "-",
    "--",
    "----",
    "\u3000",
    "\t",
    "+",
    "(",
    ")",
    "#",
    "=",
    ".",
    "_",
)
LABELS = (
    *(
        "姓名",
        "姓名:",
        "手机号：",
        "电话 ",
        "身份证",
        "身份证号码:",
        "证件号",
        "sfz",
        "卡号",
        "QQ",
        "qq号:",
        "微信",
        "vx:",
        "护照号",
        "通行证",
    ),
    *(
        "台胞证",
        "密码",
        "密码:",
        "账号",
        "username=",
        "地址:",
        "住址：",
        "ip地址:",
        "订单号",
        "运单号:",
        "编号",
        "orderNo",
        "sn",
        "收件人 ",
    ),
    *("联系人电话:", "是", "为", "+", "+86", "86 ", "0086", "车主"),
)


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
    prefix = chance.choice(["", "", "+86 ", "86-", "0086", "+86", "86 ", "0", "(+86)"])
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
    row = chance.choice(_SURNAMES) + "".join(chance.choices(_GIVEN, k=chance.randint(1, 2)))
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


MAKERS: tuple[Maker, ...] = (
    *(resident_id, broken_id, id15, mobile, mobile_written, landline, foreign, bank_card, email, plate, name, address),
    *(uscc, imei, mac, ip, position, permit, word, decoy, nothing),
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


def _heading(chance: Chance, sort: Maker) -> str:
    """A common word, or one of any kind; permits often stand where they belong, for nobody else has as many digits."""
    if sort is permit and chance.random() < 0.5:
        return chance.choice(_BY_MEANING[chance.choice(_PERMITS)])
    return chance.choice(_COMMON_HEADERS if chance.random() < 0.8 else _BY_MEANING[chance.choice(list(_BY_MEANING))])


def random_table(seed: int, rows: int) -> list[list[str]]:
    """A table: often with a header and a title above it, columns mostly of one sort, ragged and repeated rows."""
    chance = Chance(seed)
    columns = chance.randint(1, 8)
    sorts = [chance.choice(MAKERS) for _ in range(columns)]
    table: list[list[str]] = []
    if chance.random() < 0.15:
        table.append([chance.choice(["客户信息", "2021年名单", "手机号"])])
    header = [_heading(chance, sort) for sort in sorts]
    if chance.random() < 0.7:
        table.append([text + chance.choice(["", "", "", "（必填）", "2"]) for text in header])
    while len(table) < rows:
        if table and chance.random() < 0.1:
            table.append(list(chance.choice(table)))
            continue
        row = [disturb(chance, (sort if chance.random() < 0.8 else chance.choice(MAKERS))(chance)) for sort in sorts]
        if chance.random() < 0.05:
            row = row[: chance.randint(1, len(row))]
        if chance.random() < 0.05:
            row.append(chance.choice(MAKERS)(chance))
        if any(cell.strip() for cell in row):
            table.append(row)
    return table[:rows]


def random_text(chance: Chance) -> str:
    """One line of values, labels, separators and Han in a row."""
    parts = []
    for _ in range(chance.randint(1, 9)):
        sort = chance.random()
        if sort < 0.5:
            parts.append(disturb(chance, chance.choice(MAKERS)(chance)))
        elif sort < 0.7:
            parts.append(chance.choice(LABELS))
        elif sort < 0.95:
            parts.append(chance.choice(SEPARATORS))
        else:
            parts.append("".join(chance.choices(_GIVEN, k=chance.randint(1, 4))))
    return "".join(parts)


def random_lines(seed: int, rows: int) -> list[str]:
    chance = Chance(seed)
    return [random_text(chance) for _ in range(rows)]


def random_chat(seed: int, rows: int) -> list[tuple[str, str, str]]:
    """Messages: time, sender, text. Sender and time look like goods and are none."""
    chance = Chance(seed)
    return [(decoy(chance), mobile(chance), random_text(chance)) for _ in range(rows)]


# -- hypothesis -------------------------------------------------------------------------------------------------------

_seeds = st.integers(0, 2**32 - 1)
_odd = st.text(
    alphabet=st.sampled_from(
        "0123456789XxAaZ_-+.@:,;|/·（）０５９＠ 　\u200b\ufeff张三京云号码是为密护照地址𠀀é\ufffd"
    ),
    max_size=24,
)


def _made(maker: Maker) -> st.SearchStrategy[str]:
    return _seeds.map(lambda seed: maker(Chance(seed)))


values: st.SearchStrategy[str] = st.one_of(*map(_made, MAKERS), _odd)
disturbed: st.SearchStrategy[str] = st.builds(lambda seed, text: disturb(Chance(seed), text), _seeds, values)
texts: st.SearchStrategy[str] = st.lists(
    st.one_of(disturbed, st.sampled_from(LABELS), st.sampled_from(SEPARATORS), _odd), min_size=1, max_size=9
).map("".join)
text_lines: st.SearchStrategy[list[str]] = st.lists(texts, min_size=1, max_size=12)
chats: st.SearchStrategy[list[tuple[str, str, str]]] = st.lists(
    st.tuples(st.just("2021-03-04 12:30:45"), _made(mobile), texts), min_size=1, max_size=12
)
header_cells: st.SearchStrategy[str] = st.one_of(
    st.sampled_from(_COMMON_HEADERS),
    st.sampled_from(_HEADERS),
    st.builds("{}{}".format, st.sampled_from(_HEADERS), st.sampled_from(["1", "(必填)", "：", " "])),
)


@st.composite
def tables(draw: st.DrawFn, max_rows: int = 15) -> list[list[str]]:
    """Rows of a table, with or without a header; every row has a cell that is more than spaces."""
    columns = draw(st.integers(1, 6))
    table: list[list[str]] = []
    if draw(st.booleans()):
        table.append(draw(st.lists(header_cells, min_size=columns, max_size=columns)))
    makers: Sequence[st.SearchStrategy[str]] = [_made(draw(st.sampled_from(MAKERS))) for _ in range(columns)]
    for _ in range(draw(st.integers(1, max_rows))):
        row = [draw(st.one_of(maker, maker, maker, disturbed)) for maker in makers]
        row = row[: draw(st.integers(1, columns))] if draw(st.integers(0, 9)) == 0 else row
        if any(cell.strip() for cell in row):
            table.append(row)
    return table or [["x"]]
