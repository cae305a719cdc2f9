"""The tables, held against sums made by hand over the records."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from cases.oracle import known_sentences, records
from tiao.cases.row import Row
from tiao.cases.sets import CodedSet
from tiao.cases.stats.beside import checked, names, published
from tiao.cases.stats.document import document, interval
from tiao.cases.stats.page import check_sentence, number, percent
from tiao.cases.stats.rules import amounts, tables
from tiao.cases.stats.tally import Tally
from tiao.cases.vocabulary import predicates


@cache
def made() -> dict[str, Any]:
    return document(Tally(quotes=True).add(CodedSet().rows()), "published", names())


def row(figure: str) -> dict[str, Any]:
    found = [one for table in (made()["years"], *made()["tables"]) for one in table["rows"] if one["figure"] == figure]
    assert len(found) == 1
    return dict(found[0])


def amount(name: str) -> dict[str, Any]:
    return dict(next(one for one in made()["amounts"] if one["id"] == name))


def test_cases_and_years() -> None:
    assert row("judgments.all")["numerator"] == 43
    assert row("judgments.concluded")["numerator"] == sum(one["stage"] == "judgment" for one in records()) == 35
    years = [one["date_of_judgment"][:4] for one in records() if one["date_of_judgment"]]
    assert {one["id"]: one["numerator"] for one in made()["years"]["rows"]} == {y: years.count(y) for y in set(years)}


def test_means_fall_in_one_class_each() -> None:
    insiders = sum(one["insider"] is True for one in records())
    getting = {"purchase", "receive", "exchange", "steal", "obtain"}
    others = sum(one["insider"] is not True and bool(getting & set(one["acts"])) for one in records())
    assert (row("means.professional")["numerator"], row("means.illegal")["numerator"]) == (insiders, others)


@pytest.mark.parametrize("act", ["purchase", "steal", "exchange", "sell"])
def test_acts(act: str) -> None:
    assert row(f"acts.{act}")["numerator"] == sum(act in one["acts"] for one in records())


def test_provision_is_without_sale() -> None:
    assert row("use.sale")["numerator"] == sum("sell" in one["acts"] for one in records())
    assert row("use.provision")["numerator"] == sum(
        "provide" in o["acts"] and "sell" not in o["acts"] for o in records()
    )


def test_pieces_are_added_over_a_case() -> None:
    sums = [sum(lot["pieces"] for lot in o["categories"] if lot["pieces"] is not None) for o in records()
            if any(lot["pieces"] is not None for lot in o["categories"])]  # fmt: skip
    found = amount("pieces")
    assert (found["numerator"], found["denominator"], found["missing"]) == (len(sums), 43, 43 - len(sums))
    assert found["figures"]["sum"]["stated"] == sum(sums)
    assert Fraction(found["figures"]["mean"]["stated"]) == Fraction(sum(sums), len(sums))
    assert (found["figures"]["least"], found["figures"]["most"]) == (min(sums), max(sums))


def test_income_is_exact_and_open_where_the_source_says_more_than() -> None:
    incomes = [one["illegal_income_cny"] * 100 for one in records() if one["illegal_income_cny"] is not None]
    found = amount("income")["figures"]
    assert found["sum"]["stated"] == sum(incomes)
    # 150余万元 and the like have no upper bound, so that the sum has none.
    assert (found["sum"]["high"], found["mean"]["high"]) == (None, None)


def test_sentences_fines_and_suspension() -> None:
    known = known_sentences()
    assert amount("months")["figures"]["sum"]["stated"] == sum(months for months, *_ in known)
    suspended = row("sentences.suspended")
    assert (suspended["numerator"], suspended["denominator"]) == (sum(s for _, s, _ in known), len(known))
    assert row("sentences.to_36")["numerator"] == sum(months <= 36 for months, *_ in known)
    fines = [fine for *_, fine in known if fine is not None]
    assert (row("fines.to_100000")["numerator"], row("fines.to_100000")["denominator"]) == (
        sum(fine <= 100_000 for fine in fines), len(fines),
    )  # fmt: skip


def test_a_share_has_its_quotes_each_from_its_source() -> None:
    virtual = row("payment.virtual_currency")
    assert {(quote["case"], quote["quote"]) for quote in virtual["quotes"]} == {
        ("hn-wenchang-han-crypto", "USDT"), ("sh-pudong-location-li", "虚拟货币"),
    }  # fmt: skip
    assert all(quote["source"].startswith("http") and quote["source_quote"] for quote in virtual["quotes"])


def test_intervals_are_clopper_and_pearson_s() -> None:
    # Newcombe, Statistics in Medicine 17 (1998) 857-872, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    for hits, size, low, high in (
        (81, 263, "0.2527", "0.3676"),
        (15, 148, "0.0578", "0.1617"),
        (0, 20, "0.0000", "0.1684"),
        (1, 29, "0.0009", "0.1776"),
    ):
        found = interval(hits, size)
        assert abs(found[0] - Fraction(low)) <= Fraction(1, 10_000)
        assert abs(found[1] - Fraction(high)) <= Fraction(1, 10_000)


def test_every_row_names_what_the_vocabulary_has() -> None:
    known = predicates()
    for table in tables():
        for condition in (*table.known, *(one for line in table.rows for one in line.any)):
            values = known[condition.predicate].values
            assert values is None or condition.values <= set(values), (table.id, condition)
        assert len({line.id for line in table.rows}) == len(table.rows)
    assert all(set(one.rule) == {"zh", "en"} for one in (*tables(), *amounts()))


def test_every_published_figure_has_a_row_or_says_that_it_has_none() -> None:
    rows = {f"{table.id}.{line.id}" for table in tables() for line in table.rows} | {"judgments.all", "defendants.all"}
    rows |= {f"{one.id}.{key}" for one in amounts() for key in ("recorded", "sum", "mean")}
    rows |= {f"{one.id}.over_{size}" for one in amounts() for size in one.over} | {"years.2022", "years.2023"}
    figures = published()["figures"]
    assert len({one["id"] for one in figures}) == len(figures)
    assert all(one.get("figure") in rows for one in figures if one.get("figure"))
    assert all(one["quote"] is None or one["quote"].strip() for one in figures)


def test_what_a_source_s_own_figures_add_up_to() -> None:
    found = {one["id"]: checked(one) for one in published()["checks"]}
    assert 68 + 12 + 11 + 6 + 12 + 6 + 9 + 3 + 3 == 130
    assert (found["ningbo.kinds"]["found"], found["ningbo.kinds"]["difference"]) == ("130", "-36")
    assert found["ningbo.kinds_of_recorded"]["difference"] == "-26"
    assert (found["ningbo.use"]["found"], found["ningbo.use"]["difference"]) == ("143", "-23")
    assert (found["ningbo.means"]["found"], found["ningbo.means"]["difference"]) == ("127", "-39")
    assert (found["ningbo.defendants"]["agrees"], found["ningbo.suspended"]["agrees"]) == (True, True)
    # 648,000,000 / 156 = 4,153,846.15: "over 4.15 million" is kept.
    assert Fraction(found["ningbo.mean_pieces"]["found"]) == Fraction(648_000_000, 156)
    assert found["ningbo.mean_pieces"]["agrees"]
    assert not found["beijing.two_releases"]["agrees"]
    assert "23 stand in no class" in check_sentence(found["ningbo.use"], "en")
    assert "差 36" in check_sentence(found["ningbo.kinds"], "zh")


def test_theirs_beside_ours() -> None:
    ningbo = next(one for one in made()["published"] if one["name"] == "ningbo")
    figures = {one["id"]: one for one in ningbo["figures"]}
    suspension = figures["ningbo.suspension"]
    assert (suspension["theirs"]["share"], suspension["ours"]["numerator"]) == ("39/50", 6)
    assert suspension["theirs_to_our_interval"] == "above"
    assert figures["ningbo.pieces.sum"]["ours"]["value"]["stated"] == amount("pieces")["figures"]["sum"]["stated"]


def test_rejected_statements_count_nowhere_and_bounds_of_a_total_hold() -> None:
    def said(subject: str, predicate: str, value: str, low: int | None = None, status: str = "accepted") -> Row:
        unit = {"pieces": "piece"}.get(predicate)
        return Row("x", subject, predicate, value, low, low, unit, "0" * 64, 0, 1, "x", "coded@1", status)

    rows = [
        said("case", "act", "sell", status="rejected"),
        said("category:1", "pieces", "600", 600),
        said("category:2", "pieces", "400", 400),
        said("category:3", "pieces", "1000", 1000),
        said("category:3", "category_total", "yes"),
    ]
    found = document(Tally().add(rows), "x")
    assert next(one for one in found["tables"] if one["id"] == "acts")["denominator"] == 0
    assert next(one for one in found["amounts"] if one["id"] == "pieces")["figures"]["sum"]["stated"] == 1000


def test_figures_for_people_are_cut_from_exact_ones() -> None:
    assert [percent(share) for share in ("1/3", "2/3", "1/2000", "1", None)] == [
        "33.3 %",
        "66.7 %",
        "0.1 %",
        "100.0 %",
        "–",
    ]
    assert [number("4153846/1", "piece"), number("1341100", "fen"), number("7/3", "month")] == [
        "4,153,846",
        "13,411",
        "2.33",
    ]
