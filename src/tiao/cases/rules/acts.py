"""Acts (行为), means (手段) and use (用途), from the verbs of the facts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiao.cases.people import MASKED, named
from tiao.cases.reading import Clause, Reading
from tiao.cases.rules.found import Found, compiled, each

_INFORMATION = r"(?:信息|资料|数据|名单|简历|征信|记录|清单|报告|轨迹|面单|快递单|照片|号码|户籍|档案|机主|话单)"
SELL = r"出售|贩卖|售卖|倒卖|转卖|卖给|卖与|卖出|售出|变卖|兜售|转售|销售给|售予|有偿提供|贩售"
PURCHASE = (
    r"购买(?!商品|记录)|收购|购得|买入|购入|购进|买来|买得|求购|(?<!以)付费(?:查询"
    r"|获取|购)|有偿获取|出资.{0,6}(?:查询|获取)"
)
OBTAIN = (
    r"非法获取|获取|骗取|收集|搜集|导出|爬取|拷贝|下载|窃得|取得|截取|调取|(?<=登录)[^，。]{0,12}查询"
    r"|查询(?=(?:他人|公民|公安|客户|个人|[^，。]{0,10}信息|[^，。]{0,10}征信"
    r"|[^，。]{0,10}户籍))"
)
_EXCHANGE = r"交换|互换|置换|交流分享|互相分享"
_STEAL = r"窃取|盗取|窃得|秘密获取|偷拍|偷取|盗窃"
_PROVIDE = (
    rf"(?:向|给|为)[^，。；]{{1,24}}提供[^，。；]{{0,24}}{_INFORMATION}|{_INFORMATION}[^，。；]{{0,16}}提供(?:给"
    rf"|予)|非法(?:出售、)?提供|提供给|(?:发送|转发|发|泄露|透露|推送|分享|交)(?:给"
    rf"|至)[^，。；]{{1,24}}"
    rf"|(?:获取|购买)并(?:非法)?提供|分享至|泄露[^，。；]{{0,10}}信息"
)
_PUBLISH = (
    r"公开发布|(?:将|把)[^。；]{0,40}(?:信息|资料|照片|图片)[^。；]{0,12}(?:发布"
    r"|公布|曝光|公开)|通过信息网络发布|曝光[^，。；]{0,10}(?:信息|隐私)"
)
_USE = (
    r"用于(?!作案|实施犯罪)[^，。；]{2,}|(?:使用|利用)(?:上述|该些?|这些|其"
    r"|前述|所购|购买的?|获取的?)[^，。；]{0,10}信息|供[^，。；]{2,20}(?:使用"
    r"|营销)|用来|使用上述信息|(?:拨打|进行)?电话(?:推销|营销)|按照[^，。；]{2,30}(?:联系"
    r"|拨打)|逐一?个?(?:联系|拨打)"
)
ACTS = compiled(
    (
        ("purchase", PURCHASE),
        ("obtain", OBTAIN),
        ("exchange", _EXCHANGE),
        ("steal", _STEAL),
        ("sell", SELL),
        ("provide", _PROVIDE),
        ("publish", _PUBLISH),
        ("use", _USE),
    )
)
_MEANS = compiled(
    (
        ("purchase", PURCHASE),
        ("exchange", _EXCHANGE),
        (
            "fraud",
            r"骗取|诱骗|冒充[^，。；]{0,16}(?:获取|查询|骗)|虚构[^，。；]{0,20}(?:获取"
            r"|查询|骗)|伪造[^，。；]{0,20}(?:获取|查询)",
        ),
        ("theft", r"窃取|盗取|窃得|偷取|秘密获取"),
        (
            "intrusion",
            r"黑客|木马|病毒|(?:侵入|入侵|攻击)[^，。；]{0,20}(?:系统|网站|服务器|数据库)|撞库|破解|漏洞|非法控制",
        ),
        ("crawler", r"爬虫|爬取|抓取"),
        (
            "app",
            r"(?<!通讯)(?<!社交)(?<!聊天)(?:软件|APP|App|app|应用程序|小程序|SDK)[^。；]{0,30}(?:窃取|收集|读取|获取|上传)",
        ),
        ("phishing", r"钓鱼网站|钓鱼链接|仿冒网站"),
        ("insider", r"利用[^，。；]{0,50}(?:便利|之便|职权)"),
        (
            "other_s_account",
            r"(?:冒用|盗用|借用|使用|利用)(?:其他)?(?:他人|同事|正式民警|[^，。；]{0,8}民警"
            r"|客户经理|领导)的?[^，。；]{0,10}(?:账号|账户|用户名|工号|密码|数字证书"
            r"|权限)",
        ),
        ("tracking", r"跟踪|定位器|GPS定位|蹲守|蹲点|偷拍|安装[^，。；]{0,6}GPS"),
        ("received", r"从[^，。；]{1,30}(?:处|手中|那里)(?:非法)?(?:获取|获得|取得|得到|要来)"),
        ("public_web", r"从(?:公开|企查查|天眼查)[^，。；]{0,12}(?:收集|搜集|获取|下载)|网上(?:搜集|收集|查找)"),
    )
)
_USES = compiled(
    (
        (
            "marketing",
            r"营销|推销|推广|拓展[^，。；]{0,8}(?:业务|客户)|招揽(?!客户)|宣传|电话咨询提供"
            r"|开展[^，。；]{0,20}业务|招生|电销(?!部)|(?<!招)揽客|发展客户",
        ),
        (
            "further_crime",
            r"(?:用于|以便|进而|为)[^，。；]{0,12}(?:实施|进行)?[^，。；]{0,4}(?:诈骗"
            r"|敲诈|盗窃|赌博|绑架|套路贷)|实施(?:电信网络)?诈骗",
        ),
        (
            "investigation",
            r"(?:调查|找人|寻人|婚外情|私家侦探|侦探|跟踪)[^，。；]{0,6}(?:业务|公司|委托"
            r"|服务)|婚姻调查|商务调查|调查业务|从事调查",
        ),
        ("debt", r"催收|讨债|催债|找车|扣车|收车"),
        ("accounts", r"(?:用于|为|以便|批量)[^，。；]{0,12}(?:注册|激活|实名|认证|养号|拉新|解封)"),
        ("fake_orders", r"刷单|刷信誉|刷好评"),
        ("exposure", r"开盒|人肉|吃瓜|网暴|挂人"),
    )
)
_SOFTWARE = re.compile(r"软件|安装包|程序|木马")
# What somebody sells, buys or gives here is no personal information.
_OTHER_GOODS = re.compile(
    r"(?:安装包|软件|程序|装备|手机卡|银行卡|账户|股票|业务|服务过程|技术|支持"
    r"|域名|帮助|担保|劳务)$|提供服务|被害人提供|传授|群成员(?:免费)?下载"
)


def find(reading: Reading) -> Iterator[Found]:
    """Each verb of a clause, for those who act in it."""
    sold: set[str] = set()
    provided: list[Found] = []
    for clause in reading.facts:
        for found in _of_clause(reading, clause):
            yield found
            if found.predicate == "act":
                if found.value == "sell":
                    sold.add(found.subject)
                    yield Found(found.subject, "use", "sale", found.start, found.end)
                elif found.value == "provide":
                    provided.append(found)
    yield from _qualified(reading)
    for found in provided:
        if found.subject not in sold and not re.search(r"发送给|发给", reading.text[found.start : found.end]):
            yield Found(found.subject, "use", "provision", found.start, found.end)


def _of_clause(reading: Reading, clause: Clause) -> Iterator[Found]:
    text = reading.text
    said = text[clause.start : clause.end]
    sentence = text[clause.sentence[0] : clause.sentence[1]]
    if re.search(r"前科|曾因|明知|辩称|提出|上诉", said) or re.search(r"传授", said):
        return
    about_information = re.search(_INFORMATION, sentence)
    for value, start, end, actors in acts_of(reading, clause):
        if about_information:
            yield from each(actors, "act", value, start, end)
    for value, pattern in _MEANS:
        match = pattern.search(said)
        if match and about_information:
            actors = clause.actors
            if value in ("purchase", "exchange"):
                actors = next((who for act, _, _, who in acts_of(reading, clause) if act == value), ())
                if not actors:
                    continue
            yield from each(actors, "means", value, clause.start + match.start(), clause.start + match.end())
    for value, pattern in _USES:
        match = pattern.search(said)
        if match and clause.actors:
            yield from each(clause.actors, "use", value, clause.start + match.start(), clause.start + match.end())


def acts_of(reading: Reading, clause: Clause) -> list[tuple[str, int, int, tuple[str, ...]]]:
    """The acts of a clause: which, where, and whose.

    甲从乙处购买 is a sale of 乙, where 乙 is a defendant and 甲 is none.
    """
    text = reading.text
    said = text[clause.start : clause.end]
    made: list[tuple[str, int, int, tuple[str, ...]]] = []
    for value, pattern in ACTS:
        for match in pattern.finditer(said):
            around = said[match.start() : match.end() + 6]
            if (value != "use" and _OTHER_GOODS.search(match.group())) or re.match(
                r"[^，。；]{0,3}(?:获利|违法所得|利益|非法利益|报酬|信任|提成|好处)", said[match.end() :]
            ):
                continue
            if value == "provide" and re.search(r"提供服务|提供[^，。；]{0,12}(?:业务|技术|帮助)", around):
                continue
            if value in ("sell", "purchase") and re.match(
                r"(?:的|者|人)?(?:手机卡|银行卡|软件|安装包|“?APK|信息的中介|域名)", said[match.end() :]
            ):
                continue
            if value == "obtain" and re.match(r"(?:联系|贷款|客源|手机卡)", said[match.end() :]):
                continue
            if (
                value == "sell"
                and not re.search(_INFORMATION, said)
                and _SOFTWARE.search(
                    text[clause.sentence[0] : clause.start].split("，")[-2]
                    if "，" in text[clause.sentence[0] : clause.start]
                    else ""
                )
            ):
                continue
            sold_by = _seller(reading, clause, said) if value == "purchase" else ()
            start, end = clause.start + match.start(), clause.start + match.end()
            if sold_by:
                made.append(("sell", start, end, sold_by))
                if not _buys(reading, clause, said, sold_by):
                    continue
            who = clause.actors
            if value == "exchange":
                who = tuple(
                    dict.fromkeys((*who, *(name for _, name, _ in named(text, clause.start, start, reading.names))))
                )
            made.append((value, start, end, who))
            break
    return made


def sellers(reading: Reading, clause: Clause) -> tuple[str, ...]:
    """The defendants of whom somebody buys in a clause, unless the buyer is the defendant of whom it speaks."""
    made = acts_of(reading, clause)
    if any(value == "purchase" for value, _, _, _ in made):
        return ()
    bought = re.compile(PURCHASE)
    return next((who for value, at, to, who in made if value == "sell" and bought.match(reading.text, at, to)), ())


def _buys(reading: Reading, clause: Clause, said: str, seller: tuple[str, ...]) -> bool:
    """Is the buyer a defendant as well: the one who acts, and nobody else is named before the seller?"""
    if not clause.actors or set(seller) & set(clause.actors):
        return False
    before = re.split(r"从|向", said)[0]
    others = [name for name in re.findall(MASKED, before) if name not in reading.names]
    return clause.named or not (others or "“" in before)


def _seller(reading: Reading, clause: Clause, said: str) -> tuple[str, ...]:
    """The defendant from whom somebody else buys."""
    match = re.search(
        r"(?:从|向)(?:被告人|上诉人)?(?P<who>[^，。；处]{2,12})处?(?:以[^，。；]{0,16})?(?:非法)?(?:购买"
        r"|购得|收购|购入|买)",
        said,
    )
    if not match or match["who"] not in reading.names:
        return ()
    before = said[: match.start()]
    return (match["who"],) if re.search(r"[\u4e00-\u9fa5×xX0-9”]", before) or not clause.named else ()


def _qualified(reading: Reading) -> Iterator[Found]:
    """The acts by which the court itself qualifies what was done: 违反国家有关规定，非法获取、提供公民个人信息。"""
    kinds = ("reasons", "below_reasons") if not reading.appeal or reading.upheld else ("reasons",)
    for clause in reading.clauses(*kinds):
        said = reading.text[clause.start : clause.end]
        if not clause.actors or re.search(r"规定|意见|提出|辩|解释|指控|认定|鉴定", said):
            continue
        match = _QUALIFIED.search(said)
        if match:
            for value, pattern in (("obtain", r"非法获取"), ("purchase", r"购买|收买"), ("sell", SELL)):
                where = re.search(pattern, said)
                if where:
                    place = (clause.start + where.start(), clause.start + where.end())
                    yield from each(clause.actors, "act", value, *place)
                    if value == "purchase":
                        yield from each(clause.actors, "means", value, *place)


_QUALIFIED = re.compile(r"(?:公民|个人|他人)[^，。；]{0,12}信息")
