"""Synthetic tables, texts and chats at random: valid values, broken ones and decoys, for engine against oracle.

``random_table``, ``random_lines`` and ``random_chat`` give the same for the same seed on every machine. The hypothesis
strategies draw from the same makers, so that a failure shrinks to a small table.
"""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from oracle.catalogue import MEANINGS
from oracle.makers import GIVEN, MAKERS, Chance, Maker, decoy, disturb, mobile, permit
from oracle.makers import YEAR_MAX as YEAR_MAX

# Just beyond the rows by which a table is judged (recognition, section 2): what follows may be something else.
SAMPLED = 1005
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
    *("先生", "女士", "，男，", "：女", "张三，男"),
)


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
        if len(table) == SAMPLED:
            sorts = [chance.choice(MAKERS) for _ in range(columns)]
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


def random_list(seed: int, rows: int) -> list[list[str]]:
    """A list without a header, as it is split at ``----``: what is absent shifts the rest; few sorts are common."""
    chance = Chance(seed)
    sorts = [chance.choice(MAKERS) for _ in range(chance.randint(2, 6))]
    shares = [chance.choice([0.02, 0.1, 0.5, 0.9]) for _ in sorts]
    table = []
    while len(table) < rows:
        if len(table) == SAMPLED:
            chance.shuffle(shares)
        row = [sort(chance) for sort, share in zip(sorts, shares, strict=True) if chance.random() < share]
        if any(cell.strip() for cell in row):
            table.append(row)
    return table


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
            parts.append("".join(chance.choices(GIVEN, k=chance.randint(1, 4))))
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
