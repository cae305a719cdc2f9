"""The case folder: made whole, opened read-only, never mistaken."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiao import __version__
from tiao.case import ROOMS, Case, write_whole
from tiao.errors import Misuse


def test_a_new_case(tmp_path: Path) -> None:
    case = Case.create(tmp_path / "a" / "case", number='(2026)"浙"\\1\n', unit="某分局", versions={"by_row": "1"})
    again = Case.open(str(case.path))
    assert again == case
    assert (again.number, again.unit) == ('(2026)"浙"\\1\n', "某分局")
    assert again.versions == {"by_row": "1", "tiao": __version__}
    assert sorted(path.name for path in case.path.iterdir()) == sorted([*ROOMS, "tiao.toml"])
    assert {case.sealed, case.vault, case.ledger, case.runs, case.log, case.out} == {case.path / room for room in ROOMS}


@settings(deadline=None)
@given(number=st.text(st.characters(codec="utf-8")))
def test_any_number_comes_back(tmp_path_factory: pytest.TempPathFactory, number: str) -> None:
    assert Case.open(Case.create(tmp_path_factory.mktemp("case") / "x", number=number).path).number == number


def test_a_case_is_not_made_over_anything(tmp_path: Path) -> None:
    case = Case.create(tmp_path / "case")
    with pytest.raises(Misuse, match="already"):
        Case.create(case.path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("x")
    with pytest.raises(Misuse, match="not empty"):
        Case.create(tmp_path / "full")
    with pytest.raises(Misuse, match="Writing failed"):
        Case.create(tmp_path / "full" / "letter.txt")
    with pytest.raises(Misuse, match="no text"):
        Case.create(tmp_path / "other", number="\udc80")


def test_an_interrupted_creation_is_completed(tmp_path: Path) -> None:
    case = Case.create(tmp_path / "case")
    case.settings.rename(case.path / ".tiao.toml.part")
    assert Case.create(case.path) == case
    assert [path.name for path in case.path.iterdir() if path.is_file()] == ["tiao.toml"]


@pytest.mark.parametrize("settings", [None, b"", b"format = 1", b"[", b"\xff", b'format = "tiao.case/99"'])
def test_what_is_no_case_is_not_opened(tmp_path: Path, settings: bytes | None) -> None:
    if settings is not None:
        (tmp_path / "tiao.toml").write_bytes(settings)
    with pytest.raises(Misuse) as error:
        Case.open(tmp_path)
    assert error.value.hint


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    write_whole(tmp_path / "x", b"old", mode=0o600)
    write_whole(tmp_path / "x", b"new", mode=0o600)
    assert (tmp_path / "x").read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
    with pytest.raises(Misuse, match="Writing failed"):
        write_whole(tmp_path / "gone" / "x", b"new")
