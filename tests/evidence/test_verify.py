"""Verifying: whatever was changed, lost, added, forged or rolled back is found and named."""

from __future__ import annotations

import json
import os
import random
import shutil
from pathlib import Path

import pytest

from tiao.case import Case
from tiao.errors import IntegrityBroken
from tiao.evidence import keys, logfile, merkle, signing
from tiao.evidence.artefacts import record
from tiao.evidence.canonical import dump
from tiao.evidence.custody import Log
from tiao.evidence.seal import exhibits, seal, settle
from tiao.evidence.vault import Vault
from tiao.evidence.verify import measure, verify


def _guarded(case: Case, seized: Path) -> list[Path]:
    """Every file on which a changed byte must be found."""
    rooms = [path for room in ("sealed", "vault", "ledger", "runs", "log") for path in (case.path / room).rglob("*")]
    return sorted(path for path in [*rooms, *seized.rglob("*"), case.settings] if path.is_file())


def test_a_sound_case_has_no_findings(sealed: Case) -> None:
    read: list[int] = []
    assert verify(sealed, progress=read.append) == []
    assert sum(read) == sum(exhibit.size for exhibit in exhibits(sealed)) + 64 + 54 + 15 == measure(sealed)
    assert verify(sealed, Log(sealed).checkpoint()) == []


def test_each_of_a_thousand_changed_bytes_is_found(sealed: Case, seized: Path) -> None:
    files, chance = _guarded(sealed, seized), random.Random(20170510)
    assert {path.name for path in files} >= {
        "名单.csv", "E4.json", "seal-0001.json", "seal-0002.sig", "keys.json", "part-0.parquet", "first.json",
        "entries.jsonl", "checkpoint", "00000003", "public-key.pem", "tiao.toml",
    }  # fmt: skip
    missed = []
    for turn in range(1000):
        # Each file gets its share first, then chance decides.
        path = files[turn] if turn < len(files) else chance.choice(files)
        whole = path.read_bytes()
        place, bits = chance.randrange(len(whole)), chance.randrange(1, 256)
        path.chmod(0o600)
        path.write_bytes(whole[:place] + bytes([whole[place] ^ bits]) + whole[place + 1 :])
        if not verify(sealed):
            missed.append((path.name, place, bits))
        path.write_bytes(whole)
    assert missed == []
    assert verify(sealed) == []


def test_a_finding_names_the_place_masked(sealed: Case, seized: Path) -> None:
    (seized / "客户" / "名单.csv").write_bytes(b"other")
    (sealed.ledger / "E2.parquet").write_bytes(b"PAR1" + bytes(49) + b"!")
    found = verify(sealed)
    assert [(one.kind, one.where) for one in found] == [
        ("changed", "E3 seized/客户/名单.csv"),
        ("changed", "ledger/E2.parquet"),
    ]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("sealed/copies/0002/E4.json", "missing"),
        ("sealed/seal-0001.json", "missing"),
        ("sealed/seal-0002.json", "missing"),
        ("ledger/E1/part-0.parquet", "missing"),
        ("runs/first.json", "missing"),
        ("log/checkpoints/00000002", "missing"),
        ("log/checkpoint", "log"),
        ("log/entries.jsonl", "log"),
        ("vault/keys.json", "missing"),
        ("tiao.toml", "changed"),
    ],
)
def test_a_missing_file_is_found(sealed: Case, path: str, kind: str) -> None:
    (sealed.path / path).unlink()
    assert kind in {one.kind for one in verify(sealed)}


@pytest.mark.parametrize(
    "path",
    ["sealed/copies/0002/E9.csv", "sealed/x", "ledger/E9.parquet", "runs/a/b.json", "log/note", "vault/old.json"],
)
def test_an_added_file_is_found(sealed: Case, path: str) -> None:
    (sealed.path / path).parent.mkdir(exist_ok=True)
    (sealed.path / path).write_bytes(b"")
    assert [(one.kind, one.where) for one in verify(sealed)] == [("added", path)]


def test_what_happens_to_originals_is_found(sealed: Case, seized: Path) -> None:
    (seized / "13800138000.csv").write_bytes(b"new")
    (seized / "a.txt").unlink()
    (seized / "b.bin").unlink()
    (seized / "b.bin").symlink_to("客户/名单.csv")
    assert {(one.kind, one.where) for one in verify(sealed)} == {
        ("added", "seized/138********.csv"),
        ("missing", "E1 seized/a.txt"),
        ("changed", "E2 seized/b.bin"),
    }


def test_a_pipe_in_the_place_of_an_exhibit_does_not_block(sealed: Case, seized: Path) -> None:
    (seized / "a.txt").unlink()
    os.mkfifo(seized / "a.txt")
    assert [one.where for one in verify(sealed)] == ["E1 seized/a.txt"]


def test_a_forged_line_is_found_and_never_signed(sealed: Case) -> None:
    log = sealed.log / "entries.jsonl"
    n = len(log.read_bytes().splitlines())
    forged = dump({"at": "2026-03-01T08:00:00Z", "body": {}, "event": "seal", "n": n})
    log.write_bytes(log.read_bytes() + forged + b"\n")
    assert [(one.kind, one.where) for one in verify(sealed)] == [("log", f"log/entries.jsonl, line {n + 1}")]
    with pytest.raises(IntegrityBroken):
        Log(sealed).append("later", {})


def test_an_edited_log_whose_hashes_were_made_anew_without_the_key_is_found(sealed: Case) -> None:
    log = sealed.log / "entries.jsonl"
    lines = log.read_bytes().splitlines()
    entry = json.loads(lines[1])
    entry["body"]["by"] = ["丙"]
    lines[1] = dump(entry)
    log.write_bytes(b"\n".join(lines) + b"\n")
    assert next((one.kind, one.where) for one in verify(sealed)) == ("log", "log/entries.jsonl, line 2")
    # The forger makes roots and signatures as well, with a key of his own.
    other = keys.Keys(bytes(16), bytes(16), bytes(16), bytes(range(32))).signer()
    frontier = merkle.Frontier()
    for size, line in enumerate(lines, start=1):
        frontier.add(merkle.leaf_hash(line))
        note = signing.sign_checkpoint(other, size, frontier.root())
        (sealed.log / "checkpoints" / f"{size:08d}").write_text(note)
        (sealed.log / "checkpoint").write_text(note)
    assert "log" in {one.kind for one in verify(sealed)}
    (sealed.log / "public-key.pem").write_bytes(signing.pem(signing.public_bytes(other)))
    assert {"keys", "changed"} <= {one.kind for one in verify(sealed, without_keys=True)}


def _rewritten(case: Case, lines: list[bytes]) -> None:
    """What someone who holds the key can do: a new log with sound signatures."""
    shutil.rmtree(case.log / "checkpoints")
    (case.log / "checkpoints").mkdir()
    (case.log / "entries.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
    frontier, signer = merkle.Frontier(), keys.read(case).signer()
    for size, line in enumerate(lines, start=1):
        frontier.add(merkle.leaf_hash(line))
        note = signing.sign_checkpoint(signer, size, frontier.root())
        (case.log / "checkpoints" / f"{size:08d}").write_text(note)
        (case.log / "checkpoint").write_text(note)


def test_a_log_rewritten_with_the_key_is_a_fork_of_the_checkpoint_kept_outside(sealed: Case) -> None:
    outside = Log(sealed).checkpoint()
    Log(sealed).append("later", {})
    assert verify(sealed, outside) == []
    lines = (sealed.log / "entries.jsonl").read_bytes().splitlines()
    entry = json.loads(lines[1])
    entry["at"] = "2026-02-28T08:00:00Z"
    _rewritten(sealed, [lines[0], dump(entry), *lines[2:]])
    assert verify(sealed) == []
    assert [one.kind for one in verify(sealed, outside)] == ["forked"]


def test_a_log_rolled_back_with_the_key_is_behind_the_checkpoint_kept_outside(sealed: Case) -> None:
    Log(sealed).append("later", {})
    outside = Log(sealed).checkpoint()
    _rewritten(sealed, (sealed.log / "entries.jsonl").read_bytes().splitlines()[:-1])
    assert verify(sealed) == []
    assert [one.what for one in verify(sealed, outside)] == [
        "The log was rolled back: it has 5 entries, the checkpoint has 6."
    ]


def test_older_checkpoints_find_a_rewritten_log(sealed: Case) -> None:
    old = (sealed.log / "checkpoints" / "00000002").read_bytes()
    lines = (sealed.log / "entries.jsonl").read_bytes().splitlines()
    entry = json.loads(lines[1])
    entry["at"] = "2026-02-28T08:00:00Z"
    _rewritten(sealed, [lines[0], dump(entry), *lines[2:]])
    (sealed.log / "checkpoints" / "00000002").write_bytes(old)
    assert [(one.kind, one.where) for one in verify(sealed)] == [("forked", "log/checkpoints/00000002")]


@pytest.mark.parametrize("note", ["", "no checkpoint", "tiao.log/0\n1\nAAAA\n\n— x y\n"])
def test_another_logs_checkpoint_is_told_from_this_ones(sealed: Case, note: str) -> None:
    assert [one.kind for one in verify(sealed, note)] == ["forked"]


def test_a_checkpoint_pasted_by_hand_is_read(sealed: Case) -> None:
    assert verify(sealed, "\r\n" + Log(sealed).checkpoint().replace("\n", "\r\n") + "\r\n") == []


@pytest.mark.parametrize("cut", [1, 30, 10_000])
def test_a_truncated_log_is_found(sealed: Case, cut: int) -> None:
    path = sealed.log / "entries.jsonl"
    path.write_bytes(path.read_bytes()[:-cut])
    assert verify(sealed)[0].kind == "log"


def test_a_third_party_verifies_without_the_vault(sealed: Case) -> None:
    shutil.rmtree(sealed.vault)
    assert verify(sealed, without_keys=True) == []
    assert [one.kind for one in verify(sealed)] == ["missing"]


def test_a_seal_that_was_not_logged_is_named_and_settled(sealed: Case, tmp_path: Path) -> None:
    """The state after an interruption between the seal and its entry."""
    before = {path: path.read_bytes() for path in sealed.log.rglob("*") if path.is_file()}
    late = tmp_path / "late.txt"
    late.write_bytes(b"late")
    seal([late], sealed, by=[], authority=None)
    (sealed.log / "checkpoints" / "00000006").unlink()
    for path, data in before.items():
        path.write_bytes(data)
    assert [(one.kind, one.where) for one in verify(sealed)] == [("unlogged", "sealed/seal-0003.json")]
    settle(sealed)
    assert verify(sealed) == []
    assert Log(sealed).size() == 6


def test_a_seal_replaced_by_another_that_the_key_signed_is_found(sealed: Case) -> None:
    path = sealed.sealed / "seal-0001.json"
    body = json.loads(path.read_bytes())
    body["by"] = ["丙", "丁"]
    data = dump(body)
    path.write_bytes(data)
    (sealed.sealed / "seal-0001.sig").write_bytes(keys.read(sealed).signer().sign(data))
    assert [(one.kind, one.where) for one in verify(sealed)] == [("changed", "sealed/seal-0001.json")]


def test_other_keys_are_found(sealed: Case) -> None:
    whole = keys.read(sealed)
    other = keys.Keys(bytes(16), whole.content, whole.hash, whole.signing)
    (sealed.vault / "keys.json").write_bytes(other.dump())
    assert [one.kind for one in verify(sealed)] == ["keys"]
    with pytest.raises(IntegrityBroken):
        Vault.open(sealed)


def test_a_later_record_replaces_an_earlier_one(sealed: Case) -> None:
    (sealed.ledger / "E2.parquet").write_bytes(b"new")
    (sealed.ledger / "E1" / "part-0.parquet").unlink()
    record(sealed, ["ledger/E2.parquet"], "find", removed=["ledger/E1/part-0.parquet"])
    assert verify(sealed) == []


def test_verifying_writes_nothing(sealed: Case, seized: Path) -> None:
    def state() -> dict[str, tuple[int, int]]:
        paths = [*sealed.path.rglob("*"), *seized.rglob("*")]
        return {
            str(path): (path.stat().st_mtime_ns, path.stat().st_atime_ns if path.is_file() else 0) for path in paths
        }

    folder, before = seized / "客户", state()
    verify(sealed)
    after = state()
    assert {path: times[0] for path, times in after.items()} == {path: times[0] for path, times in before.items()}
    # Access times of what was seized stay too.
    assert [times for path, times in after.items() if path.startswith(str(folder))] == [
        times for path, times in before.items() if path.startswith(str(folder))
    ]


def test_an_empty_folder_is_no_sound_case(tmp_path: Path) -> None:
    assert measure(Case(tmp_path)) == 0
    assert [one.kind for one in verify(Case(tmp_path), without_keys=True)] == ["missing"]
    assert logfile.read(tmp_path).lines == []
