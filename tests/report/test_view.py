"""What the report derives from the bundle: the heaviest provision, the range, sums and orders."""

from __future__ import annotations

from typing import Any

import pytest

from report.sample_bundle import sample_bundle
from tiao.errors import Misuse
from tiao.report import view
from tiao.report.bundle import AssessmentFacts, parse_bundle
from tiao.report.words import Words


def assessed(**parts: Any) -> AssessmentFacts:
    return AssessmentFacts.model_validate(parts)


def step(cite: str, met: bool | None, ratio: str | None = None, parts: list[Any] | None = None) -> dict[str, Any]:
    return {"cite": cite, "met": met, "ratio": ratio, "parts": parts or []}


FIVE = "法释〔2017〕10号 第五条"


def test_the_heaviest_provision_is_of_paragraph_two_even_where_a_ratio_of_paragraph_one_is_higher() -> None:
    found = view.heaviest_step(
        assessed(
            steps=[
                step(
                    f"{FIVE}第一款",
                    True,
                    None,
                    [step(f"{FIVE}第一款第（三）项", True, "600"), step(f"{FIVE}第一款第（五）项", True, "90")],
                ),
                step(f"{FIVE}第二款", True, None, [step(f"{FIVE}第二款第（三）项", True, "60")]),
            ]
        )
    )
    assert found is not None
    assert found.cite == f"{FIVE}第二款第（三）项"


def test_among_items_of_one_paragraph_the_highest_exact_ratio_is_the_heaviest() -> None:
    items = [
        step(f"{FIVE}第一款第（三）项", True, "10/9"),
        step(f"{FIVE}第一款第（五）项", True, "9/8"),
        step(f"{FIVE}第一款第（七）项", True),
    ]
    found = view.heaviest_step(assessed(steps=[step(f"{FIVE}第一款", True, None, items)]))
    assert found is not None
    assert found.cite == f"{FIVE}第一款第（五）项"


@pytest.mark.parametrize("met", [False, None])
def test_what_is_not_met_or_not_known_is_no_provision_met(met: bool | None) -> None:
    assert view.heaviest_step(assessed(steps=[step(f"{FIVE}第一款", met, "3")])) is None
    assert view.heaviest_step(None) is None


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
    found = {row.name: (row.times, row.files, row.distinct) for row in view.found_kinds(parse_bundle(sample_bundle()))}
    assert found["mobile"] == (3_987_411 + 311_876 + 9_120, 3, 3_767_254)
    assert found["password"] == (120, 1, None)
    assert list(found)[0] == "name"


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
