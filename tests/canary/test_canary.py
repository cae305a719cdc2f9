"""No raw value leaves the evidence room: planted values, every command, every byte of everything that was written."""

from __future__ import annotations

import io
import json
import shutil
import zipfile

import pyarrow.parquet as pq
import pytest

from canary import decided
from canary.plant import NAMES, PASSWORD, RAW, forms, plant
from canary.world import CORES, World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    made = World(tmp_path_factory.mktemp("canary"))
    made.owner = plant(made.seized)
    for name in ("home", "tmp", "facts"):
        (made.root / name).mkdir()
    _good(made)
    decided.good(made)
    _bad(made)
    decided.bad(made)
    return made


def _good(world: World) -> None:
    """Every command as it is meant."""
    case, seized = world.case, world.seized
    world.tiao("run", seized, "--out", case, "--by", "甲", "--by", "乙")
    world.tiao("run", seized, "--out", case, "--by", "甲", "--by", "乙", "--json")
    world.tiao("new", world.root / "case2", "--number", "1", "--unit", "某局")
    world.tiao("seal", seized, "--case", world.root / "case2", "--copy")
    for words in (("find",), ("count",), ("assess",), ("explain",), ("explain", "--method", "by_value@1")):
        world.tiao(*words, "--case", case)
        world.tiao(*words, "--case", world.root / "case2", "--json", code=None)
    words = world.root / "facts" / "passwords.txt"
    words.write_text(f"{PASSWORD}\nother\n", "utf-8")
    world.tiao("find", "--case", world.root / "case2", "--password-file", words)
    opened = world.tiao("find", "--case", world.root / "case2", "--json")
    shut = [entry for entry in json.loads(opened)["unread"] if "It is locked by a password" in entry["what"]]
    assert not any(".zip!" in entry["where"] for entry in shut), "what was locked is open"
    world.tiao("explain", "--case", world.root / "case2")
    for reason in ("duplicate", "resident_id_checksum"):
        world.tiao("explain", "--case", case, "--excluded", reason)
        world.tiao("explain", "--case", case, "--excluded", reason, "--json")
    for form in ("html", "json"):
        for lang in ("zh", "en"):
            world.tiao(
                "report", "--case", case, "--format", form, "--lang", lang, "--out", world.root / f"{lang}.{form}"
            )
    world.tiao("verify", "--case", case)
    world.tiao("verify", "--case", case, "--json")
    reveal = ("--reveal", "--purpose", f"核对 {RAW}", "--by", "甲", "--by", "乙")
    revealed = world.tiao("explain", "--case", case, "--limit", 20, *reveal, "--json", keep=False)
    assert b"5117811973042" in revealed, "reveal is the one door, and it opens"


def _bad(world: World) -> None:
    """Every command with raw values where they do not belong, and over a case that was tampered with."""
    case, home = world.case, NAMES[0]
    facts = world.root / "facts" / f"{home}{RAW}.yaml"
    facts.write_text(f"defendant: {home}\nacts:\n- kind: {RAW}\n{RAW}: 1\n", encoding="utf-8")
    other = world.root / "facts" / "recipients.yaml"
    other.write_text(f"defendant: {home}\nacts:\n- {{kind: sell, recipients: [{home}, '{RAW}']}}\n", encoding="utf-8")
    world.tiao("assess", "--case", case, "--facts", other)
    for words in (
        ("seal", world.root / f"{home}{RAW}", "--case", case),
        ("run", world.root / f"{home}{RAW}", "--out", world.root / "case3"),
        ("run", world.seized, "--out", case, "--facts", facts),
        ("assess", "--facts", facts),
        ("assess", "--facts", world.root / f"{RAW}.yaml"),
        ("assess", "--on", RAW),
        ("explain", "--case", case, "--class", RAW),
        ("explain", "--case", case, "--excluded", RAW),
        ("explain", "--case", case, "--method", RAW),
        ("explain", "--case", case, "--reveal", "--purpose", RAW, "--by", "甲", "--by", "甲"),
        ("count", "--case", case, "--method", RAW),
        ("find", "--case", case, "--password-file", facts.parent / f"{RAW}.txt"),
        ("find", "--case", case, "--password-file", world.seized / "gbk.txt"),
        ("law", "show", RAW),
        ("verify", "--case", case, "--checkpoint", facts.parent / f"{RAW}.checkpoint"),
        ("report", "--case", case, "--out", world.seized / "utf8.csv"),
        (RAW,),
        (f"--{RAW}",),
    ):
        world.tiao(*words, code=2)
        world.tiao(*words, "--json", code=2)
    # A file with a raw name changes after sealing, one goes, one comes.
    copy = world.root / "case_broken"
    shutil.copytree(case, copy)
    named = next(path for path in world.seized.rglob("*.csv") if path.parent != world.seized)
    before = named.read_bytes()
    stranger = named.with_name(f"{home}{RAW}.csv")
    try:
        named.write_bytes(before + b"x")
        stranger.write_bytes(b"x")
        world.tiao("verify", "--case", copy, code=3)
        world.tiao("verify", "--case", copy, "--json", code=3)
        world.tiao("seal", world.seized, "--case", copy, code=3)
        world.tiao("find", "--case", copy, code=None)
    finally:
        named.write_bytes(before)
        stranger.unlink()


def leaks(data: bytes, owner: dict[str, str]) -> list[str]:
    """What stands raw in some bytes: the core and the form that were found."""
    looked_for = [*CORES, RAW, *(value for value in owner if value.startswith("川Z"))]
    return [f"{value} as {form[:24]!r}" for value in looked_for for form in set(forms(value)) if form in data]


def test_the_search_finds_what_is_there(world: World) -> None:
    """The control: in the seized folder itself every core is found."""
    everything = b"".join(path.read_bytes() for path in world.seized.rglob("*") if path.is_file())
    found = " ".join(leaks(everything, world.owner))
    assert [core for core in CORES if core not in found] == []
    assert len(set(forms(NAMES[0]))) >= 6


def test_the_values_were_found_and_counted(world: World) -> None:
    """Nothing would leak from a folder that nobody could read."""
    counted = json.loads(world.said["run /seized --out /case --by 甲 --by 乙 --json > stdout"])["count"]
    kinds = counted["methods"]["by_value@1"]["kinds"]
    assert min(kinds[kind] for kind in ("resident_id", "mobile", "bank_card", "email", "plate")) >= 15


def test_nothing_raw_is_said(world: World) -> None:
    assert {label: found for label, text in world.said.items() if (found := leaks(text, world.owner))} == {}


def test_nothing_raw_is_written(world: World) -> None:
    """Kits are opened: what stands in them compressed is searched as it was before."""
    written = dict(world.written())
    kits = [name for name in written if name.endswith(".zip") and not name.startswith("name of ")]
    assert len(kits) == 2
    for kit in kits:
        with zipfile.ZipFile(io.BytesIO(written[kit])) as members:
            assert len(members.namelist()) > 30
            written |= {f"{kit}: {name}": name.encode() + b"\0" + members.read(name) for name in members.namelist()}
    assert {name: found for name, data in written.items() if (found := leaks(data, world.owner))} == {}


def test_nothing_raw_stands_in_the_ledger_as_a_number_or_under_compression(world: World) -> None:
    numbers = {int(value) for value in world.owner if value.isascii() and value.isdigit()}
    numbers |= {int(value[:17]) for value in world.owner if len(value) == 18 and value[:17].isdigit()}
    tables = {name: data for name, data in world.written() if name.endswith(".parquet") and data.startswith(b"PAR1")}
    for kit in world.root.glob("*.zip"):
        with zipfile.ZipFile(kit) as members:
            inside = [name for name in members.namelist() if name.endswith(".parquet")]
            assert len(inside) > 10
            tables |= {f"{kit.name}: {name}": members.read(name) for name in inside}
    assert len(tables) > 30
    for name, data in tables.items():
        for column in pq.read_table(io.BytesIO(data)).columns:
            values = column.to_pylist()
            assert not numbers.intersection(value for value in values if isinstance(value, int)), name
            assert leaks(repr(values).encode(), world.owner) == [], name


def test_nothing_is_left_in_temporary_folders(world: World) -> None:
    assert [path.name for path in (world.root / "tmp").rglob("*")] == []
