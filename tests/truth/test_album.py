"""A few photos through the whole line: figures, the way back to a place in a photo, and copies that count once.

The whole album is measured by the bench (docs/formats/photo.md).
"""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from PIL import Image

from content.photos import CLEAR, FLAT, people, photo
from tiao.demo.album import cards, papers, screens
from tiao.demo.album.camera import Stamp
from tiao.demo.album.make import photo as photo_of
from tiao.demo.album.plan import SHARES, plan
from tiao.run import count, explain, find, new, rebut, rebuttals, seal, undo_rebuttal

ONE, OTHER, SENDER, RECEIVER = people(4, 11)
CROWD = people(30, 12)
RECORDS = 1 + 1 + 2 + len(CROWD)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Cards of two people, the first once more and smaller, a courier label, a list of thirty, and a blurred card."""
    folder = tmp_path_factory.mktemp("photos")
    seized = folder / "seized"
    seized.mkdir()
    stamp = Stamp("2020:06:01 12:00:00", (312304160, 1214737010), "MI 9")
    first = photo([cards.id_front(ONE, Random(1))], CLEAR, stamp)
    (seized / "IMG_1.jpg").write_bytes(first)
    small = Image.open(io.BytesIO(first)).resize((1100, 1100 * 1066 // 1600))
    small.save(seized / "IMG_2.jpg", quality=60)
    (seized / "IMG_3.jpg").write_bytes(photo([cards.id_front(OTHER, Random(1))], CLEAR))
    (seized / "IMG_4.jpg").write_bytes(photo([papers.waybill([RECEIVER, SENDER], Random(1))]))
    sheet = screens.listing(CROWD, ("name", "resident_id", "mobile"), Random(2))
    (seized / "IMG_5.png").write_bytes(photo([sheet], replace(FLAT, long_side=2000, quality=0)))
    (seized / "IMG_6.jpg").write_bytes(photo([cards.id_front(CROWD[0], Random(1))], replace(CLEAR, blur=10)))
    made = folder / "case"
    new(made)
    seal([seized], made, by=["甲", "乙"])
    find(made)
    return made


def figures(case: Path) -> dict[str, Any]:
    methods: dict[str, Any] = count(case)["methods"]
    return methods


def test_the_count_is_the_truth_and_a_copy_counts_once(case: Path) -> None:
    for name in ("by_row@1", "by_record@1", "by_person@1"):
        assert figures(case)[name]["total"] == RECORDS, name
    assert {"reason": "rebutted_duplicate", "pieces": 1} in figures(case)["by_row@1"]["excluded"]
    kinds = figures(case)["by_value@1"]["kinds"]
    assert kinds["resident_id"] == 2 + len(CROWD)
    assert kinds["mobile"] == 2 + len(CROWD)


def test_that_a_copy_counts_once_is_on_record_and_explained(case: Path) -> None:
    (one,) = rebuttals(case)["rebuttals"]
    assert (one["ground"], one["by"]) == ("duplicate", ["tiao"])
    assert "E2 = E1" in one["evidence"]
    lines = list(explain(case, excluded="rebutted_duplicate"))
    assert [line["exhibit"] for line in lines] == ["E2"]
    # Found again, nothing is said twice; undone by people, it stays undone.
    find(case)
    assert len(rebuttals(case)["rebuttals"]) == 1


def test_a_figure_leads_to_a_place_in_a_photo(case: Path) -> None:
    line = next(line for line in explain(case) if line["exhibit"] == "E1")
    way, _, region = line["locator"].partition("@")
    assert way == "E1!身份证人像面!R1"
    left, top, width, height = map(int, region.split(","))
    seized = Image.open(case.parent / "seized" / "IMG_1.jpg")
    assert 0 <= left < left + width <= seized.width
    assert 0 <= top < top + height <= seized.height
    assert {value["kind"] for value in line["values"]} == {"resident_id", "name", "address"}
    # A locator may be copied into a rebuttal as it stands.
    tried = rebut(case, "untrue", ["甲"], "试", "卷一", at=[line["locator"]], dry_run=True)
    assert tried["records"] == 1


def test_what_could_not_be_read_and_where_it_was_taken_are_on_record(case: Path) -> None:
    found = find(case)
    assert [entry["exhibit"] for entry in found["unread"]] == ["E6"]
    places = [entry for entry in found["files"] if "position" in entry["kinds"]]
    assert [(entry["exhibit"], entry["records"]) for entry in places] == [("E1", 1)]
    assert {entry["photo"]["faces"] for entry in found["files"] if entry["exhibit"] in ("E1", "E3")} == {1}
    whole = json.dumps(found, ensure_ascii=False)
    assert not any(value in whole for value in (ONE.resident_id, ONE.name, SENDER.mobile, CROWD[3].mobile))


def test_people_may_undo_that_photos_are_copies(case: Path) -> None:
    """Last, because the case is another one afterwards."""
    number = rebuttals(case)["rebuttals"][0]["number"]
    undo_rebuttal(case, number, ["甲"], "两张照片各自独立")
    find(case)
    assert rebuttals(case)["standing"] == 0
    assert figures(case)["by_row@1"]["total"] == RECORDS + 1
    assert figures(case)["by_person@1"]["total"] == RECORDS


def test_the_same_seed_makes_the_same_album() -> None:
    recipes = plan(40, seed=3)
    assert recipes == plan(40, seed=3)
    assert recipes != plan(40, seed=4)
    assert photo_of(recipes[5])[0] == photo_of(plan(40, seed=3)[5])[0]


def test_the_whole_album_has_every_sort() -> None:
    recipes = plan()
    assert len(recipes) == 1751
    sorts = [recipe.what for recipe in recipes]
    assert {what: sorts.count(what) for what in SHARES} == SHARES
    assert min(recipe.shot.long_side for recipe in recipes) < 400
    assert max(recipe.shot.long_side for recipe in recipes) > 3900
    assert {recipe.shot.quality for recipe in recipes} >= {30, 95}
    assert max(len(recipe.people) for recipe in recipes if recipe.what == "listing") > 100
