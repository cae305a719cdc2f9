"""Passwords for what was seized: read from a file, kept in the vault, on record as their number and a keyed digest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import tiao
from tiao.errors import IntegrityBroken, Misuse
from tiao.evidence import passwords
from tiao.evidence.passwords import FILE, LONGEST, MOST, Passwords, add, kept, read

KEY = bytes(range(32))
TABLE = "姓名,手机号\n张伟,13812345678\n李娜,13912345678\n".encode()


def written(folder: Path, data: bytes) -> Path:
    path = folder / "passwords.txt"
    path.write_bytes(data)
    return path


def test_one_a_line_each_once_and_blanks_belong_to_them(tmp_path: Path) -> None:
    found = read(written(tmp_path, "\ufeff密码\r\nb \n\n a\nb \n".encode()))
    assert found.texts == (" a", "b ", "密码")
    assert found.forms() == [b" a", b"b ", "密码".encode(), "密码".encode("gb18030")]
    assert read(None).texts == ()


@pytest.mark.parametrize(
    ("data", "what", "where"),
    [
        (b"", "holds no password", "--password-file"),
        (b"\n\r\n", "holds no password", "--password-file"),
        ("好\n密码".encode("gb18030"), "no UTF-8", "--password-file, line 1"),
        (b"a\n" + b"x" * (LONGEST + 1), "no password", "--password-file, line 2"),
        (b"a\0b", "no password", "--password-file, line 1"),
        (b"".join(b"%d\n" % n for n in range(MOST + 1)), "more than 1000", "--password-file"),
    ],
)
def test_what_is_no_file_of_passwords_is_refused(tmp_path: Path, data: bytes, what: str, where: str) -> None:
    with pytest.raises(Misuse) as problem:
        read(written(tmp_path, data))
    assert what in problem.value.what
    assert problem.value.where == where


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="cannot be read"):
        read(tmp_path / "nowhere")


def test_nothing_shows_them() -> None:
    held = Passwords(("secret",))
    assert "secret" not in repr(held) + str(held) + json.dumps(held.mark(KEY))
    assert held.mark(KEY) != held.mark(bytes(32))
    assert held.mark(KEY) != Passwords(("secreu",)).mark(KEY)
    assert Passwords().mark(KEY) == {"count": 0, "digest": ""}


def test_the_vault_keeps_them_and_verify_knows_the_file(tmp_path: Path) -> None:
    (tmp_path / "seized").mkdir()
    (tmp_path / "seized" / "a.csv").write_bytes(TABLE)
    case = tiao.new(tmp_path / "case")
    tiao.seal(tmp_path / "seized", case, by=["甲", "乙"])
    tiao.find(case)
    before = (case.ledger / "summary.json").read_bytes()
    tiao.find(case, password_file=written(tmp_path, b"secret\n"))
    tiao.find(case, password_file=written(tmp_path, b"other\n"))
    assert kept(case).texts == ("other", "secret")
    assert (case.vault / FILE).stat().st_mode & 0o777 == 0o600
    after = json.loads((case.ledger / "summary.json").read_bytes())
    assert after["plan"]["passwords"]["count"] == 2
    assert json.loads(before)["plan"]["passwords"]["count"] == 0
    assert json.loads(before)["files"] == after["files"]
    checked = tiao.verify(case)
    assert checked["intact"], checked["findings"]
    for path in case.path.rglob("*"):
        if path.is_file() and path.parent != case.vault:
            assert b"secret" not in path.read_bytes()


def test_a_change_of_the_file_is_found(tmp_path: Path) -> None:
    case = tiao.new(tmp_path / "case")
    add(case, Passwords(("a",)))
    (case.vault / FILE).write_bytes((case.vault / FILE).read_bytes() + b" ")
    with pytest.raises(IntegrityBroken):
        kept(case)


def test_too_many_together_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "MOST", 1)
    case = tiao.new(tmp_path / "case")
    add(case, Passwords(("a",)))
    with pytest.raises(Misuse):
        add(case, Passwords(("b",)))
    assert kept(case).texts == ("a",)
