"""Orders of a judgment from deadline to proof: the three orders of the Li case, as of days that are given."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tiao.case import Case
from tiao.cases import orders
from tiao.cases.document import plain
from tiao.cases.lines import Text
from tiao.cases.sets import CodedSet
from tiao.cases.statement import Statement
from tiao.cases.store import reading
from tiao.cases.store.database import Store
from tiao.cases.store.writing import add, decide
from tiao.errors import Misuse
from tiao.evidence.custody import Log
from tiao.evidence.seals import exhibits

LI = "spc-gc-192"


@pytest.fixture
def store(place: str) -> Any:
    opened = Store(place, make=True)
    cases = CodedSet().cases()
    add(
        opened, ((Text(one.case, "coded", one.source, one.document), one.statements) for one in cases if one.case == LI)
    )
    yield opened
    opened.close()


def stands(store: Store, day: str) -> dict[str, Any]:
    return orders.listed(store, date.fromisoformat(day))


def name(store: Store, subject: str) -> str:
    return next(one["statement"] for one in stands(store, "2021-01-01")["orders"] if one["subject"] == subject)


def test_three_orders_of_the_li_case_are_tracked_to_their_proof(store: Store, tmp_path: Path) -> None:
    before = stands(store, "2021-09-01")
    assert [one["kind"] for one in before["orders"]] == ["apology", "deletion", "deletion", "cancellation"]
    assert before["counts"] == {"overdue": 0, "open": 0, "no_deadline": 4, "done": 0}
    # The apology within ten days of the day on which the judgment takes effect.
    due = orders.due_after(date(2021, 9, 3), 10)
    other = orders.Due(date(2021, 10, 1), "执行通知")
    numbers = {
        subject: orders.enter(store, name(store, subject)[:12], ["甲"], due if subject == "order:1" else other)
        for subject in ("order:1", "order:2", "order:4")
    }
    assert stands(store, "2021-09-13")["counts"] == {"overdue": 0, "open": 3, "no_deadline": 1, "done": 0}
    assert stands(store, "2021-09-14")["counts"] == {"overdue": 1, "open": 2, "no_deadline": 1, "done": 0}
    paper = tmp_path / "报纸.pdf"
    paper.write_bytes(b"page of a newspaper")
    proof = orders.prove(store, numbers["order:1"], paper, date(2021, 9, 20), ["乙"], note="电话 13812345678")
    assert proof["sha256"] == hashlib.sha256(b"page of a newspaper").hexdigest()
    assert "13812345678" not in proof["note"]
    # On the day before it was done it still was overdue; afterwards it is done, and late.
    assert stands(store, "2021-09-19")["counts"]["overdue"] == 1
    after = next(one for one in stands(store, "2021-09-20")["orders"] if one["subject"] == "order:1")
    assert (after["state"], after["late"], after["done_on"]) == ("done", True, "2021-09-20")
    late = [one["due_because"] for one in stands(store, "2021-10-02")["orders"] if one["state"] == "overdue"]
    assert late == ["执行通知"] * 2


def test_a_deadline_is_entered_again_and_both_stay(store: Store) -> None:
    first = orders.enter(store, name(store, "order:1"), ["甲"], orders.Due(date(2021, 9, 13), "判决"))
    second = orders.enter(store, name(store, "order:1"), ["甲"], orders.Due(date(2021, 10, 13), "延期"))
    one = next(one for one in stands(store, "2021-09-30")["orders"] if one["subject"] == "order:1")
    assert (one["due"], one["state"], one["number"]) == ("2021-10-13", "open", second)
    assert first != second


def test_the_judgment_s_own_days_give_the_deadline(tmp_path: Path) -> None:
    words = "判令被告于判决生效后十日内在国家级媒体公开赔礼道歉"
    text = plain(words)

    def said(subject: str, predicate: str, value: str, quote: str, **more: Any) -> Statement:
        at = words.index(quote)
        place = {"document": text.digest, "start": at, "end": at + len(quote), "quote": quote}
        what = {"case": "a", "subject": subject, "predicate": predicate, "value": value}
        return Statement(**what, **place, **more, by="test@1", original=text)

    days = said("order:1", "order_days", "10", "十日", low=10, high=10, unit="day")
    rows = [said("order:1", "order", "apology", "赔礼道歉"), days]
    with Store(tmp_path / "a.sqlite", make=True) as store:
        add(store, [(Text("a", "judgment", "", text), rows)])
        with pytest.raises(Misuse):
            orders.enter(store, name(store, "order:1"), ["甲"])
        orders.enter(store, name(store, "order:1"), ["甲"], effective=date(2024, 2, 20))
        one = stands(store, "2024-03-01")["orders"][0]
        # 2024 was a leap year: ten days from 20 February end on 1 March.
        assert (one["due"], one["state"], one["days"]) == ("2024-03-01", "open", 10)
        digest = next(reading.named_rows(store, "a", predicates=("order",)))[0]
        decide(store, [digest], "rejected", ["甲"], "不是判项")
        assert stands(store, "2024-03-01")["orders"] == []


def test_a_proof_is_sealed_in_a_case_folder(store: Store, tmp_path: Path) -> None:
    paper = tmp_path / "page.txt"
    paper.write_bytes(b"apology")
    folder = Case.create(tmp_path / "case")
    number = orders.enter(store, name(store, "order:1"), ["甲"], orders.Due(date(2021, 9, 13), "判决"))
    proof = orders.prove(store, number, paper, date(2021, 9, 10), ["甲", "乙"], folder)
    sealed = {one.id: one.sha256 for one in exhibits(folder)}
    assert sealed[proof["exhibit"]] == proof["sha256"] == hashlib.sha256(b"apology").hexdigest()
    assert [entry.event for entry in Log(folder).entries()].count("seal") == 1


def test_misuse(store: Store, tmp_path: Path) -> None:
    other = next(reading.named_rows(store, LI, predicates=("act",)))[0]
    orders.enter(store, name(store, "order:1"), ["甲"], orders.Due(date(2021, 1, 1), ""))
    for call in (
        lambda: orders.enter(store, other, ["甲"], orders.Due(date(2021, 1, 1), "")),
        lambda: orders.enter(store, name(store, "order:1"), [], orders.Due(date(2021, 1, 1), "")),
        lambda: orders.prove(store, 99, tmp_path / "x", date(2021, 1, 1), ["甲"]),
        lambda: orders.prove(store, 1, tmp_path / "x", date(2021, 1, 1), ["甲"]),
    ):
        with pytest.raises(Misuse):
            call()
