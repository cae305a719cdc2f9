"""The rules as data: complete, sourced, and nothing of them in the program."""

from __future__ import annotations

import ast
import re
from fractions import Fraction
from importlib import resources
from itertools import pairwise
from pathlib import Path

import pytest

import tiao.law
from tiao.errors import Misuse
from tiao.law import list_rules, rulebook, show
from tiao.law.decision import Basis, decide
from tiao.law.facts import parse_facts
from tiao.law.rule import Condition, Rule, RuleConflict
from tiao.law.rulebook import FILES, build, law, parse_rules

SOURCE = Path(tiao.law.__file__).parent
# Each line, multiple, sum and day of the statutes: none may stand in the program.
FIGURES = {"25", "50", "250", "500", "2500", "5000", "25000", "50000", "36", "84", "2009", "2015", "2017"}


def test_articles_one_to_thirteen_are_there() -> None:
    articles = {rule.id.split(".")[2] for rule in list_rules() if rule.id.startswith("cn.2017-10.")}
    assert articles == {str(number) for number in range(1, 14)}


def test_ten_items_and_four() -> None:
    assert [r.id for r in list_rules() if r.id.startswith("cn.2017-10.5.1.")] == [
        f"cn.2017-10.5.1.{n}" for n in range(1, 11)
    ]
    assert [r.id for r in list_rules() if r.id.startswith("cn.2017-10.5.2.")] == [
        f"cn.2017-10.5.2.{n}" for n in range(1, 5)
    ]


@pytest.mark.parametrize("rule", list_rules(), ids=lambda r: r.id)
def test_every_rule_is_quoted_and_sourced(rule: Rule) -> None:
    assert rule.cite
    assert rule.gloss_en
    assert rule.source
    assert rule.quote or not rule.checked
    assert not re.search(r"\s", rule.quote)
    if rule.instrument == "2017-10":
        assert rule.checked


def test_versions_follow_each_other_without_a_gap() -> None:
    versions = law().versions()
    assert [v.offence.regime for v in versions if v.offence] == ["none", "am7", "am9+2017-10"]
    for old, new in pairwise(versions):
        assert old.in_force.to is not None
        assert new.in_force.from_ is not None
        assert (new.in_force.from_ - old.in_force.to).days == 1


def test_no_figure_of_the_law_stands_in_the_program() -> None:
    for path in SOURCE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, int) and not isinstance(node.value, bool):
                assert str(node.value) not in FIGURES, f"{path.name}:{node.lineno}"


@pytest.mark.parametrize(
    ("cite", "first"),
    [
        ("5", "cn.2017-10.5"),
        ("第五条", "cn.2017-10.5"),
        ("5(1)(3)", "cn.2017-10.5.1.3"),
        ("第五条第一款第（三）项", "cn.2017-10.5.1.3"),
        ("法释〔2017〕10号 第五条第一款第（三）项", "cn.2017-10.5.1.3"),
        ("法释[2017]10号第五条第二款", "cn.2017-10.5.2"),
        ("2017-10 art 5", "cn.2017-10.5"),
        ("art. 12", "cn.2017-10.12"),
        ("cn.2017-10.11.2", "cn.2017-10.11.2"),
        ("253-1", "cn.253-1.none"),
        ("刑法第二百五十三条之一", "cn.253-1.none"),
        ("刑法253-1", "cn.253-1.none"),
        ("刑法第二百五十三条之一第二款", "cn.253-1.am9.2"),
        ("Criminal Law art. 12", "cn.criminal-law.12"),
        ("am7", "cn.253-1.am7"),
        ("从旧兼从轻", "cn.criminal-law.12"),
        ("刑法第十二条", "cn.criminal-law.12"),
        ("高检发释字〔2001〕5号", "cn.2001-time.1"),
    ],
)
def test_a_rule_is_found_as_people_cite_it(cite: str, first: str) -> None:
    assert show(cite)[0].id == first


def test_an_article_comes_with_its_parts() -> None:
    assert [rule.id for rule in show("5")][:3] == ["cn.2017-10.5", "cn.2017-10.5.1", "cn.2017-10.5.1.1"]
    assert len(show("5")) == 17
    assert len(show("第五条第一款")) == 11


@pytest.mark.parametrize("cite", ["", "  ", "第", "99", "第九十九条", "5(3)", "110101199003074477"])
def test_an_unknown_cite_is_misuse(cite: str) -> None:
    with pytest.raises(Misuse) as caught:
        show(cite)
    assert not cite.isdigit() or len(cite) < 3 or cite not in str(caught.value)


@pytest.mark.parametrize(
    "when",
    [
        {},
        {"count": {"classes": ["general"], "at_least": 5}, "fact": "first_offence"},
        {"count": {"classes": ["generel"], "at_least": 5}},
        {"count": {"classes": ["general"], "at_least": 0.5}},
        {"fact": "no_such_fact"},
        {"expression": "n > 5"},
        {"amount": {"of": "turnover", "at_least_yuan": 5}},
    ],
)
def test_a_condition_that_does_not_fit_is_refused(when: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        Condition.model_validate(when)


def test_a_broken_rule_file_is_misuse() -> None:
    for text in ("", "a: [", "format: tiao.rules/9", "format: tiao.rules/1\nshared: {}\nrules: [{id: x}]"):
        with pytest.raises(Misuse):
            parse_rules(text, "x.yaml")


def test_references_and_names_are_checked() -> None:
    rules = list_rules()
    with pytest.raises(Misuse, match="one id"):
        build([*rules, rules[0]])
    with pytest.raises(Misuse, match="does not exist"):
        build([rule for rule in rules if rule.id != "cn.2017-10.5.1.7"])


def test_two_exceptions_that_hold_at_once_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    second = law()["cn.2017-10.6"].model_copy(update={"id": "cn.test.6", "cite": "测试 第六条"})
    both = build([*list_rules(), second])
    monkeypatch.setattr("tiao.law.decision.law", lambda: both)
    bought = {"kind": "purchase", "from": "2020-01-01", "lawful_business": True}
    facts = {"acts": [bought], "counts": [{"class": "general", "pieces": 0}]}
    with pytest.raises(RuleConflict, match="Two exceptions") as caught:
        decide(Basis(parse_facts(facts)))
    assert "第六条" in caught.value.where
    facts["acts"][0]["lawful_business"] = False  # type: ignore[index]
    assert decide(Basis(parse_facts(facts))).applied.outcome == "undetermined"


def test_every_rule_file_is_listed() -> None:
    folder = resources.files("tiao.law") / "cn"
    found = {p.relative_to(str(folder)).as_posix() for p in Path(str(folder)).rglob("*.yaml")}
    rules = {name for name in found if ".examples" not in name and not name.startswith("readings/")}
    assert rules == set(FILES)
    assert rulebook.law() is rulebook.law()


def test_thresholds_are_exact_fractions() -> None:
    half = law()["cn.2017-10.5.1.8"].when
    assert half is not None
    assert half.scales is not None
    assert half.scales.by == Fraction(1, 2)
