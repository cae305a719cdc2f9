"""A case of the store and its case folder name each other, and what stands in the folder is shown as it stands."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import tiao
from tiao.case import Case
from tiao.cases.lines import Text
from tiao.cases.links import cases_of, link, links
from tiao.cases.sets import CodedSet
from tiao.cases.store.database import Store
from tiao.cases.store.writing import add
from tiao.errors import Misuse

ROWS = "姓名,手机号\n张三丰,13812345678\n李四光,13912345678\n"


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case folder with two pieces in it."""
    place = tmp_path_factory.mktemp("linked")
    (place / "list.csv").write_text(ROWS, encoding="utf-8")
    case = tiao.new(place / "case", number="（2021）沪0120刑初828号", unit="某局")
    tiao.seal([place / "list.csv"], case, by=["甲", "乙"])
    tiao.find(case)
    tiao.count(case)
    return Path(case.path)


def store_of(place: str | Path) -> Store:
    store = Store(place, make=True)
    cases = (one for one in CodedSet().cases() if one.case in ("spc-gc-192", "spc-gc-193"))
    add(store, ((Text(one.case, "coded", one.source, one.document), one.statements) for one in cases))
    return store


def test_there_and_back(place: str, counted: Path, tmp_path: Path) -> None:
    folder = Case.open(shutil.copytree(counted, tmp_path / "case"))
    store = store_of(place)
    assert links(store, "spc-gc-192")["folders"] == []
    link(store, "spc-gc-192", folder, ["甲"])
    entries = len((folder.log / "entries.jsonl").read_bytes().splitlines())
    link(store, "spc-gc-192", folder, ["甲"])
    assert len((folder.log / "entries.jsonl").read_bytes().splitlines()) == entries, "said once, it stands once"
    (found,) = links(store, "spc-gc-192")["folders"]
    assert (found["state"], found["names_this_case"], found["number"]) == ("stands", True, "（2021）沪0120刑初828号")
    assert [one["id"] for one in found["exhibits"]] == ["E1"]
    assert found["runs"][-1]["methods"]["by_record@1"] == 2
    assert found["assessment"]["possible"], "what the law makes of the count"
    assert cases_of(folder) == ["spc-gc-192"]
    assert tiao.verify(folder)["intact"]
    link(store, "spc-gc-192", folder, ["乙"], standing=False)
    assert links(store, "spc-gc-192")["folders"] == []
    assert cases_of(folder) == []
    store.close()


def test_a_folder_that_is_gone_or_another_says_so(counted: Path, tmp_path: Path) -> None:
    folder = Case.open(shutil.copytree(counted, tmp_path / "case"))
    with store_of(tmp_path / "s.sqlite") as store:
        link(store, "spc-gc-192", folder, ["甲"])
        folder.settings.write_text(folder.settings.read_text("utf-8").replace("某局", "他局"), encoding="utf-8")
        assert links(store, "spc-gc-192")["folders"][0]["state"] == "other_settings"
        shutil.rmtree(folder.path)
        assert links(store, "spc-gc-192")["folders"][0]["state"] == "cannot_be_read"


def test_misuse(counted: Path, tmp_path: Path) -> None:
    folder = Case.open(shutil.copytree(counted, tmp_path / "case"))
    with store_of(tmp_path / "s.sqlite") as store:
        for case, by, standing in (("nobody", ["甲"], True), ("spc-gc-192", [], True), ("spc-gc-193", ["甲"], False)):
            with pytest.raises(Misuse):
                link(store, case, folder, by, standing)
