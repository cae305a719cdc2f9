"""What is sealed later is found later: exhibits that stand are neither read again nor lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tiao.case import Case
from tiao.evidence import artefacts
from tiao.evidence.custody import Log
from tiao.evidence.seal import seal
from tiao.findings import find as room
from tiao.findings.find import find
from tiao.pieces.count import count

ROWS = "姓名,手机号\n张三,13800001234\n李四,13900005678\n"
MORE = "姓名,手机号\n张三,13800001234\n王五,13700004321\n"


def _digests(case: Case) -> dict[str, str]:
    return {path: item.sha256 for path, item in artefacts.current(Log(case).entries()).items()}


def _sealed(case: Case, folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    seal([path], case, by=["甲", "乙"], authority=None)
    return path


def test_part_by_part(tmp_path: Path) -> None:
    whole = Case.create(tmp_path / "whole")
    for name, text in (("一.csv", ROWS), ("二.csv", MORE)):
        _sealed(whole, tmp_path, name, text)
    find(whole)
    wanted = count(whole)["methods"]
    case = Case.create(tmp_path / "parts")
    first = _sealed(case, tmp_path, "一.csv", ROWS)
    find(case)
    before = _digests(case)
    first.unlink()
    _sealed(case, tmp_path, "二.csv", MORE)
    find(case)
    after = _digests(case)
    own = {path for path in before if "/E1" in path}
    assert {path: after[path] for path in own} == {path: before[path] for path in own}
    assert count(case)["methods"] == wanted
    assert wanted["by_record@1"]["total"] == 3
    assert not (case.ledger / room.STANDING).exists()
    # What the log says of every file is what stands there.
    for path in (f"ledger/{one.name}" for one in case.ledger.iterdir()):
        assert artefacts.on_record(case, path), path


@pytest.mark.parametrize("stop_at", range(5))
def test_stopped_while_the_second_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop_at: int) -> None:
    case = Case.create(tmp_path / "case")
    first = _sealed(case, tmp_path, "一.csv", ROWS)
    find(case)
    first.unlink()
    _sealed(case, tmp_path, "二.csv", MORE)
    written = 0
    plain = room.write_whole

    def stops(path: Path, data: bytes) -> None:
        nonlocal written
        if written == stop_at:
            raise KeyboardInterrupt
        written += 1
        plain(path, data)

    monkeypatch.setattr(room, "write_whole", stops)
    if stop_at < 4:
        with pytest.raises(KeyboardInterrupt):
            find(case)
    else:
        monkeypatch.setattr(artefacts, "record", stops_record)
        with pytest.raises(KeyboardInterrupt):
            find(case)
    monkeypatch.undo()
    assert find(case)["rows"] == 4
    assert count(case)["methods"]["by_record@1"]["total"] == 3
    assert not (case.ledger / room.STANDING).exists()


def stops_record(*_: object, **__: object) -> None:
    raise KeyboardInterrupt
