"""Insiders (内部人员): got in duty or in providing services (刑法第二百五十三条之一第二款), and in which trade."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiao.cases.reading import Reading
from tiao.cases.rules.found import Found, about, compiled

_CONVENIENCE = re.compile(
    r"利用(?:其)?(?:[^，。；]{0,50})?(?:职务|工作|担任|任职|从业|岗位|管理|身份"
    r"|就职|从事|负责)[^，。；]{0,44}(?:便利|之便|职权|机会|权限)|利用(?:职务"
    r"|工作)(?:上的)?(?:便利|之便)|利用[^，。；]{0,20}(?:职务|工作)[^，。；]{0,20}(?:的便利"
    r"|便利条件)"
)
_IN_DUTY = re.compile(
    r"(?:在|将)[^，。；]{0,10}(?:履行职责|提供服务)(?:或者提供服务)?(?:的)?过程中(?:所)?(?:获得|获取|取得)"
)
_BEFORE_ROLE = re.compile(r"到[^，。；]{0,16}(?:收发|办事|取件)")
_TRADES = compiled(
    (
        ("police", r"公安|民警|辅警|协警|协勤|派出所|交警|交通警察|警务|刑警"),
        ("health", r"医院|疾控|卫生院|医疗|妇幼|妇产|护士|医生|月嫂|诊所|药店"),
        ("estate", r"房地产|物业|楼盘|房产|置业|售楼|中介门店|置业顾问|链家"),
        ("bank", r"银行|信用社|征信查询"),
        ("insurance", r"保险"),
        ("securities", r"证券|期货|基金"),
        ("telecom", r"电信|移动(?:公司|通信)|联通|通信(?:公司|营业)|营业厅|运营商"),
        ("express", r"快递|速运|物流|速递|邮政|仓管员|圆通|顺丰|中通|韵达|申通"),
        ("education", r"教育|学校|培训|教师|老师|招生|学籍|高校|中学|小学校"),
        ("vehicle", r"汽车|4S店|车管所|车辆管理|二手车|车险"),
        ("recruiting", r"招聘|人力资源|猎头|劳务"),
        ("travel", r"酒店|宾馆|航空|旅行社|铁路|民航|网约车"),
        ("internet", r"网络科技|互联网|电商|平台|科技公司|信息技术|软件公司|网店"),
        ("government", r"机关|民政|社保|工商|税务|政府|街道|社区|居委会|人社|统计局|市场监督"),
    )
)


def find(reading: Reading) -> Iterator[Found]:
    """From the facts and the court's reasons, for those who act there."""
    text = reading.text
    reasons = reading.clauses("reasons", "below_reasons")
    seen: set[str] = set()
    for clause in (*reading.facts, *reasons):
        said = text[clause.start : clause.end]
        match = _CONVENIENCE.search(said) if clause.kind not in ("reasons", "below_reasons") else None
        match = match or _IN_DUTY.search(said)
        if not match or re.search(r"规定|意见|辩|解释|应当|是否", said) or _BEFORE_ROLE.search(said):
            continue
        start, end = clause.start + match.start(), clause.start + match.end()
        for subject in about(clause.actors):
            if subject in seen:
                continue
            seen.add(subject)
            yield Found(subject, "insider", "yes", start, end)
            yield from _trade(reading, subject, clause.sentence, (clause.start, clause.end))


def _trade(reading: Reading, subject: str, sentence: tuple[int, int], clause: tuple[int, int]) -> Iterator[Found]:
    """The trade, as the clause says it, else the defendant's own paragraph, else the sentence."""
    person = next((one for one in reading.people if subject == f"defendant:{one.name}"), None)
    spans = [clause]
    if person and person.part:
        spans.append((person.end, min(person.part[1], person.end + 120)))
    spans.append(sentence)
    for start, end in spans:
        for value, pattern in _TRADES:
            match = pattern.search(reading.text, start, end)
            if match and not re.search(r"(?:被(?!告)|经|由|因)[^，。]{0,20}$", reading.text[start : match.start()]):
                yield Found(subject, "insider_of", value, *match.span())
                return
