"""Verdicts change the count as the page says, and undoing them gives the old document and the old run."""

from __future__ import annotations

from pathlib import Path

import pytest

from oracle.records import Record
from pieces import made
from tiao.case import Case
from tiao.errors import Misuse
from tiao.evidence.decisions import decisions
from tiao.pieces.count import count, replay
from tiao.pieces.explain import EXCLUSIONS
from tiao.pieces.rebuttals import rebut
from tiao.pieces.rebuttals.rebutted import Rebutted
from tiao.pieces.sample import record
from tiao.pieces.sample.certificate import certificate
from tiao.pieces.sample.infer import Layer, infer
from tiao.pieces.sample.record import Verdict

METHOD = "by_record@1"


def person(n: int, *more: tuple[str, str]) -> Record:
    return Record([("name", f"人{n}"), ("mobile", f"138{n:08d}"), *more])


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """310 general pieces, of which 10 are doubted and 50 stand in both files; 40 of whereabouts."""
    case = made.new_case(tmp_path / "case")
    doubted = [Record([("name", f"疑{n}"), ("mobile", f"139{n:08d}")], doubts={"mobile_range"}) for n in range(10)]
    made.write(
        case,
        {
            "E1.1-00001": [*(person(n) for n in range(200)), *doubted],
            "E2.1-00001": [*(person(n) for n in range(150, 300)), *(person(n, ("position", "x")) for n in range(40))],
        },
    )
    return case


def verdicts(sample: record.Sample, **numbers: list[int]) -> list[Verdict]:
    said = {n: word for word, own in numbers.items() for n in own}
    return [Verdict(int(item["n"]), said.get(int(item["n"]), "true")) for item in sample.document["items"]]


def settle(case: Case, sample: record.Sample, **numbers: list[int]) -> int:
    return record.record(case, sample, verdicts(sample, **numbers), ["甲"], "抽样核实")


def in_both(sample: record.Sample) -> int:
    """An item that stands in both files."""
    return next(int(item["n"]) for item in sample.document["items"] if item["records"] == 2)


def sound(sample: record.Sample, beside: int) -> list[int]:
    """Items that stand once and bear no doubt."""
    return [int(i["n"]) for i in sample.document["items"] if i["records"] == 1 and i["low"] and i["n"] != beside]


def test_items_found_untrue_leave_total_and_the_bound_lowers_low(case: Case) -> None:
    before = count(case)
    sample = record.draw(case, "general", 100)
    assert count(case) == before
    false = in_both(sample)
    duplicate, unclear = sound(sample, false)[:2]
    entry = settle(case, sample, false=[false], duplicate=[duplicate], unclear=[unclear])
    after = count(case)
    old, new = before["methods"][METHOD], after["methods"][METHOD]
    assert (old["total"], old["low"], old["high"]) == (350, 340, 350)
    strata = [(s["pieces"], s["size"]) for s in sample.document["frame"]["strata"]]
    assert strata == [(210, 68), (100, 32)]
    found = new["sample"]["classes"]["general"]
    assert {key: found[key] for key in ("pieces", "size", "true", "false", "duplicate", "unclear")} == {
        "pieces": 310, "size": 100, "true": 97, "false": 1, "duplicate": 1, "unclear": 1,
    }  # fmt: skip
    wanted = infer(layers_of(case, sample), (1 - sample.confidence) / 2)
    assert (found["low_pieces"], found["high_pieces"]) == (wanted.low, wanted.high)
    assert found["low"] == wanted.low < found["low_before"] == 300 - 2
    assert (new["total"], new["low"], new["high"]) == (348, wanted.low + 40, 350)
    assert new["low"] == sum(new["low_classes"].values())
    assert (new["sample"]["low_before"], new["sample"]["low"]) == (338, new["low"])
    left = {e["reason"]: e["pieces"] for e in new["excluded"]}
    # The false item stood in two records; by_row.high = total + all that was left out.
    assert (left["rebutted_untrue"], left["rebutted_duplicate"]) == (2, 1)
    assert after["methods"]["by_row@1"]["high"] == new["total"] + sum(left.values())
    assert {"rebutted_untrue", "rebutted_duplicate"} <= set(EXCLUSIONS)
    assert old["by_exhibit"]["E1"]["general"] + old["by_exhibit"]["E2"]["general"] - 3 == sum(
        new["by_exhibit"][name]["general"] for name in ("E1", "E2")
    )
    assert after["run"] != before["run"]
    assert replay(case) == []
    record.undo(case, entry, ["乙"], "复核后认定属实")
    assert count(case) == before
    assert replay(case) == []


def layers_of(case: Case, sample: record.Sample) -> list[Layer]:
    """The strata with the verdicts as they fell."""
    standing = record.named(case, sample.id)
    layers = []
    for stratum in standing.document["frame"]["strata"]:
        own = [i["n"] for i in standing.document["items"] if i["stratum"] == stratum["stratum"]]
        said = [standing.verdicts[n].verdict for n in own]
        untrue = said.count("false") + said.count("duplicate")
        layers.append(Layer(stratum["pieces"], said.count("true"), said.count("unclear"), untrue))
    return layers


def test_a_sample_found_true_throughout_lowers_nothing(case: Case) -> None:
    before = count(case)
    settle(case, record.draw(case, "general", 60))
    after = count(case)
    figures = dict(after["methods"][METHOD])
    found = figures.pop("sample")
    assert figures == before["methods"][METHOD]
    assert found["classes"]["general"]["low_pieces"] < 300 == found["classes"]["general"]["low"]
    assert after["run"] != before["run"]
    assert replay(case) == []


def test_an_unclear_item_alone_lowers_low_and_takes_nothing_out(case: Case) -> None:
    before = count(case)["methods"][METHOD]
    sample = record.draw(case, "whereabouts", 40)
    settle(case, sample, unclear=[7])
    after = count(case)["methods"][METHOD]
    # Looked at whole: 39 are known to be true.
    assert (after["total"], after["high"], after["low"]) == (before["total"], before["high"], before["low"] - 1)
    assert (after["low_classes"]["whereabouts"], after["classes"]["whereabouts"]) == (39, 40)


def test_an_open_item_keeps_the_sample_out_of_the_count(case: Case) -> None:
    before = count(case)
    sample = record.draw(case, "general", 30)
    found = verdicts(sample, false=[3])
    first = record.record(case, sample, found[:29], ["甲"], "第一批")
    assert count(case) == before
    record.record(case, record.named(case, sample.id), found[29:], ["乙"], "第二批")
    assert count(case)["methods"][METHOD]["total"] == 349
    record.undo(case, first, ["甲"], "重新核对")
    assert count(case) == before
    assert [one.undone is None for one in record.named(case, None).records] == [False, True]


def test_a_withdrawn_sample_has_no_effect(case: Case) -> None:
    before = count(case)
    sample = record.draw(case, "general", 30)
    settle(case, sample, false=[1, 2])
    assert count(case)["methods"][METHOD]["total"] == 348
    record.undo(case, sample.entry, ["甲"], "抽样有误")
    assert count(case) == before


def test_a_sample_of_another_ledger_has_no_effect(case: Case) -> None:
    sample = record.draw(case, "general", 30)
    settle(case, sample, false=[1])
    made.write(case, {"E1.1-00001": [person(n) for n in range(90)]})
    figures = count(case)["methods"][METHOD]
    assert (figures["total"], "sample" in figures) == (90, False)
    with pytest.raises(Misuse, match="another ledger"):
        record.record(case, sample, [], ["甲"], "再核对")
    assert record.draw(case, "general", 30).id != sample.id


def test_who_verified_does_not_change_the_run(case: Case) -> None:
    sample = record.draw(case, "general", 20)
    entry = settle(case, sample, false=[4])
    one = count(case)
    digest = Rebutted.standing(case).digest
    record.undo(case, entry, ["甲"], "换人复核")
    found = [Verdict(v.n, v.verdict, "丙", "电话核实 13800001234") for v in verdicts(sample, false=[4])]
    record.record(case, sample, found, [], "复核", "卷三")
    assert count(case) == one
    assert Rebutted.standing(case).digest == digest != Rebutted().digest
    (_, made_again) = decisions(case, "sample")
    assert made_again.by == ("丙",)
    assert "13800001234" not in str(made_again.body)


def test_rebuttals_and_samples_do_not_take_out_twice(case: Case) -> None:
    """E2 is rebutted as a whole; the sample's false item stood in both files."""
    sample = record.draw(case, "general", 100)
    settle(case, sample, false=[in_both(sample)])
    scope = rebut.Scope(places=(rebut.Place("E2"),))
    number = rebut.add(case, rebut.Rebuttal("untrue", scope), ["丁"], "来源不明", "卷四")
    figures = count(case)["methods"][METHOD]
    assert figures["classes"]["general"] == 210 - 1
    found = figures["sample"]["classes"]["general"]
    # 100 pieces of the frame went with E2: each of them may be one of the true ones.
    assert found["low"] == min(found["low_before"], found["low_pieces"] - 100)
    assert replay(case) == []
    rebut.undo(case, number, ["丁"], "来源已查明")
    assert count(case)["methods"][METHOD]["classes"]["general"] == 309


def test_the_classes_of_one_sample_share_the_risk(case: Case) -> None:
    sample = record.draw(case, "all", 100)
    assert [(s["class"], s["stratum"], s["pieces"], s["size"]) for s in sample.document["frame"]["strata"]] == [
        ("whereabouts", "E2", 40, 11), ("general", "E1", 210, 60), ("general", "E2", 100, 29),
    ]  # fmt: skip
    settle(case, sample, false=[1])
    found = count(case)["methods"][METHOD]["sample"]["classes"]
    assert {own["confidence"] for own in found.values()} == {"39/40"}
    assert found["whereabouts"]["exact_low_pieces"] >= found["whereabouts"]["low_pieces"]


@pytest.mark.parametrize(
    ("given", "by", "what"),
    [
        ([Verdict(31, "true")], ["甲"], "no such item"),
        ([Verdict(1, "maybe")], ["甲"], "no such verdict"),
        ([Verdict(1, "true"), Verdict(1, "false")], ["甲"], "two verdicts"),
        ([Verdict(2, "true")], ["甲"], "two verdicts"),
        ([Verdict(1, "true")], [" "], "Nobody"),
        ([], ["甲"], "no verdict"),
    ],
)
def test_verdicts_that_cannot_be(case: Case, given: list[Verdict], by: list[str], what: str) -> None:
    sample = record.draw(case, "general", 30)
    record.record(case, sample, [Verdict(2, "true")], ["甲"], "一")
    with pytest.raises(Misuse, match=what):
        record.record(case, record.named(case, sample.id), given, by, "二")


def test_what_cannot_be_undone(case: Case) -> None:
    sample = record.draw(case, "general", 30)
    record.undo(case, sample.entry, ["甲"], "一")
    for entry in (0, 99, sample.entry):
        with pytest.raises(Misuse):
            record.undo(case, entry, ["甲"], "二")
    with pytest.raises(Misuse, match="withdrawn"):
        record.record(case, record.samples(case)[0], [Verdict(1, "true")], ["甲"], "三")


def test_the_certificate_says_what_follows(case: Case) -> None:
    sample = record.draw(case, "whereabouts", 20)
    record.undo(case, sample.entry, ["甲"], "样本量不足")
    sample = record.draw(case, "whereabouts", 30)
    planned = certificate(case, sample, count(case))
    assert planned["count"]["effective"] is False
    assert planned["verdicts"] == {"true": 0, "false": 0, "duplicate": 0, "unclear": 0, "open": 30}
    lines = {line["false"]: line["low_pieces"] for line in planned["classes"]["whereabouts"]["if_false"]}
    assert list(lines) == [0, 1, 2, 3, 5, 10, 20]
    settle(case, sample, false=[1, 2])
    done = certificate(case, record.named(case, sample.id), count(case))
    own = done["classes"]["whereabouts"]
    assert own["low_pieces"] == lines[2] == done["count"]["classes"]["whereabouts"]["low"]
    assert (done["count"]["effective"], done["count"]["classes"]["whereabouts"]["low_before"]) == (True, 38)
    assert done["drawn"]["before"] == {"case.created": 1, "decision": 1, "sample.drawn": 1}
    (other,) = done["others"]
    assert (other["size"], other["withdrawn"]["why"], sum(other["verdicts"].values())) == (20, "样本量不足", 0)
