"""`verify` on a real case: a thousand changed bytes, each found and named."""

from __future__ import annotations

import importlib
import os
import random
import shutil
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tiao.demo.make import make
from whole_line.world import World

WHOLE = bool(os.environ.get("TIAO_WHOLE"))
CHANGES = 1000 if WHOLE else 150
SEED = 20170510
ROOMS = ("sealed", "vault", "ledger", "runs", "log")
# The package offers the function under this name; its verify is the whole one, the recount included.
line = importlib.import_module("tiao.run.line")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A case of originals, made by `tiao run`, to which copies of a second folder came."""
    world = World.made(tmp_path_factory.mktemp("bytes"))
    make(world.root / "demo", rows=300, seed=7)
    make(world.root / "more", rows=40, seed=8, only=["电脑/客户资料.csv", "U盘/会员.jsonl"])
    case = world.root / "case"
    for words in (
        ("run", world.root / "demo" / "seized", "--out", case, "--by", "甲", "--by", "乙"),
        ("seal", world.root / "more" / "seized", "--case", case, "--copy", "--by", "甲", "--by", "乙"),
        ("find", "--case", case),
        ("count", "--case", case),
    ):
        done = world.tiao(*words, "--json")
        assert done.code == 0, done.err
    return world


def guarded(world: World) -> list[Path]:
    """Every file on which a changed byte must be found."""
    case = world.root / "case"
    tops = [*(case / room for room in ROOMS), world.root / "demo" / "seized"]
    files = [path for top in tops for path in top.rglob("*") if path.is_file()]
    return sorted(path for path in [*files, case / "tiao.toml"] if path.stat().st_size)


def names(found: list[dict[str, str]], path: Path, world: World) -> bool:
    """Whether a finding says where: the file by its path in the case, an original by what stands for its name."""
    case = world.root / "case"
    if not path.is_relative_to(case):
        return any(one["where"].startswith("E") and "seized/" in one["where"] for one in found)
    inside = path.relative_to(case)
    # A signature stands for its list, and a list for its signature.
    wanted = str(inside.with_suffix("")) if inside.parts[0] == "sealed" else str(inside)
    return any(one["where"].startswith(wanted) for one in found)


def test_the_sound_case_is_intact_and_its_runs_are_counted_again(world: World) -> None:
    case = world.root / "case"
    done = world.tiao("verify", "--case", case, "--json")
    assert (done.code, done.json["intact"], done.json["findings"]) == (0, True, [])
    assert len(list((case / "runs").glob("*.json"))) == 2


def test_each_changed_byte_is_found_and_named(world: World) -> None:
    files, chance = guarded(world), random.Random(SEED)
    kinds = {path.relative_to(world.root).parts[:2] for path in files}
    assert kinds == {("demo", "seized"), ("case", "tiao.toml"), *(("case", room) for room in ROOMS)}
    assert {path.suffix for path in files} >= {".parquet", ".json", ".sig", ".jsonl", ".pem", ".csv", ".xlsx", ".toml"}
    missed, unnamed = [], []
    for turn in range(CHANGES):
        # Each file gets its share first, then chance decides.
        path = files[turn] if turn < len(files) else chance.choice(files)
        whole, mode = path.read_bytes(), path.stat().st_mode
        place, bits = chance.randrange(len(whole)), chance.randrange(1, 256)
        path.chmod(0o600)
        path.write_bytes(whole[:place] + bytes([whole[place] ^ bits]) + whole[place + 1 :])
        found = line.verify(world.root / "case")
        path.write_bytes(whole)
        path.chmod(mode)
        change = (str(path.relative_to(world.root)), place, bits)
        if found["intact"]:
            missed.append(change)
        elif not names(found["findings"], path, world):
            unnamed.append((change, [one["where"] for one in found["findings"]]))
    assert missed == []
    assert unnamed == []
    assert line.verify(world.root / "case")["intact"]


def test_no_place_in_the_public_key_breaks_the_check(world: World) -> None:
    """Other letters there can be the name of another kind of key, or no text at all."""
    path = world.root / "case" / "log" / "public-key.pem"
    whole = path.read_bytes()
    try:
        for place in range(len(whole)):
            for bits in (0x01, 0x02, 0x20, 0x80):
                path.write_bytes(whole[:place] + bytes([whole[place] ^ bits]) + whole[place + 1 :])
                assert not line.verify(world.root / "case")["intact"], (place, bits)
    finally:
        path.write_bytes(whole)


def test_a_public_key_that_was_changed_into_another_is_named(world: World) -> None:
    """Then no signature holds any more, and the key itself is what was changed."""
    path = world.root / "case" / "log" / "public-key.pem"
    whole, other = path.read_bytes(), Ed25519PrivateKey.generate().public_key()
    try:
        path.write_bytes(other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        assert names(line.verify(world.root / "case")["findings"], path, world)
    finally:
        path.write_bytes(whole)


@pytest.mark.parametrize("pattern", ["case/ledger/E*.parquet", "case/runs/*.json", "demo/seized/电脑/客户资料.csv"])
def test_the_command_says_so_and_exits_with_3(world: World, pattern: str, tmp_path: Path) -> None:
    path = sorted(world.root.glob(pattern))[0]
    kept = tmp_path / "kept"
    shutil.copy2(path, kept)
    try:
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
        done = world.tiao("verify", "--case", world.root / "case", "--json")
    finally:
        shutil.copy2(kept, path)
    assert (done.code, done.json["intact"]) == (3, False)
    assert names(done.json["findings"], path, world)
