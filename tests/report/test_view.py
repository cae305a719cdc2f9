"""What the report derives from the bundle: the heaviest provision, the range, sums and orders."""

from __future__ import annotations

from typing import Any

import pytest

from report.sample_bundle import sample_bundle
from tiao.errors import Misuse
from tiao.law.engine import assess
from tiao.law.facts import parse_facts
from tiao.report import render_html, view
from tiao.report.bundle import AssessmentFacts, parse_bundle
from tiao.report.words import Words


def assessed(**parts: Any) -> AssessmentFacts:
    return AssessmentFacts.model_validate(parts)


def step(cite: str, met: bool | None, ratio: str | None = None, parts: list[Any] | None = None) -> dict[str, Any]:
    return {"cite": cite, "met": met, "ratio": ratio, "parts": parts or []}


FIVE = "法释〔2017〕10号 第五条"


def serious(*steps: dict[str, Any]) -> view.Heaviest | None:
    return view.heaviest(assessed(outcome="especially_serious", steps=list(steps)))


def test_an_item_of_paragraph_two_is_the_heaviest_even_where_a_ratio_of_paragraph_one_is_higher() -> None:
    one = step(f"{FIVE}第一款", True, None, [step(f"{FIVE}第一款第（三）项", True, "600")])
    scaled = [
        step(f"{FIVE}第一款第（三）项", True, "60"),
        step(f"{FIVE}第一款第（五）项", True, "9"),
        step(f"{FIVE}第一款第（七）项", False, "90"),
    ]
    two = step(f"{FIVE}第二款", True, None, [step(f"{FIVE}第二款第（三）项", True, None, scaled)])
    assert serious(step(FIVE, True, None, [one, two])) == view.Heaviest(f"{FIVE}第二款第（三）项", "60")


def test_among_items_of_one_paragraph_the_highest_exact_ratio_is_the_heaviest() -> None:
    items = [
        step(f"{FIVE}第一款第（三）项", True, "10/9"),
        step(f"{FIVE}第一款第（五）项", True, "9/8"),
        step(f"{FIVE}第一款第（七）项", True),
    ]
    assert serious(step(f"{FIVE}第一款", True, None, items)) == view.Heaviest(f"{FIVE}第一款第（五）项", "9/8")


@pytest.mark.parametrize("met", [False, None])
def test_what_stands_below_an_item_that_is_not_met_is_not_asked(met: bool | None) -> None:
    halved = step(f"{FIVE}第一款第（八）项", met, None, [step(f"{FIVE}第一款第（三）项", True, "1200")])
    plain = step(f"{FIVE}第一款第（三）项", True, "600")
    assert serious(step(f"{FIVE}第一款", True, None, [halved, plain])) == view.Heaviest(
        f"{FIVE}第一款第（三）项", "600"
    )
    assert serious(step(f"{FIVE}第一款", met, None, [plain])) is None


def test_without_a_standard_that_is_met_there_is_no_heaviest_provision() -> None:
    met = [step(f"{FIVE}第一款", True, None, [step(f"{FIVE}第一款第（三）项", True, "600")])]
    assert view.heaviest(None) is None
    assert view.heaviest(assessed(outcome="not_met", steps=met)) is None
    assert view.heaviest(assessed(outcome="undetermined", steps=met)) is None


def test_the_engine_s_own_tree_has_its_heaviest_provision() -> None:
    facts = parse_facts({"acts": [{"kind": "sell", "from": "2020-06-01", "to": "2020-09-30"}]})
    document = assess(facts, sample_bundle()["count"]).to_json()
    assert document["outcome"] == "especially_serious"
    assert view.heaviest(assessed(**document)) == view.Heaviest(f"{FIVE}第二款第（三）项", "193627/2500")
    html = render_html({"assessment": document}, "zh")
    assert all(html.count(f'<blockquote lang="zh-CN">{step["quote"]}') == 1 for step in document["steps"])


@pytest.mark.parametrize(("given", "zh", "en"), [
    ({"min": 0, "max": 36, "criminal_detention_possible": True}, "三年以下有期徒刑或者拘役",
     "fixed-term imprisonment of up to 3 years, or criminal detention"),
    ({"min": 36, "max": 84, "criminal_detention_possible": False}, "三年以上七年以下有期徒刑",
     "fixed-term imprisonment of 3 years to 7 years"),
    ({"min": 120}, "十年以上有期徒刑", "fixed-term imprisonment of 10 years or more"),
    (None, "", ""),
    ({"min": 0, "max": 0}, "", ""),
])  # fmt: skip
def test_the_statutory_range(given: dict[str, Any] | None, zh: str, en: str) -> None:
    facts = assessed(range_months=given)
    assert view.statutory_range(facts, Words("zh")) == zh
    assert view.statutory_range(facts, Words("en")) == en


def test_kinds_are_summed_over_files_with_their_distinct_values() -> None:
    found = {
        row.name: (row.records, row.files, row.distinct) for row in view.found_kinds(parse_bundle(sample_bundle()))
    }
    assert found["mobile"] == (3_987_411 + 311_876 + 9_120, 3, 3_767_254)
    assert found["password"] == (120, 1, None)
    assert next(iter(found)) == "name"


def test_pairs_are_the_upper_half_most_shared_first() -> None:
    found = view.pairs(parse_bundle(sample_bundle()).overlap)
    assert [(pair.left, pair.right, pair.shared, pair.smaller) for pair in found] == [
        ("E1", "E3", 4_812, 9_779),
        ("E2", "E3", 310, 9_779),
    ]


def test_the_balance_is_promised_for_three_methods_only() -> None:
    count = parse_bundle(sample_bundle()).count
    assert count is not None
    assert view.balances(count) == {"by_row@1": True, "by_record@1": True, "by_person@1": True, "by_value@1": None}


def test_the_first_page_falls_back_to_a_method_that_was_counted() -> None:
    bundle = sample_bundle()
    del bundle["count"]["methods"]["by_record@1"]
    chosen = view.default_method(parse_bundle(bundle).count)
    assert chosen is not None
    assert chosen[0] == "by_row@1"


@pytest.mark.parametrize("matrix", [[[1, 2]], [[1], [2]], [[1, 2], [2, 1], [0, 0]]])
def test_a_matrix_that_is_not_square_is_named(matrix: list[list[int]]) -> None:
    with pytest.raises(Misuse, match="overlap"):
        parse_bundle({"overlap": {"exhibits": ["E1", "E2"], "matrix": matrix}})


def test_a_wrong_shape_is_named_without_its_value() -> None:
    bundle = sample_bundle()
    bundle["files"][1]["rows"] = "13800138000 of somebody"
    with pytest.raises(Misuse) as caught:
        parse_bundle(bundle)
    assert "files.1.rows" in str(caught.value)
    assert "13800138000" not in str(caught.value)
