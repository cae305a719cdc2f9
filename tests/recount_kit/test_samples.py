"""Samples in the kit: drawn again, and what their verdicts take off low computed again."""

from __future__ import annotations

import json
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from recount_kit.conftest import Alone, unpacked
from recount_kit.test_recount import compared, count_again, mend, run_of_all
from tiao.case import Case
from tiao.pieces.persons import persons_count
from tiao.pieces.readings.reading_runs import Choice
from tiao.pieces.readings.reading_runs import count as under_reading
from tiao.pieces.sample import record
from tiao.pieces.sample.record import Sample, Verdict
from tiao.run import count, recount_kit

PEOPLE = ["张检察官", "李调查员"]


def kit_of(case: Case, folder: Path) -> Path:
    count(case)
    folder.mkdir()
    recount_kit(case, folder / "kit.zip")
    return unpacked(folder / "kit.zip", folder / "kit")


def settle(case: Case, sample: Sample, found: dict[int, str]) -> int:
    """A verdict for every item: ``true`` but for those named."""
    verdicts = [Verdict(int(item["n"]), found.get(int(item["n"]), "true")) for item in sample.document["items"]]
    return record.record(case, sample, verdicts, PEOPLE, "逐条核对", "卷三第1页")


def low(kit: Path) -> int:
    figures = json.loads(run_of_all(kit).read_bytes())["methods"]["by_record@1"]
    return int(figures["low"])


def test_samples_are_drawn_and_counted_again(alone: Alone, own: Case, kit: Path, tmp_path: Path) -> None:
    before = low(kit)
    general = record.draw(own, "general", 60)
    several = record.draw(own, "property", 9, Fraction(9, 10))
    number = settle(own, general, {2: "false", 5: "duplicate", 7: "unclear", 11: "false"})
    settle(own, several, {1: "false", 2: "unclear"})
    under = kit_of(own, tmp_path / "under")
    done = count_again(alone, under)
    assert (done.json["findings"], done.code) == ([], 0)
    assert "by_record@1" in compared(done, under)
    assert low(under) < before
    stated = json.loads(run_of_all(under).read_bytes())["methods"]["by_record@1"]["sample"]
    assert set(stated["classes"]) == {"general", "property"}
    assert stated["low"] < stated["low_before"]
    recounted = next(one for one in done.json["methods"] if one["method"] == "by_record@1")
    assert recounted["recounted"]["sample"] == stated
    of_reading = under_reading(own, {"question": Choice("other", {"identity": {"without_alone": ["mobile"]}})})
    assert "sample" not in of_reading["methods"]["by_record@1"]
    persons_count.count(own, ["by_person@2"])
    more = kit_of(own, tmp_path / "more")
    done = count_again(alone, more)
    assert (done.json["findings"], done.code) == ([], 0)
    assert len({one["run"] for one in done.json["methods"]}) == 3
    record.undo(own, number, PEOPLE, "误录")
    half = kit_of(own, tmp_path / "half")
    assert (count_again(alone, half).code, low(under) < low(half) < before) == (0, True)
    for sample in (general, several):
        record.undo(own, sample.entry, PEOPLE, "重新抽取")
    back = kit_of(own, tmp_path / "back")
    assert low(back) == before
    assert count_again(alone, back).code == 0


def test_all_classes_at_once(alone: Alone, own: Case, tmp_path: Path) -> None:
    sample = record.draw(own, "all", 80)
    settle(own, sample, dict.fromkeys(range(3, 80, 9), "false"))
    under = kit_of(own, tmp_path / "under")
    done = count_again(alone, under)
    assert (done.json["findings"], done.code) == ([], 0)


def another_item(kit: Path) -> None:
    path = next((kit / "runs" / "samples").iterdir())
    document = json.loads(path.read_bytes())
    document["items"][0]["token"] = "00" * 16
    path.write_text(json.dumps(document), encoding="utf-8")


def another_root(kit: Path) -> None:
    path = next((kit / "runs" / "samples").iterdir())
    document = json.loads(path.read_bytes())
    document["plan"]["checkpoint"] = {"size": 1, "root": "11" * 32}
    path.write_text(json.dumps(document), encoding="utf-8")


def fewer_pieces(kit: Path) -> None:
    path = next((kit / "runs" / "samples").iterdir())
    document = json.loads(path.read_bytes())
    document["frame"]["strata"][0]["pieces"] -= 1
    path.write_text(json.dumps(document), encoding="utf-8")


@pytest.mark.parametrize("change", [another_item, another_root, fewer_pieces])
def test_a_sample_that_was_not_drawn_so_is_named(alone: Alone, own: Case, tmp_path: Path, change: object) -> None:
    assert callable(change)
    settle(own, record.draw(own, "general", 30), {1: "false"})
    under = kit_of(own, tmp_path / "under")
    shutil.copytree(under, tmp_path / "changed")
    change(tmp_path / "changed")
    mend(tmp_path / "changed")
    sample = next((under / "runs" / "samples").iterdir()).relative_to(under).as_posix()
    assert {("sample", sample), ("record", sample)} <= count_again(alone, tmp_path / "changed").named
