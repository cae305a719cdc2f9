"""Several exhibits in work at once: what is found, and what stands after a stop, does not depend on it."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from tiao.case import Case
from tiao.demo.make import make
from tiao.errors import IntegrityBroken
from tiao.evidence.seal import seal
from tiao.findings import as_sealed
from tiao.findings import find as room
from tiao.findings.find import find

FILES = ["电脑/客户资料.csv", "U盘/会员.jsonl", "手机/笔记.txt", "电脑/卡密.txt"]


def digests(case: Case) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in case.ledger.iterdir()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what was seized, a sealed case of it, and what one exhibit after the other gives."""
    root = tmp_path_factory.mktemp("at_once")
    make(root, rows=300, seed=11, only=FILES)
    seal([root / "seized"], Case.create(root / "case"), by=["甲", "乙"], authority=None)
    alone = _copy(root, root / "alone")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "AT_ONCE", 1)
        assert find(alone)["rows"] > 50
    return root


def _copy(root: Path, to: Path) -> Case:
    shutil.copytree(root / "case", to)
    return Case.open(to)


@pytest.mark.parametrize("at_once", [2, 3, 8])
def test_the_ledger_is_the_same(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    case = _copy(made, tmp_path / "case")
    monkeypatch.setattr(room, "AT_ONCE", at_once)
    find(case)
    assert digests(case) == digests(Case.open(made / "alone"))


# Compared when they have been read, and while they are read.
@pytest.mark.parametrize("small", [as_sealed.SMALL, 0])
@pytest.mark.parametrize("name", FILES)
def test_one_is_not_as_it_was_sealed(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, small: int
) -> None:
    monkeypatch.setattr(as_sealed, "SMALL", small)
    case = _copy(made, tmp_path / "case")
    path = made / "seized" / name
    whole = path.read_bytes()
    try:
        path.write_bytes(whole[:-2] + b"7" + whole[-1:])
        with pytest.raises(IntegrityBroken, match="not those that were sealed"):
            find(case)
    finally:
        path.write_bytes(whole)
    assert not (case.ledger / "summary.json").exists()
    find(case)
    assert digests(case) == digests(Case.open(made / "alone"))


@pytest.mark.parametrize("calls", [1, 2, 3, 5])
def test_stopped_and_begun_again(made: Path, tmp_path: Path, calls: int) -> None:
    case = _copy(made, tmp_path / "case")
    left = calls

    def stops(what: str, done: int, total: int) -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        find(case, progress=stops)
    find(case)
    assert digests(case) == digests(Case.open(made / "alone"))
