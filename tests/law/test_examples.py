"""Every worked example beside an article comes out as written; every article has some."""

from __future__ import annotations

import pytest

from tiao.errors import Misuse
from tiao.law.examples import ExampleResult, run_all, run_file
from tiao.law.rulebook import FILES

RESULTS = run_all()


@pytest.mark.parametrize("result", RESULTS, ids=lambda r: f"{r.file}: {r.name}")
def test_comes_out_as_written(result: ExampleResult) -> None:
    assert result.differences == ()


def test_every_article_has_examples() -> None:
    have = {result.file.replace(".examples", "") for result in RESULTS}
    assert have == set(FILES) - {"time.yaml"}  # the rules on time are shown beside art. 253-1


def test_a_wrong_expectation_is_named() -> None:
    text = """
format: tiao.examples/1
examples:
  - name: wrong on purpose
    facts: {counts: [{class: general, pieces: 5000}], acts: [{kind: steal, from: 2020-01-01}]}
    expect:
      outcome: not_met
      max_months: 84
      fine_fen: [1, 5]
      pieces: {general: [1, 1]}
      steps: {cn.2017-10.5.1.5: {met: false, ratio: 2}, cn.none: {met: true}}
      flips: [{outcome: no_crime_at_that_time}]
      asks: [第九十九条]
"""
    (result,) = run_file(text, "x")
    assert not result.passed
    assert [line.split(":")[0] for line in result.differences] == [
        "outcome",
        "max_months",
        "fine_fen",
        "pieces",
        "step cn.2017-10.5.1.5 met",
        "step cn.2017-10.5.1.5 ratio",
        "step cn.none",
        "flip not found",
        "no open question under 第九十九条",
    ]


def test_another_format_is_refused() -> None:
    with pytest.raises(Misuse, match="known format"):
        run_file("format: tiao.examples/9", "x")
