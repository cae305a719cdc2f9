"""The three shapes of the comparison: a table, a ``----`` list without header, running text. One line each row.

Each maker takes the draws of a row and its person, and gives the line and what in it is true: (kind, value) pairs in
canonical form. Whatever else the line holds that looks like a value is a decoy and in nobody's truth.
"""

from __future__ import annotations

from collections.abc import Callable

from data_values import Person, dotted, false_card, false_id, false_mobile, grouped, spoken

KINDS = ("resident_id", "mobile", "bank_card", "email", "plate", "ip")
Row = tuple[str, list[tuple[int, str]]]
"""A line without its end, and (place in ``KINDS``, value) of what is true in it."""
ID, MOBILE, CARD, EMAIL, PLATE, IP = range(6)

HEADER = "姓名,身份证号,手机号,银行卡号,电子邮箱,车牌号,登录IP,住址,注册时间,订单号"
ROW_DRAWS = 12
SIDES = ("东侧", "西侧", "南门", "北门")


def _order_number(d: tuple[int, ...]) -> str:
    """Eighteen digits at random: now and then one is by chance what it is not."""
    return f"{1 + d[10] % 9}{d[10] // 9 % 100_000_000:08d}{d[11] % 1_000_000_000:09d}"


def _time(d: tuple[int, ...]) -> str:
    n = d[9]
    day = f"{2015 + n % 10}-{1 + n // 10 % 12:02d}-{1 + n // 120 % 28:02d}"
    return f"{day} {n // 3360 % 24:02d}:{n // 80640 % 60:02d}:07"


def _values(
    d: tuple[int, ...], who: Person, again: bool, filled: tuple[int, ...]
) -> tuple[list[str], list[tuple[int, str]]]:
    """The six values as they stand, "" where there is none, and those of them that are true.

    Args:
        again: the person stood in an earlier row; half of these rows write something in another form.
        filled: for each kind, how many in a hundred rows have one.
    """
    has = [d[kind] % 100 < filled[kind] for kind in range(6)]
    other = again and d[6] % 2 == 0
    shown = [""] * 6
    true: list[tuple[int, str]] = []
    if has[ID]:
        if d[0] // 100 % 20 == 0:
            shown[ID] = false_id(who.resident_id, d[0] // 2000)
        else:
            shown[ID] = who.resident_id.lower() if other else who.resident_id
            true.append((ID, who.resident_id))
    if has[MOBILE]:
        if d[1] // 100 % 33 == 0:
            shown[MOBILE] = false_mobile(who.mobile, d[1] // 3300)
        else:
            shown[MOBILE] = spoken(who.mobile, d[1] // 3300) if other or d[6] % 25 == 1 else who.mobile
            true.append((MOBILE, who.mobile))
    if has[CARD]:
        if d[2] // 100 % 30 == 0:
            shown[CARD] = false_card(who.bank_card, d[2] // 3000)
        else:
            shown[CARD] = grouped(who.bank_card) if d[2] // 3000 % 10 == 0 else who.bank_card
            true.append((CARD, who.bank_card))
    if has[EMAIL]:
        shown[EMAIL] = who.email.upper() if other else who.email
        true.append((EMAIL, who.email))
    if has[PLATE]:
        shown[PLATE] = dotted(who.plate) if d[4] // 100 % 8 == 0 else who.plate
        true.append((PLATE, who.plate))
    if has[IP]:
        shown[IP] = who.ip
        true.append((IP, who.ip))
    return shown, true


def table_row(d: tuple[int, ...], who: Person, again: bool) -> Row:
    """A row of the table: ten columns, optional ones filled in part, an order number of 18 digits in each row."""
    shown, true = _values(d, who, again, (95, 92, 40, 45, 30, 50))
    address = "" if d[7] % 6 == 0 else who.address
    if d[7] % 20 == 1:
        address = f'"{address},{SIDES[d[8] % 4]}"'
    return (
        f"{who.name},{shown[ID]},{shown[MOBILE]},{shown[CARD]},{shown[EMAIL]},{shown[PLATE]},{shown[IP]},{address},"
        f"{_time(d)},{_order_number(d)}"
    ), true


def list_row(d: tuple[int, ...], who: Person, again: bool) -> Row:
    """A row of the list: name, then what there is, three to nine fields; absent ones are left out, nothing lines up."""
    shown, true = _values(d, who, again, (85, 90, 25, 35, 15, 20))
    fields = [who.name, *(value for value in shown if value)]
    sort = d[7] % 4
    if sort == 0:
        fields.append(who.address)
    elif sort == 1:
        fields.append(f"{1 + d[8] % 9}{d[8] // 9 % 10_000_000}")
    elif sort == 2:
        fields.append(str(1_400_000_000_000 + d[8] * 60 + d[9] % 60))
    while len(fields) < 3:
        fields.append(_time(d))
    if d[7] // 4 % 3 == 0 and len(fields) < 9:
        fields.append(_order_number(d))
    return "----".join(fields), true


Line = Callable[[tuple[int, ...], Person, list[str]], str]
# Each says with a sentence what its kinds say; the values stand against Han characters, as people type them.
_SAYING: tuple[tuple[tuple[int, ...], Line], ...] = (
    ((ID,), lambda d, w, s: f"我的身份证号{s[ID]}麻烦登记一下"),
    ((ID,), lambda d, w, s: f"身份证{s[ID]}，名字{w.name}，帮我查下进度"),
    ((MOBILE,), lambda d, w, s: f"手机{s[MOBILE]}有事打我"),
    ((MOBILE,), lambda d, w, s: f"他换号了新号是{s[MOBILE]}以后打这个"),
    ((MOBILE,), lambda d, w, s: f"到了打{s[MOBILE]}，我在{SIDES[d[8] % 4]}等你"),
    ((CARD,), lambda d, w, s: f"打到这张卡{s[CARD]}就行，户名{w.name}"),
    ((CARD,), lambda d, w, s: f"卡号{s[CARD]}开户行在{w.address[:6]}"),
    ((EMAIL,), lambda d, w, s: f"资料发到邮箱{s[EMAIL]}谢谢"),
    ((EMAIL,), lambda d, w, s: f"合同我发{s[EMAIL]}了，注意查收"),
    ((PLATE,), lambda d, w, s: f"车牌{s[PLATE]}停在楼下了"),
    ((PLATE,), lambda d, w, s: f"有没有人认识{s[PLATE]}的车主挪下车"),
    ((IP,), lambda d, w, s: f"刚才登录的IP是{s[IP]}不是我本人"),
    ((ID, MOBILE), lambda d, w, s: f"{w.name}，{s[ID]}，{s[MOBILE]}，{w.address}"),
    ((ID, MOBILE), lambda d, w, s: f"姓名{w.name}身份证{s[ID]}电话{s[MOBILE]}"),
    ((MOBILE, CARD), lambda d, w, s: f"转{w.name}的卡{s[CARD]}，预留手机{s[MOBILE]}"),
    ((MOBILE, EMAIL), lambda d, w, s: f"联系{s[MOBILE]}或者{s[EMAIL]}都可以"),
    ((ID, MOBILE, CARD), lambda d, w, s: f"四要素：{w.name} {s[ID]} {s[MOBILE]} {s[CARD]} 核一下"),
    ((MOBILE, PLATE), lambda d, w, s: f"{s[PLATE]}的车主电话{s[MOBILE]}查到了"),
)
_CHATTER: tuple[Line, ...] = (
    lambda d, w, s: "好的收到，明天再说",
    lambda d, w, s: f"今天群里{d[8] % 480 + 20}人，有空的都来{w.address[3:7]}这边",
    lambda d, w, s: f"订单号{_order_number(d)}退款了吗",
    lambda d, w, s: f"快递单号{77 + d[8] % 3}{d[10] % 10**9:09d}{d[9] % 100:02d}到哪了，催一下",
    lambda d, w, s: f"YT{d[10] % 10**9:09d}{d[9] % 10**4:04d}签收了",
    lambda d, w, s: f"客户端升到{1 + d[8] % 9}.{d[8] // 9 % 40}.{d[8] // 360 % 90}版本再试",
    lambda d, w, s: f"时间戳{1_400_000_000_000 + d[8] * 60 + d[9] % 60}的那条日志",
    lambda d, w, s: f"加我QQ{1 + d[8] % 9}{d[8] // 9 % 10**8}备注{w.name}",
    lambda d, w, s: f"一共{d[8] % 10**6}条，每条{d[9] % 9 + 1}毛，{_time(d)}之前给你",
    lambda d, w, s: "哈哈哈哈这个群里都是卖资料的，小心点别乱发",
    lambda d, w, s: f"上次那单{d[8] % 10**6 / 100:.2f}元，月底一起结，回头把{w.name}那份也补上",
)
_ALWAYS = (100, 100, 100, 100, 100, 100)


def text_row(d: tuple[int, ...], who: Person, again: bool) -> Row:
    """A line of talk: 45 in a hundred hold values."""
    if d[7] % 100 >= 45:
        return _CHATTER[d[7] // 100 % len(_CHATTER)](d, who, []), []
    kinds, say = _SAYING[d[7] // 100 % len(_SAYING)]
    shown, true = _values(d, who, again, _ALWAYS)
    return say(d, who, shown), [(kind, value) for kind, value in true if kind in kinds]
