"""What is read in order is compared as it is read, and by nobody a second time; everything else is compared beside."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tiao.case import Case
from tiao.errors import IntegrityBroken
from tiao.evidence.seal import seal
from tiao.evidence.vault import Vault
from tiao.findings import as_sealed
from tiao.findings.find import find
from tiao.model import Exhibit

LIST = "姓名,手机号\n" + "".join(f"张三丰,138{number:08}\n" for number in range(400))
NOTES = "".join(f"客户张三丰的电话是138{number:08}，已付款。\n" for number in range(400))
CHAT = "".join(f"2021-03-04 10:{number // 60:02}:{number % 60:02} 老王\n要138{number:08}\n\n" for number in range(400))


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The exhibits that were read once more to be compared."""
    seen: list[str] = []
    own = Vault.is_as_sealed

    def is_as_sealed(vault: Vault, item: Exhibit) -> bool:
        seen.append(item.id)
        return own(vault, item)

    monkeypatch.setattr(Vault, "is_as_sealed", is_as_sealed)
    monkeypatch.setattr(as_sealed, "SMALL", 0)
    return seen


def _case(folder: Path, path: Path) -> Case:
    case = Case.create(folder / "case")
    seal([path], case, by=["甲", "乙"], authority=None)
    return case


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize(("name", "text"), [("名单.csv", LIST), ("笔记.txt", NOTES), ("聊天.txt", CHAT)])
def test_read_once(tmp_path: Path, counted: list[str], name: str, text: str, encoding: str) -> None:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    found = find(_case(tmp_path, path))
    assert (sum(entry["records"] for entry in found["files"]), counted) == (400, [])


@pytest.mark.parametrize("place", [3, 5_000, -2])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_one_byte_is_another(tmp_path: Path, counted: list[str], encoding: str, place: int) -> None:
    path = tmp_path / "名单.csv"
    path.write_bytes(LIST.encode(encoding))
    case = _case(tmp_path, path)
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)
    with pytest.raises(IntegrityBroken, match="not those that were sealed"):
        find(case)
    assert not list(case.ledger.glob("E1*"))


def test_an_archive_is_compared_beside(tmp_path: Path, counted: list[str]) -> None:
    path = tmp_path / "名单.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("一.csv", LIST)
        archive.writestr("二.csv", LIST)
    case = _case(tmp_path, path)
    found = find(case)
    assert (sum(entry["records"] for entry in found["files"]), counted) == (800, ["E1"])
    data = bytearray(path.read_bytes())
    # In the head of a member, of which the list at the end of the archive says the same.
    data[8] ^= 1
    path.write_bytes(data)
    for old in case.ledger.iterdir():
        old.unlink()
    with pytest.raises(IntegrityBroken, match="not those that were sealed"):
        find(case)


def test_a_seal_without_a_check_value(tmp_path: Path, counted: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A case that an early version sealed: SHA-256, read beside."""
    path = tmp_path / "名单.csv"
    path.write_bytes(LIST.encode())
    monkeypatch.setattr(Vault, "witness", lambda vault, item: None)
    find(_case(tmp_path, path))
    assert counted == ["E1"]
