"""Those on the other side of a deal: to whom (接收人), and from whom (信息来源人)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiao.cases.people import MASKED, QUOTED
from tiao.cases.reading import Clause, Reading
from tiao.cases.rules.found import Found, about

_ROLE = (
    r"(?:(?:同案)?被告人|原审被告人|上诉人|上家|下家|买家|卖家|网友|网名为?|昵称为?"
    r"|微信名为?|绰号|化名|微信好友|QQ好友|其同事|同事|朋友|好友|QQ群|微信群|[^，。；、给向从“”]{0,12}?(?:业务员"
    r"|代理人|经营者|经理|人员|员工|前台|老板|负责人))?"
)
_TO = re.compile(
    r"(?:出售|贩卖|转卖|倒卖|卖|转售|销售|提供|发送|转发|泄露|转让|售予|发|卖与"
    r"|交由|分享)(?:给|至|予)(?:了)?(?P<who>[^，。；]{2,60})|(?:向|给)(?P<who2>[^，。；]{2,30}?)(?:出售"
    r"|贩卖|倒卖|转卖|提供|售卖|传送)(?!服务)|(?:与)?(?:被告人)?(?P<with>[^，。；与]{2,16}?)(?:相互"
    r"|互相)(?:交换|提供)"
)
_FROM = re.compile(
    r"向(?P<who>(?:(?!分享|提供|出售|介绍)[^，。；]){2,30}?)(?:以[^，。；]{2,20}价格)?(?:多次|大量|非法|付费|批量)?"
    r"(?:购买|收购|购得|购入|索要|换取|求购|骗取)"
    r"|从(?P<who2>[^，。；]{2,40}?)(?:处|手中|那里)(?!理|罚)|(?P<who3>“[^”]{1,16}”)处(?:购买|收购|获取|购得)"
)
_BUYS_OF = re.compile(
    rf"(?P<buyer>{MASKED}|{QUOTED})[^，。；]{{0,24}}从(?:被告人)?(?P<seller>[^，。；]{{2,12}}?)处(?:以[^，。；]{{0,16}})?(?:购买"
    rf"|购得|收购)"
)
_GROUP = re.compile(r"(?:至|到|在)[^，。；]{0,20}“(?P<nick>[^”]{1,16})”(?:QQ群|微信群|群)")
_NAME = re.compile(rf"(?:{QUOTED}|(?P<name>{MASKED}))")
_NICK_OF_THING = re.compile(r"”(?:论坛|网盘|软件|网站|平台|帖子|APP|数据|公司|名义|安装包|的方式|费|客服)")


def find(reading: Reading) -> Iterator[Found]:
    """Names and nicknames beside the verbs of a deal."""
    for clause in reading.facts:
        text = reading.text[clause.start : clause.end]
        if re.search(r"传授|介绍", text):
            continue
        bought = _BUYS_OF.search(text)
        if (
            bought
            and bought["seller"] in reading.names
            and not any(name in bought["buyer"] for name in clause.actors if clause.named)
        ):
            yield from _names(reading, clause, bought.span("buyer"), "recipient", (bought["seller"],))
            continue
        for match in _TO.finditer(text):
            name = next(key for key in ("who", "who2", "with") if match[key])
            yield from _names(reading, clause, match.span(name), "recipient", clause.actors)
        for match in _FROM.finditer(text):
            name = next(key for key in ("who", "who2", "who3") if match[key])
            yield from _names(reading, clause, match.span(name), "supplier", clause.actors)
        if re.search(r"分享|发布|上传|转发", text):
            for match in _GROUP.finditer(text):
                start = clause.start + match.start("nick")
                for subject in about(clause.actors):
                    yield Found(subject, "recipient", match["nick"], start, start + len(match["nick"]))


def _names(
    reading: Reading, clause: Clause, span: tuple[int, int], predicate: str, actors: tuple[str, ...]
) -> Iterator[Found]:
    """The names within the words that say to or from whom; a description before a name is allowed, more is not."""
    text = reading.text
    start, end = clause.start + span[0], clause.start + span[1]
    place = start
    first = True
    known = "|".join(re.escape(name) for name in sorted(reading.names, key=len, reverse=True))
    pattern = re.compile(rf"(?P<own>{known})(?![某×0-9])|{_NAME.pattern}" if known else _NAME.pattern)
    while place < end:
        lead = re.compile(_ROLE).match(text, place, end)
        here = lead.end() if lead else place
        match = pattern.match(text, here, end + 2) or pattern.match(text, place, end + 2)
        if not match and first:
            match = pattern.search(text, place, min(end + 2, place + 24))
            if match and not re.search(
                r"(?:的|员|人|群|名|为|者|下家|上家|网友|家|好友|理|工|台)$", text[place : match.start()]
            ):
                match = None
        if not match or _NICK_OF_THING.match(text, match.end() - 1):
            return
        groups = match.groupdict()
        key = next(name for name in ("own", "nick", "name") if groups.get(name))
        value = match[key]
        for subject in about(actors):
            if subject != f"defendant:{value}":
                yield Found(subject, predicate, value, *match.span(key))
        first = False
        following = re.compile(r"(?:（[^）]*）)?(?:[、和及]|以及)").match(text, match.end())
        if not following:
            return
        place = following.end()
