"""Whose figure, whose income: sentences as courts write them, answers by hand."""

from __future__ import annotations

import pytest

from tiao.cases.document import plain
from tiao.cases.read import read


def figures(text: str) -> dict[str, set[str]]:
    """Value of a category to those whose it is."""
    found = read(plain(text))
    values = {one.subject: one.value for one in found if one.predicate == "pieces"}
    made: dict[str, set[str]] = {value: set() for value in values.values()}
    for one in found:
        if one.predicate == "category_by":
            made[values[one.subject]].add(one.value)
    return made


def said(text: str, predicate: str) -> set[tuple[str, str]]:
    return {
        (one.subject.removeprefix("defendant:"), one.value) for one in read(plain(text)) if one.predicate == predicate
    }


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        (
            "经审理查明，被告人张某、李某、王某通过微信分别出售公民个人信息5万条、3万余条、2千条。",
            {"50000": {"张某"}, ">=30000": {"李某"}, "2000": {"王某"}},
        ),
        (
            "经审理查明，被告人张某单独或者伙同被告人李某，于2018年间出售公民个人信息共计3.2万条，其中李某参与出售1.1万条。",
            {"32000": {"张某", "李某"}, "11000": {"李某"}},
        ),
        (
            "经审理查明，被告人何某1从被告人何某2处以人民币500元购得业主信息6000余条，后何某1将上述信息转卖给吕某。",
            {">=6000": {"何某1"}},
        ),
        (
            "经审理查明，2017年1月22日，被告人阚某1与缪某联系，缪某以300元价格从阚某1处购买了7686条银行客户的信息。",
            {"7686": {"阚某1"}},
        ),
        (
            "经审理查明，被告单位北京某科技有限公司利用爬虫技术抓取招聘网站简历2.1亿余条。",
            {">=210000000": {"北京某科技有限公司"}},
        ),
        ("经审理查明，被告人艾某·某某于2019年3月向他人购买手机号码3万余个。", {">=30000": {"艾某·某某"}}),
        ("经审理查明，被告人张某将信息5000至6000条出售给他人，另送其香烟两条。", {">=5000": {"张某"}}),
        ("经审理查明，被告人张某电脑内存有公民个人信息文档23个，信息8万条（已去重）。", {"80000": {"张某"}}),
    ],
)
def test_a_figure_is_of_those_who_act(text: str, whose: dict[str, set[str]]) -> None:
    assert figures(text) == whose


def test_sums_are_shared_out_in_their_order() -> None:
    text = "经审理查明，被告人张某、李某出售公民个人信息6000条，分别获利人民币3万元、2万余元。"
    assert said(text, "income") == {("张某", "3000000"), ("李某", ">=2000000")}
    text = "经审理查明，被告人张某、李某出售公民个人信息6000条，其中张某获利数千元，李某获利近万元。"
    assert said(text, "income") == {("张某", ">=100000"), ("李某", "<=1000000")}


def test_both_sides_of_a_sale_between_defendants_are_told() -> None:
    text = "经审理查明，被告人何某1从被告人何某2处以人民币500元购得业主信息6000余条。"
    assert said(text, "act") == {("何某1", "purchase"), ("何某2", "sell")}


def test_the_sentence_of_one_offence_is_not_that_of_another() -> None:
    text = (
        "某市某区人民法院\n刑事判决书\n（2022）某0101刑初1号\n被告人张某，男，无业。\n本院认为，被告人张某的行为构成犯罪，判决如下：\n"
        "被告人张某犯诈骗罪，判处有期徒刑三年，并处罚金人民币三万元；犯侵犯公民个人信息罪，判处有期徒刑一年零三个月，"
        "并处罚金人民币一万元；数罪并罚，决定执行有期徒刑三年十个月，并处罚金人民币四万元。\n"
    )
    figures_told = {
        name: said(text, name) for name in ("sentence", "other_sentence", "sentence_total", "fine", "fine_total")
    }
    assert figures_told == {
        "sentence": {("张某", "15")},
        "other_sentence": {("张某", "36")},
        "sentence_total": {("张某", "46")},
        "fine": {("张某", "1000000")},
        "fine_total": {("张某", "4000000")},
    }


REPORT = """韩某等侵犯公民个人信息案
一、基本案情
2014年初至2016年7月期间，某中心工作人员韩某利用其工作便利，窃取新生婴儿信息（每月约1万余条），再由张某某转卖给被告人范某某。
韩某、张某某、范某某非法获取新生婴儿信息共计30万余条。
二、诉讼过程
2017年2月8日，某市某区人民法院以侵犯公民个人信息罪分别判处韩某等8人有期徒刑七个月至二年三个月不等。
"""


def test_a_report_names_some_defendants_in_its_title_only() -> None:
    assert said(REPORT, "act_from") == {("韩某", "2014")}
    assert figures(REPORT)[">=300000"] == {"韩某", "范某某"}
    assert said(REPORT, "sentence") == set()
    assert said(REPORT, "judgment_date") == {("case", "2017-02-08")}


def test_facts_told_one_by_one_each_with_its_evidence() -> None:
    text = (
        "某市某区人民法院\n刑事判决书\n（2019）某0101刑初7号\n被告人田某，男，无业。\n被告人邵某，男，无业。\n"
        "公诉机关指控，被告人田某、邵某贩卖公民个人信息共计30余万条。\n被告人田某辩解称，其只卖过十几万条。\n经审理查明：\n"
        "一、2017年3月，被告人田某从网上收集公民个人信息12万余条。\n上述事实，有下列证据证实：\n"
        "1、被告人田某的供述，证实其卖给邵某信息10万多条。\n2、微信聊天记录，证实2017年5月发送文件。\n"
        "二、2018年3月，被告人邵某将公民个人信息5万条转卖给张某。\n上述事实，有证人张某的证言，证实其买了6万条信息。\n"
        "本院认为，公诉机关指控的30余万条，经查有重复，应予扣除。\n"
    )
    assert figures(text) == {">=120000": {"田某"}, "50000": {"邵某"}}
