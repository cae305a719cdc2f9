"""The tables of the mixed folder: their columns, their shares, and the pattern of rows that each repeats.

People stand in blocks of ``PEOPLE``. A table goes through its blocks one after the other and writes the same pattern of
rows for each: everybody once, some a second time (another telephone, another parcel), one row in fifty invalid. So what
a table says about a block is known without looking at a single row, and the truth (``truth.py``) is arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

PEOPLE = 500
"""People in a block."""

# What a cell holds. The plain word is a person's own; a second row of the person has another value where it says so.
(
    ID,
    MOBILE,  # the person's number
    MOBILES,  # in a second row the person's second number
    NAME,
    ADDRESS,
    QQ,  # a second row: another
    ACCOUNT,  # another
    PASSWORD,  # another
    EMAIL,  # another
    WAYBILL,  # another, and personal information of no kind
    ORDER,  # another, and personal information of no kind
    GOODS,  # another
    PAID,
    PLATE,  # another
    VIN,
    HOTEL,
    DAY,  # another
    CARD,  # another
    BALANCE,
) = range(19)

# What is the matter with a row.
(
    CLEAN,
    CHECKSUM,  # the identity number's check digit is wrong
    DATE,  # its birthday is no date
    TRUNCATED,  # its last character is missing
    MALFORMED,  # the mobile number has a digit too many
    LUHN,  # the card's check digit is wrong
    BAD_EMAIL,  # the mail host has no dot
    BAD_PLATE,  # the plate has a letter too many, one that plates do not have
    ONLY_ID,  # a name and an identity number with a wrong check digit, nothing else
    ONLY_NAME,  # a name and nothing else
    REGION,  # no table knows the identity number's region: a doubt, not invalid
    RANGE,  # the mobile number's range is not assigned: a doubt, not invalid
    ABSENT,  # no mobile number, or a placeholder: nothing is the matter with the rest
) = range(13)


@dataclass(frozen=True)
class Shape:
    """A sort of table.

    Attributes:
        name: what its files are called.
        share: its share of all rows, in thousandths.
        columns: header word and cell of each column.
        twice: how many people of a block have a second row.
        spoilt: what is the matter with its invalid rows, in turn; two rows in a hundred.
        doubted: what is the matter with rows that are not invalid, one row each in a block.
        start: where among all people its own begin: at 0 with the first, at 100 so that they end with the last.
        windows: lines end with CR LF.
    """

    name: str
    share: int
    columns: tuple[tuple[str, int], ...]
    twice: int
    spoilt: tuple[int, ...]
    doubted: tuple[int, ...]
    start: int
    windows: bool = False

    @property
    def cells(self) -> tuple[int, ...]:
        return tuple(cell for _, cell in self.columns)

    @property
    def header(self) -> bytes:
        return ",".join(word for word, _ in self.columns).encode() + self.newline

    @property
    def newline(self) -> bytes:
        return b"\r\n" if self.windows else b"\n"


@cache
def pattern(shape: Shape) -> tuple[tuple[int, int, int], ...]:
    """The rows about one block of people: place of the person in it, whether a second row, what is the matter."""
    again = {PEOPLE * n // shape.twice for n in range(shape.twice)}
    invalid = (PEOPLE + shape.twice + 25) // 50
    sorts = [shape.spoilt[n % len(shape.spoilt)] for n in range(invalid)] + list(shape.doubted)
    # Spoilt rows are never somebody's second: each record stays another's, whatever is struck from it.
    once = [person for person in range(PEOPLE) if person not in again]
    # 197 is a prime and divides no number of ``once``: the places are all different.
    matter = {once[(197 * n + 7 * shape.start + 11) % len(once)]: sort for n, sort in enumerate(sorts)}
    return tuple(
        (person, second, matter.get(person, CLEAN))
        for person in range(PEOPLE)
        for second in range(1 + (person in again))
    )


SHAPES = (
    Shape(
        "人员",
        300,
        (("身份证号", ID), ("手机号", MOBILES), ("姓名", NAME), ("地址", ADDRESS)),
        10,
        (CHECKSUM, DATE, MALFORMED, ONLY_ID, ONLY_NAME, TRUNCATED),
        (REGION, RANGE),
        0,
    ),
    Shape("QQ绑定", 120, (("QQ号", QQ), ("手机号", MOBILE)), 60, (MALFORMED,), (RANGE,), 60),
    Shape(
        "账号密码",
        120,
        (("用户名", ACCOUNT), ("密码", PASSWORD), ("邮箱", EMAIL), ("手机号", MOBILE)),
        40,
        (BAD_EMAIL, MALFORMED),
        (ABSENT,) * 8,
        100,
    ),
    Shape(
        "快递面单",
        150,
        (("运单号", WAYBILL), ("收件人", NAME), ("联系电话", MOBILE), ("收货地址", ADDRESS), ("商品", GOODS)),
        150,
        (MALFORMED,),
        (RANGE, ABSENT),
        40,
    ),
    Shape(
        "网购订单",
        110,
        (
            ("订单号", ORDER),
            ("收货人", NAME),
            ("手机", MOBILE),
            ("收货地址", ADDRESS),
            ("商品名称", GOODS),
            ("实付金额", PAID),
        ),
        120,
        (MALFORMED,),
        (ABSENT,),
        20,
        windows=True,
    ),
    Shape(
        "车主",
        60,
        (("车牌号", PLATE), ("车架号", VIN), ("姓名", NAME), ("身份证号", ID), ("手机号", MOBILE)),
        30,
        (BAD_PLATE, CHECKSUM, MALFORMED, DATE),
        (REGION, RANGE, ABSENT, ABSENT, ABSENT),
        75,
    ),
    Shape(
        "酒店住宿",
        70,
        (("姓名", NAME), ("身份证号", ID), ("酒店", HOTEL), ("入住日期", DAY), ("手机号", MOBILE)),
        125,
        (CHECKSUM, TRUNCATED, DATE, MALFORMED),
        (REGION, ABSENT, ABSENT, ABSENT, ABSENT),
        10,
    ),
    Shape(
        "银行卡",
        50,
        (("姓名", NAME), ("身份证号", ID), ("银行卡号", CARD), ("手机号", MOBILE)),
        50,
        (LUHN, CHECKSUM, MALFORMED),
        (RANGE,),
        50,
    ),
    Shape(
        "储户",
        20,
        (("户名", NAME), ("证件号码", ID), ("卡号", CARD), ("账户余额", BALANCE), ("预留手机号", MOBILE)),
        25,
        (LUHN, DATE, MALFORMED),
        (REGION, ABSENT, ABSENT),
        55,
        windows=True,
    ),
)
