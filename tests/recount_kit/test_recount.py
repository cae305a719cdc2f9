"""The kit counted again by somebody who has neither tiao nor the case: the same figures, or the difference by name."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from recount_kit.conftest import Alone, Done, unpacked
from tiao.case import Case
from tiao.evidence.custody import Log
from tiao.pieces.method import METHODS
from tiao.pieces.persons import persons_count
from tiao.pieces.persons.linked import decide as decide_on_persons
from tiao.pieces.persons.linked import undo as undo_on_persons
from tiao.pieces.rebuttals import rebut
from tiao.pieces.rebuttals.rebut import Place, Rebuttal, Scope
from tiao.run import count, recount_kit

METHOD_IDS = {method.id for method in METHODS} | {"by_person@2"}
Change = Callable[[Path], None]


def count_again(alone: Alone, kit: Path, *words: object) -> Done:
    return alone.run(kit / "recount.py", "--json", *words)


def compared(done: Done, kit: Path) -> set[str]:
    """Every recounted figure is the run's; gives the methods."""
    methods = set()
    for one in done.json["methods"]:
        document = json.loads((kit / one["run"]).read_bytes())
        own = document["methods"][one["method"]] if one["method"] else document
        for name, figure in one["recounted"].items():
            wanted = own[name]
            if name == "excluded":
                figure = [entry for entry in figure if entry["pieces"]]
            assert figure == wanted, (one["method"], name)
        methods.add(one["method"])
    return methods


def test_the_interpreter_has_duckdb_and_nothing_of_ours(alone: Alone) -> None:
    look = "import sys; sys.path.append({!r}); import importlib.util as u; print([n for n in {} if u.find_spec(n)])"
    names = ["duckdb", "tiao", "numpy", "pyarrow", "cryptography", "yaml"]
    assert alone.python(look.format(str(alone.packages), names)).out.strip() == "['duckdb']"


def test_every_figure_of_every_method_without_the_case(alone: Alone, own: Case, tmp_path: Path) -> None:
    recount_kit(own, tmp_path / "kit.zip")
    kit = unpacked(tmp_path / "kit.zip", tmp_path / "handed over")
    shutil.rmtree(own.path)
    done = count_again(alone, kit)
    assert (done.code, done.err, done.json["findings"]) == (0, "", [])
    assert done.json["same"] is True
    assert compared(done, kit) == {*METHOD_IDS, ""}
    assert len(list((kit / "runs").iterdir())) == 2
    assert sum(one["figures"] for one in done.json["methods"]) > 200
    assert not (kit / "recount-spill").exists()


def test_in_words(alone: Alone, kit: Path) -> None:
    done = alone.run(kit / "recount.py", "--memory", "200MB")
    assert (done.code, done.err) == (0, "")
    assert "[OK] 全部一致" in done.out
    assert done.out.count("= 一致 same") == 3 * len(METHOD_IDS)
    assert "公钥 public key" in done.out


def test_files_and_log_are_checked_without_any_package(alone: Alone, kit: Path) -> None:
    assert alone.run(kit / "check.py", packages=False).code == 0
    without = alone.run(kit / "recount.py", "--json", packages=False)
    assert (without.code, without.json["findings"]) == (2, [])
    assert "pip install duckdb" in without.json["cannot"]
    (kit / "rules" / "classes.yaml").write_text("classes: []\n")
    named = alone.run(kit / "check.py", "--json", packages=False)
    assert named.code == 1
    assert ("file", "rules/classes.yaml") in named.named


def test_the_same_case_gives_the_same_bytes(own: Case, packed: Path, tmp_path: Path) -> None:
    first, second = (recount_kit(own, tmp_path / name) for name in ("a.zip", "b.zip"))
    assert first["sha256"] == second["sha256"] == hashlib.sha256(packed.read_bytes()).hexdigest()
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes() == packed.read_bytes()
    with zipfile.ZipFile(packed) as archive:
        names = [item.filename for item in archive.infolist()]
        assert names == sorted(names)
        assert {(item.date_time, item.compress_type) for item in archive.infolist()} == {((1980, 1, 1, 0, 0, 0), 0)}


# --- what a change does: one that is not hidden, and one by somebody who mends the manifest -------------------------


def mend(kit: Path) -> None:
    """A forger's next step: the manifest with the digests of what stands there now."""
    manifest = json.loads((kit / "manifest.json").read_bytes())
    for entry in manifest["files"]:
        data = (kit / entry["path"]).read_bytes()
        entry["size"], entry["sha256"] = len(data), hashlib.sha256(data).hexdigest()
    (kit / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def one(kit: Path, pattern: str) -> Path:
    return sorted(kit.glob(pattern))[0]


def run_of_all(kit: Path) -> Path:
    return next(p for p in sorted(kit.glob("runs/*.json")) if len(json.loads(p.read_bytes())["methods"]) == 4)


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def ledger_byte(kit: Path) -> None:
    path = kit / "ledger" / "E1.1-00001.parquet"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def ledger_part_of_another(kit: Path) -> None:
    shutil.copy(kit / "ledger" / "E2.1-00001.parquet", kit / "ledger" / "E1.1-00001.parquet")


def run_figure(kit: Path) -> None:
    path = run_of_all(kit)
    document = json.loads(path.read_bytes())
    document["methods"]["by_record@1"]["total"] += 5000
    path.write_text(json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1), encoding="utf-8")


def sql(kit: Path) -> None:
    replace(kit / "sql" / "by_row@1.sql", "where in_total", "where in_low")


def rule_table(kit: Path) -> None:
    replace(kit / "sql" / "prelude.sql", "'general', 0, 0", "'property', 0, 0")


def rule_file(kit: Path) -> None:
    replace(kit / "rules" / "identity.yaml", "wechat, ", "")


def log_entry(kit: Path) -> None:
    lines = (kit / "log" / "entries.jsonl").read_bytes().split(b"\n")
    lines[1] = lines[1].replace("演示人员甲".encode(), "演示人员丙".encode())
    (kit / "log" / "entries.jsonl").write_bytes(b"\n".join(lines))


def log_entry_added(kit: Path) -> None:
    with open(kit / "log" / "entries.jsonl", "ab") as file:
        file.write(b'{"at":"2026-01-01T00:00:00Z","body":{},"event":"find","n":9}\n')


def signature(kit: Path) -> None:
    path = kit / "log" / "checkpoints" / "00000002"
    note = path.read_text(encoding="utf-8")
    at = len(note) - 20
    path.write_text(note[:at] + ("A" if note[at] != "A" else "B") + note[at + 1 :], encoding="utf-8")


def proof(kit: Path) -> None:
    proofs = json.loads((kit / "log" / "proofs.json").read_bytes())
    proofs["inclusion"][-1]["path"][0] = "00" * 32
    (kit / "log" / "proofs.json").write_text(json.dumps(proofs), encoding="utf-8")


def settings(kit: Path) -> None:
    replace(kit / "case" / "tiao.toml", 'number = ""', 'number = "1"')


TAMPERED: list[tuple[Change, set[tuple[str, str]]]] = [
    (ledger_byte, {("record", "ledger/E1.1-00001.parquet")}),
    (ledger_part_of_another, {("record", "ledger/E1.1-00001.parquet"), ("figure", "RUN by_row@1 total")}),
    (run_figure, {("record", "RUN"), ("figure", "RUN by_record@1 total")}),
    (sql, {("record", "sql/by_row@1.sql"), ("figure", "RUN by_row@1 total")}),
    (rule_table, {("record", "sql/prelude.sql"), ("figure", "RUN by_person@1 classes.general")}),
    (rule_file, {("record", "RUN"), ("record", "sql/prelude.sql")}),
    (log_entry, {("log", "log/entries.jsonl, line 2")}),
    (log_entry_added, {("log", "log/checkpoint"), ("signature", "log/checkpoints/00000006")}),
    (signature, {("signature", "log/checkpoints/00000002")}),
    (proof, {("proof", "log/entries.jsonl, line 5")}),
    (settings, {("record", "case/tiao.toml")}),
]


@pytest.mark.parametrize("mended", [False, True], ids=["plain", "manifest mended"])
@pytest.mark.parametrize(("change", "wanted"), TAMPERED, ids=[change.__name__ for change, _ in TAMPERED])
def test_a_change_is_named(alone: Alone, kit: Path, change: Change, wanted: set[tuple[str, str]], mended: bool) -> None:
    before = {path: path.read_bytes() for path in kit.rglob("*") if path.is_file()}
    main = f"runs/{run_of_all(kit).name}"
    change(kit)
    changed = [path for path, data in before.items() if path.read_bytes() != data]
    if mended:
        mend(kit)
    done = count_again(alone, kit)
    assert (done.code, done.err, done.json["same"]) == (1, "", False)
    assert {(kind, where.replace("RUN", main)) for kind, where in wanted} <= done.named
    files = {("file", path.relative_to(kit).as_posix()) for path in changed}
    assert {name for name in done.named if name[0] == "file"} == (set() if mended else files)


def test_a_part_left_out_of_kit_and_manifest_is_missed(alone: Alone, kit: Path) -> None:
    part = "ledger/E1.1-00001.parquet"
    (kit / part).unlink()
    manifest = json.loads((kit / "manifest.json").read_bytes())
    manifest["files"] = [entry for entry in manifest["files"] if entry["path"] != part]
    manifest["parts"].remove(part)
    (kit / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert ("record", part) in count_again(alone, kit).named


def test_a_file_put_in_or_taken_out_is_named(alone: Alone, kit: Path) -> None:
    (kit / "ledger" / "E99.1-00001.parquet").write_bytes(b"")
    (kit / "rules" / "kinds.yaml").unlink()
    done = alone.run(kit / "check.py", "--json", packages=False)
    assert done.named == {("file", "ledger/E99.1-00001.parquet"), ("file", "rules/kinds.yaml")}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "tiao.recount-kit/9"}'])
def test_no_kit_at_all(alone: Alone, kit: Path, text: str) -> None:
    (kit / "manifest.json").write_text(text)
    for script in ("check.py", "recount.py"):
        done = alone.run(kit / script, "--json")
        assert (done.code, done.err) == (2, "")
        assert done.json["cannot"]


def test_sql_reaches_nothing_outside_the_ledger(alone: Alone, kit: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    replace(kit / "sql" / "not_identifying.sql", "from ledger", f"from read_csv('{secret}'), ledger")
    done = count_again(alone, kit)
    assert done.code == 1
    assert any("Cannot access file" in finding["en"] for finding in done.json["findings"])


# --- a checkpoint kept outside, and a log written anew --------------------------------------------------------------


def test_a_checkpoint_kept_outside(alone: Alone, own: Case, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text(Log(own).checkpoint(), encoding="utf-8", newline="\r\n")
    count(own, ["by_row@1"])
    recount_kit(own, tmp_path / "kit.zip")
    kit = unpacked(tmp_path / "kit.zip", tmp_path / "kit")
    assert count_again(alone, kit, "--checkpoint", kept).code == 0
    # The vault's holder writes the log anew from the same place: sound signatures, other entries.
    log = own.log
    for name in ("entries.jsonl", "checkpoint"):
        (log / name).write_bytes(b"")
    shutil.rmtree(log / "checkpoints")
    for name in ("entries.jsonl", "checkpoint"):
        (log / name).unlink()
    for line in (kit / "log" / "entries.jsonl").read_bytes().splitlines():
        entry = json.loads(line)
        Log(own).append(entry["event"], entry["body"])
    forged = tmp_path / "forged"
    recount_kit(own, tmp_path / "kit.zip")
    unpacked(tmp_path / "kit.zip", forged)
    assert count_again(alone, forged).code == 0
    assert count_again(alone, forged, "--checkpoint", kept).named == {("log", "--checkpoint")}
    assert count_again(alone, forged, "--checkpoint", tmp_path / "nothing").named == {("log", "--checkpoint")}


# --- decisions ------------------------------------------------------------------------------------------------------

PEOPLE = ["张检察官"]


def kit_of(case: Case, folder: Path) -> Path:
    folder.mkdir()
    count(case)
    persons_count.count(case, ["by_person@2"])
    recount_kit(case, folder / "kit.zip")
    return unpacked(folder / "kit.zip", folder / "kit")


def totals(kit: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in kit.glob("runs/*.json"):
        found |= {name: own["total"] for name, own in json.loads(path.read_bytes())["methods"].items()}
    return found


def test_rebuttals_in_force_are_counted_again_and_undone(alone: Alone, own: Case, kit: Path, tmp_path: Path) -> None:
    before = totals(kit)
    first = rebut.add(own, Rebuttal("duplicate", Scope(places=(Place("E1", 2, 4),))), PEOPLE, "重复", "卷一第3页")
    rebut.add(own, Rebuttal("public", Scope(classes=("property",))), PEOPLE, "已公开", "卷一第4页")
    rebut.add(own, Rebuttal("untrue", Scope(doubts=("region_unknown",))), PEOPLE, "不真实", "卷一第5页")
    under = kit_of(own, tmp_path / "under")
    done = count_again(alone, under)
    assert (done.code, done.json["findings"]) == (0, [])
    assert compared(done, under) == {*METHOD_IDS, ""}
    after = totals(under)
    assert all(after[name] < before[name] for name in METHOD_IDS)
    reasons = {entry["reason"] for one in done.json["methods"] if one["method"] == "by_row@1"
               for entry in one["recounted"]["excluded"] if entry["pieces"]}  # fmt: skip
    assert {"rebutted_duplicate", "rebutted_public"} <= reasons
    # A table that says more than was decided is named, whatever the manifest says.
    replace(under / "sql" / "prelude.sql", "'E1', 2, 4, 0", "'E1', 2, 9, 0")
    mend(under)
    assert {("record", "sql/prelude.sql"), ("figure", f"runs/{run_of_all(under).name} by_row@1 total")} <= (
        count_again(alone, under).named
    )
    for number in (first, first + 1, first + 2):
        rebut.undo(own, number, PEOPLE, "证据不足")
    back = kit_of(own, tmp_path / "back")
    assert totals(back) == before
    assert count_again(alone, back).code == 0


def test_decisions_on_persons(alone: Alone, own: Case, tmp_path: Path) -> None:
    body: dict[str, Any] = {"link": ["E1.1!R2", "E1.1!R3"]}
    number = decide_on_persons(own, body, PEOPLE, "同一人", "卷二第1页")
    under = kit_of(own, tmp_path / "under")
    done = count_again(alone, under)
    assert (done.code, done.json["findings"]) == (0, [])
    replace(under / "sql" / "prelude.sql", "('E1.1', 2, 1, 'E1.1', 3, 1)", "('E1.1', 2, 1, 'E1.1', 4, 1)")
    mend(under)
    assert ("record", "sql/prelude.sql") in count_again(alone, under).named
    undo_on_persons(own, number, PEOPLE, "误认")
    assert count_again(alone, kit_of(own, tmp_path / "back")).code == 0
