"""What later rooms write goes on record."""

from __future__ import annotations

import hashlib

import pytest

from tiao.case import Case
from tiao.errors import Misuse
from tiao.evidence.artefacts import Artefact, current, record
from tiao.evidence.custody import Log


def test_what_stands_after_all_entries(sealed: Case) -> None:
    (sealed.ledger / "E2.parquet").write_bytes(b"new")
    (sealed.ledger / "E1" / "part-0.parquet").unlink()
    n = record(
        sealed, ["ledger/E2.parquet"], "find", {"rows": 7, "versions": ["a@1"]}, removed=["ledger/E1/part-0.parquet"]
    )
    entries = Log(sealed).entries()
    assert entries[n].body["extra"] == {"rows": 7, "versions": ["a@1"]}
    assert current(entries) == {
        "ledger/E2.parquet": Artefact("ledger/E2.parquet", 3, hashlib.sha256(b"new").hexdigest()),
        "runs/first.json": Artefact("runs/first.json", 15, hashlib.sha256(b'{"run":"first"}').hexdigest()),
    }


@pytest.mark.parametrize(
    "path",
    [
        "out/report.html",
        "vault/keys.json",
        "ledger",
        "ledger/",
        "ledger/../vault/keys.json",
        "/etc/passwd",
        "runs//x",
        "",
    ],
)
def test_other_paths_are_refused(sealed: Case, path: str) -> None:
    with pytest.raises(Misuse):
        record(sealed, [path], "find")


def test_what_is_not_there_or_still_there_is_refused(sealed: Case) -> None:
    size = Log(sealed).size()
    with pytest.raises(Misuse):
        record(sealed, ["ledger/gone"], "find")
    with pytest.raises(Misuse):
        record(sealed, [], "find", removed=["runs/first.json"])
    (sealed.ledger / "link").symlink_to("/etc/passwd")
    with pytest.raises(Misuse):
        record(sealed, ["ledger/link"], "find")
    assert Log(sealed).size() == size
