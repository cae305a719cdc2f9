"""The custody log: appended, signed, proved, and whole after any interruption."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiao.case import Case
from tiao.errors import IntegrityBroken, Misuse
from tiao.evidence import keys, logfile, merkle, signing
from tiao.evidence.canonical import Json, dump, load
from tiao.evidence.custody import Log, utc
from tiao.evidence.vault import Vault
from tiao.evidence.verify import verify

KEY = keys.Keys(bytes(16), bytes(16), bytes(16), bytes(range(32)))


@pytest.fixture
def log(case: Case) -> Log:
    Vault.create(case)
    return Log(case)


def test_what_was_appended_is_read_back(log: Log) -> None:
    at = datetime(2026, 3, 1, 16, 0, tzinfo=timezone(timedelta(hours=8)))
    assert log.append("seal", {"number": 1, "by": ["甲"]}, at=at) == 1
    entry = Log(log.case).entries()[1]
    assert (entry.n, entry.at, entry.event, entry.body) == (
        1,
        "2026-03-01T08:00:00Z",
        "seal",
        {"number": 1, "by": ["甲"]},
    )
    assert log.size() == 2


def test_the_root_is_the_tree_over_the_lines(log: Log) -> None:
    for n in range(5):
        log.append("step", {"n": n})
    lines = (log.folder / "entries.jsonl").read_bytes().split(b"\n")[:-1]
    assert log.root() == merkle.root([merkle.leaf_hash(line) for line in lines])
    size, root = signing.open_checkpoint(log.checkpoint(), logfile.public_key(log.folder), "")
    assert (size, root) == (6, log.root())
    assert sorted(path.name for path in (log.folder / "checkpoints").iterdir()) == [f"{n:08d}" for n in range(1, 7)]


def test_proofs_of_entries_and_of_growth(log: Log) -> None:
    for n in range(6):
        log.append("step", {"n": n})
    lines, old = log.state().lines, merkle.root([merkle.leaf_hash(line) for line in log.state().lines[:3]])
    proof = log.inclusion_proof(4)
    assert merkle.verify_inclusion(4, 7, merkle.leaf_hash(lines[4]), proof, log.root())
    assert merkle.verify_consistency(3, 7, old, log.root(), log.consistency_proof(3))
    five = merkle.root([merkle.leaf_hash(line) for line in lines[:5]])
    assert merkle.verify_consistency(3, 5, old, five, log.consistency_proof(3, 5))
    with pytest.raises(IndexError):
        log.consistency_proof(3, 8)


def test_every_interruption_of_an_append_is_completed(log: Log) -> None:
    """Each state that the disk can be in between two steps of an append, built by hand."""
    folder, case = log.folder, log.case
    log.append("first", {})
    before = (folder / "entries.jsonl").read_bytes()
    old_note = (folder / "checkpoint").read_bytes()
    log.append("second", {"n": 2})
    after = (folder / "entries.jsonl").read_bytes()
    note = (folder / "checkpoint").read_bytes()
    newest = folder / "checkpoints" / "00000003"
    line = after[len(before) :]
    for written in [0, 1, len(line) // 2, len(line) - 1, len(line)]:
        for steps in range(3 if written == len(line) else 1):
            (folder / "pending").write_bytes(line + note)
            (folder / "entries.jsonl").write_bytes(before + line[:written])
            newest.unlink(missing_ok=True)
            if steps >= 1:
                newest.write_bytes(note)
            (folder / "checkpoint").write_bytes(note if steps == 2 else old_note)
            assert [entry.event for entry in Log(case).entries()] == ["case.created", "first", "second"]
            assert verify(case) == []
            Log(case).settle()
            assert (folder / "entries.jsonl").read_bytes() == after
            assert (folder / "checkpoint").read_bytes() == newest.read_bytes() == note
            assert not (folder / "pending").exists()
    assert Log(case).append("third", {}) == 3
    assert verify(case) == []


def test_a_pending_entry_that_nobody_signed_is_refused(log: Log) -> None:
    before, note = (log.folder / "entries.jsonl").read_bytes(), (log.folder / "checkpoint").read_bytes()
    forged = dump({"at": "2026-03-01T08:00:00Z", "body": {}, "event": "seal", "n": 1})
    (log.folder / "pending").write_bytes(forged + b"\n" + note)
    with pytest.raises(IntegrityBroken):
        log.append("later", {})
    assert (log.folder / "entries.jsonl").read_bytes() == before
    assert verify(log.case) != []


_APPENDER = """
import sys
from tiao.case import Case
from tiao.evidence.custody import Log
log = Log(Case.open(sys.argv[1]))
print("ready", flush=True)
while True:
    print(log.append("step", {"text": "x" * 500}), flush=True)
"""


def test_killed_at_any_moment_no_acknowledged_entry_is_lost(log: Log) -> None:
    for turn in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", _APPENDER, str(log.case.path)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.02 + 0.013 * turn)
        process.send_signal(signal.SIGKILL)
        numbers = [int(line) for line in process.stdout.read().split("\n")[:-1]]
        process.wait()
        assert log.size() > max(numbers, default=0)
        log.settle()
        assert [one for one in verify(log.case) if ".part" not in one.where] == []
    log.append("last", {})
    assert verify(log.case) == []


def test_several_writers_take_turns(log: Log) -> None:
    def write(name: str) -> None:
        own = Log(log.case)
        for _ in range(5):
            own.append(name, {})

    threads = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(entry.event for entry in log.entries()[1:]) == sorted("abc" * 5)
    assert verify(log.case) == []


@settings(deadline=None)
@given(st.integers(0, 10**12), st.binary(min_size=32, max_size=32), st.data())
def test_a_checkpoint_with_any_changed_byte_is_refused(size: int, root: bytes, data: st.DataObject) -> None:
    note = signing.sign_checkpoint(KEY.signer(), size, root).encode()
    assert signing.open_checkpoint(note.decode(), KEY.public(), "") == (size, root)
    place, bits = data.draw(st.integers(0, len(note) - 1)), data.draw(st.integers(1, 255))
    changed = note[:place] + bytes([note[place] ^ bits]) + note[place + 1 :]
    with pytest.raises(IntegrityBroken):
        signing.open_checkpoint(changed.decode("utf-8", "replace"), KEY.public(), "")


def test_base64_with_stray_bits_is_refused() -> None:
    """The last character before ``=`` holds bits that decoders drop."""
    lines = signing.sign_checkpoint(KEY.signer(), 1, bytes(32)).split("\n")
    assert lines[2] == "A" * 43 + "="
    lines[2] = "A" * 42 + "B="
    with pytest.raises(IntegrityBroken):
        signing.open_checkpoint("\n".join(lines), KEY.public(), "")


@pytest.mark.parametrize("size", ["01", "-1", "+1", " 1", "1 ", "１", "", "9" * 5000])
def test_a_size_in_another_form_is_refused(size: str) -> None:
    lines = signing.sign_checkpoint(KEY.signer(), 1, bytes(32)).split("\n")
    lines[1] = size
    with pytest.raises(IntegrityBroken):
        signing.open_checkpoint("\n".join(lines), KEY.public(), "")


def test_an_empty_log_has_no_checkpoint(case: Case) -> None:
    assert Log(case).size() == 0
    assert Log(case).root().hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    with pytest.raises(Misuse):
        Log(case).checkpoint()


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(Misuse):
        utc(datetime(2026, 3, 1))
    assert utc(datetime(2026, 3, 1, tzinfo=UTC)) == "2026-03-01T00:00:00Z"


_TEXT = st.text(st.characters(codec="utf-8")) | st.binary().map(os.fsdecode)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None)
@given(st.dictionaries(st.text("abc"), _JSON, max_size=4))
def test_canonical_json_comes_back_exactly(value: dict[str, Json]) -> None:
    """File names in any bytes included."""
    assert load(dump(value), "") == value


@pytest.mark.parametrize(
    "data", [b'{"a": 1}', b'{"b":1,"a":1}', b'{"a":1,"a":1}', b"[]", b'{"a":"\\u0041"}', b"{", b""]
)
def test_any_other_writing_of_json_is_refused(data: bytes) -> None:
    with pytest.raises(IntegrityBroken):
        load(data, "here")


def test_an_older_copy_of_the_log_object_sees_what_others_wrote(log: Log, tmp_path: Path) -> None:
    other = Log(log.case)
    assert other.size() == 1
    log.append("step", {})
    assert other.size() == 2
    assert other.append("step", {}) == 2
