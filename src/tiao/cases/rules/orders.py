"""Civil orders (民事责任): apology, deletion, cancellation, damages; on whom, by when, how much, where."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiao.cases.numerals import HAN_DIGITS, whole
from tiao.cases.people import named
from tiao.cases.reading import Reading
from tiao.cases.rules.found import Found, number
from tiao.cases.rules.money import MONEY, fen

_N = f"[{HAN_DIGITS}0-9]+"
_ORDER = re.compile(
    r"(?P<apology>(?:公开)?赔礼道歉|道歉)|(?P<deletion>删除|销毁|清除)|(?P<cancellation>注销)"
    r"|(?P<damages>(?:连带)?(?:赔偿|支付)[^，。；]{0,30}?(?:损失|赔偿金|赔偿款"
    r"|公益金|费用)|赔偿(?=人民币|[0-9]))|(?P<cessation>停止(?:侵害|侵权|传播"
    r"|使用))"
)
_DAYS = re.compile(
    rf"(?:生效|确定|送达)(?:之日)?(?:起|后)?(?:的)?(?P<days>{_N})(?P<unit>日|天|个工作日|个?月)(?:内|以内)"
)
_MEDIUM = re.compile(
    r"(?:在|于|通过)(?P<medium>《[^》]{2,16}》|[^，。；在于]{2,24}?(?:媒体|报刊|报纸|日报|晚报|报|网站|电视台|公众号|平台))(?:上)?"
)


def find(reading: Reading) -> Iterator[Found]:
    """From the verdict, one order for each duty that it names."""
    text = reading.text
    order = 0
    for part in reading.of("verdict"):
        for item in re.finditer(r"[^；\n]+", text[part.start : part.end]):
            start, end = part.start + item.start(), part.start + item.end()
            if re.search(r"(?:判处|罚金)", item.group()) and not re.search(r"判令", item.group()):
                continue
            last = ""
            for match in _ORDER.finditer(_without_quotes(text, start, end), 0):
                kind = match.lastgroup or ""
                if kind == "damages" and re.search(r"罚金|退赔", match.group()):
                    continue
                if kind == "apology" and last == "apology":
                    continue
                last = kind
                order += 1
                yield from _duty(
                    reading, f"order:{order}", kind, (start + match.start(), start + match.end()), (start, end)
                )


def _without_quotes(text: str, start: int, end: int) -> str:
    """The item with the same length, what stands in quotation marks blanked."""
    return re.sub(r"“[^”]*”", lambda quoted: "　" * len(quoted.group()), text[start:end])


def _duty(reading: Reading, subject: str, kind: str, place: tuple[int, int], item: tuple[int, int]) -> Iterator[Found]:
    text = reading.text
    yield Found(subject, "order", kind, *place)
    names = {name: where for where, name, _ in reversed(named(text, item[0], place[0], reading.names))}
    if not names and len(reading.names) == 1:
        where = text.rfind(reading.names[0], 0, place[0])
        names = {reading.names[0]: max(where, 0)} if where >= 0 else {}
    for name, where in names.items():
        yield Found(subject, "order_on", name, where, where + len(name))
    days = _DAYS.search(text, *item)
    if days:
        count = whole(days["days"]) * (30 if "月" in days["unit"] else 1)
        yield Found(subject, "order_days", str(count), *days.span(), count, count)
    if kind == "apology":
        medium = _MEDIUM.search(text, item[0], place[0])
        if medium:
            yield Found(subject, "order_medium", medium["medium"], *medium.span("medium"))
    if kind == "damages":
        money = MONEY.search(text, place[0], item[1])
        made = fen(money) if money else None
        if money and made:
            yield number(subject, "order_amount", made, money.start(), money.end())
