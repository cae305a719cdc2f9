"""Kinds of information (信息种类), by the words that name them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiao.cases.reading import Reading
from tiao.cases.rules.found import Found, compiled, each

KINDS = compiled(
    (
        ("name", r"(?<!用户)姓名(?!为|：)"),
        ("resident_id", r"(?:公民)?身份证(?:件)?(?:号|照|正反|信息|复印)|身份证?(?:件)?号码|身份证(?=$|[，。；、等])"),
        (
            "phone",
            r"(?:手机|电话|联系|移动电话)(?:号码|号(?!为|卡)|方式|电话)|(?<!用)电话号码"
            r"|通讯联系方式|(?<=、)(?:电话|手机)(?=、|等|）)|(?<=姓名、)(?:电话|手机)",
        ),
        ("address", r"住址|(?:收货|家庭|居住|联系|详细|快递)?地址(?!为|栏|：)|门牌号"),
        (
            "account",
            r"(?:账号|账户|帐号)(?:、|及|和|与)?密码|(?:QQ|微信|京东|淘宝|支付宝|游戏"
            r"|网络)(?:账号|账户|号)(?:注册)?信息|账号注册信息",
        ),
        ("face", r"人脸|面部|头像"),
        ("household", r"户籍(?!证明|所在|地)|户口"),
        ("family", r"家庭成员|婚姻(?!调查|介绍)|配偶|亲属关系|家庭(?:情况|关系)"),
        (
            "real_estate",
            r"业主(?!单位|交流)|房产(?!中介|公司)|房源|房屋(?:信息|产权|登记)|不动产|房号|楼盘(?=业主|信息|客户)",
        ),
        (
            "vehicle",
            r"车主|车辆(?:等|信息|档案|登记|违章|保险|牌|的?信息|、)|机动车(?:车主|信息|登记)|车牌|行驶证|车档",
        ),
        (
            "location",
            r"行踪轨迹|定位(?:信息|轨迹|数据)|(?:手机|车辆|人员|实时)(?:定位|位置|轨迹)(?!器)|位置信息|轨迹信息",
        ),
        ("travel", r"航班|乘机|火车票|铁路(?:出行|客票|购票)|出行记录|出入境|乘车记录"),
        ("lodging", r"住宿|开房|酒店入住|旅馆"),
        (
            "communication",
            r"通话(?:记录|清单|详单|单)|话单|(?:手机|通信)?短信(?:记录|信息|内容)|通信(?:内容|记录)|通讯(?:内容|记录)",
        ),
        ("credit", r"征信(?!查询系统)"),
        ("bank", r"银行(?:卡号|卡信息|大?客户(?!经理)|流水|账号|账户信息|存款|卡账号)|存款(?:信息|余额)|储户"),
        ("property", r"财产(?:信息|状况|线索)|资产(?:信息|状况)|理财客户"),
        ("securities", r"股民|股票(?:账户|客户|投资者)|证券(?:客户|账户)|期货客户|基金客户"),
        ("loan", r"贷款(?:信息|记录|客户|人|需求|意向)|网贷|借贷|信贷(?:信息|记录)|贷款(?=、|等|，|。)"),
        ("insurance", r"社保|保险(?:信息|客户|单|保单)|公积金|参保|车险(?:信息|客户)|医保"),
        ("order", r"订单|交易(?:信息|记录)|购物(?:信息|记录|订单)|网购"),
        ("express", r"快递(?!员|公司|业务)|物流(?:信息|单|客户)|运单|面单|收件人|寄件人|包裹信息"),
        ("online", r"浏览(?:记录|内容|信息)|上网(?:记录|行为|信息)|搜索记录|访问记录|访客信息"),
        ("education", r"学生(?!证)|家长|学籍|考生|学员(?:信息|资料|名单)|毕业生|中小学|高考"),
        ("employment", r"简历|求职|应聘|工作单位|就业信息"),
        ("health", r"病历|患者|就诊|体检|健康(?:信息|生理|码)|保健品|核酸|疫苗|住院"),
        ("newborn", r"新生儿|产妇|孕妇|孕产妇|婴儿|母婴信息|宝妈|新生婴儿"),
        (
            "company",
            r"企业(?:法人|信息|主|老板|负责人)|(?:公司)?法人(?:代表)?(?:信息|名单|、|资料)"
            r"|工商(?:登记|注册|信息)|老板(?:信息|名单|资料)",
        ),
        ("telecom", r"机主|验证码|开户信息|实名信息|SIM卡信息"),
    )
)
_INFORMATION = re.compile(r"信息|资料|数据|名单|简历|征信|记录|清单|报告|轨迹|面单|快递单|号码|档案")
_NOT = re.compile(
    r"扣押|查扣|鉴定意见|证人|证言|抓获|搜查|户籍证明|转账|退赃|银行卡[一二三四五六七八九十0-9]+张"
    r"|营销|推销|招揽|业务的"
)


def find(reading: Reading) -> Iterator[Found]:
    """Each kind that a clause of the facts names, for those who act in it."""
    for clause in reading.facts:
        said = reading.text[clause.start : clause.end]
        sentence = reading.text[clause.sentence[0] : clause.sentence[1]]
        if not _INFORMATION.search(sentence):
            continue
        if _NOT.search(said) and not _INFORMATION.search(said):
            continue
        for value, place, end in kinds_in(said):
            yield from each(clause.actors, "kind", value, clause.start + place, clause.start + end)
    yield from _of_reasons(reading)


def kinds_in(said: str) -> Iterator[tuple[str, int, int]]:
    """The kinds that some words name, each once."""
    for value, pattern in KINDS:
        match = pattern.search(said)
        if match:
            yield value, *match.span()


def _of_reasons(reading: Reading) -> Iterator[Found]:
    """公民姓名和通讯联系方式相结合的信息属于公民个人信息: what the court says the information was."""
    for clause in reading.clauses("reasons"):
        said = reading.text[clause.start : clause.end]
        if re.search(r"(?:属于|系)(?:法律规定的|刑法规定的|刑法[^，。；]{0,20})?公民个人信息", said) and not re.search(
            r"不属于|辩|提出", said
        ):
            for value, place, end in kinds_in(said):
                yield from each(clause.actors, "kind", value, clause.start + place, clause.start + end)
