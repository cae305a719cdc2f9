"""Nothing in the kit reveals a value: none stands in it in any writing, and none can be found by trying."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from canary.plant import ADDRESS, EMAIL_LOCAL, NAMES, PASSWORD, TALK, Person, forms, plant
from tiao.case import Case
from tiao.evidence.seals import seals
from tiao.evidence.vault import Vault
from tiao.pieces.rebuttals import rebut
from tiao.pieces.rebuttals.rebut import Place, Rebuttal, Scope
from tiao.pieces.rebuttals.rebut_scope import blind
from tiao.report.kit.write import SMALL
from tiao.run import count, recount_kit, run

CORES = ("5117811973042", "1867740", "62220212734", EMAIL_LOCAL, PASSWORD, ADDRESS, TALK, *NAMES)
LONELY = "18677409999"  # alone in its file: the digest of that file would answer to trying all numbers
TRIED = Person(1007)  # the first person of the first file


@dataclass
class World:
    """A case of planted values and what its kit holds."""

    case: Case
    owner: dict[str, str]
    seized: Path
    members: dict[str, bytes]
    whole: bytes

    def tokens(self) -> Iterator[tuple[str, bytes]]:
        """Every token of the ledger, with its column."""
        for name, data in self.members.items():
            if name.endswith(".parquet"):
                table = pq.read_table(io.BytesIO(data))
                for column in table.column_names:
                    for value in table.column(column).to_pylist():
                        if isinstance(value, bytes):
                            yield column, value


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    root = tmp_path_factory.mktemp("values")
    owner = plant(root / "seized")
    (root / "seized" / "lonely.txt").write_text(LONELY)
    run([root / "seized"], root / "case", by=["甲", "乙"])
    case = Case.open(root / "case")
    token = blind(case, "mobile", io.BytesIO(TRIED.mobile.encode()))
    why, evidence = f"身份证 {TRIED.resident_id} 已注销", f"卷一 手机 {TRIED.mobile}"
    rebut.add(case, Rebuttal("untrue", Scope(values=(("mobile", token[0]),))), ["甲"], why, evidence)
    rebut.add(case, Rebuttal("public", Scope(places=(Place("E1", 2, 3),))), ["甲"], why, evidence)
    count(case)
    recount_kit(case, root / "kit.zip")
    with zipfile.ZipFile(root / "kit.zip") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return World(case, owner, root / "seized", members, (root / "kit.zip").read_bytes())


def found(data: bytes, values: list[str]) -> list[str]:
    return [f"{value} as {form[:24]!r}" for value in values for form in set(forms(value)) if form in data]


def test_no_value_stands_in_it(world: World) -> None:
    """Raw bytes of the zip, every member, every cell of every table, every text that JSON escapes."""
    values = [*CORES, *(value for value in world.owner if value.startswith("川Z"))]
    everything = b"".join(path.read_bytes() for path in world.seized.rglob("*") if path.is_file())
    assert all(found(everything, [value]) for value in CORES), "the search finds what is there"
    assert found(world.whole, values) == []
    numbers = {int(value) for value in world.owner if value.isascii() and value.isdigit()}
    for name, data in world.members.items():
        assert found(data, values) == [], name
        assert found(name.encode(), values) == []
        if name.endswith((".json", ".jsonl")):
            for line in data.splitlines() if name.endswith("jsonl") else [data]:
                assert found(json.dumps(json.loads(line), ensure_ascii=False).encode(), values) == [], name
        if name.endswith(".parquet"):
            table = pq.read_table(io.BytesIO(data))
            assert found(repr(table.to_pylist()).encode(), values) == [], name
            assert found(repr(pq.read_metadata(io.BytesIO(data)).metadata).encode(), values) == [], name
            whole = {value for column in table.columns for value in column.to_pylist() if isinstance(value, int)}
            assert not numbers & whole, name


def test_nothing_of_the_evidence_room_is_in_it(world: World) -> None:
    """No file of vault or sealed, no key, no path as it was."""
    case = world.case
    keys = json.loads((case.vault / "keys.json").read_bytes())
    for name, key in keys.items():
        if name != "format":
            raw = bytes.fromhex(key)
            for form in (raw, key.encode(), key.upper().encode(), base64.b64encode(raw).rstrip(b"=")):
                assert form not in world.whole, name
    rooms = {
        hashlib.sha256(p.read_bytes()).digest() for r in (case.vault, case.sealed) for p in r.rglob("*") if p.is_file()
    }
    assert not rooms & {hashlib.sha256(data).digest() for data in world.members.values()}
    for seal in seals(case):
        for item in [*seal.items, *seal.others, *seal.roots]:
            assert str(item["path"]).encode() not in world.whole
    assert str(case.path).encode() not in world.whole
    assert str(world.seized).encode() not in world.whole


def test_file_names_are_masked(world: World) -> None:
    listed = json.loads(world.members["case/exhibits.json"])["seals"][0]["exhibits"]
    named = [path.relative_to(world.seized).as_posix() for path in world.seized.rglob("*") if path.is_file()]
    personal = [name for name in named if any(core in name for core in CORES)]
    assert len(listed) == len(named)
    assert len(personal) >= 3
    assert not {one["shown"] for one in listed} & set(personal)
    assert any("*" in one["shown"] for one in listed)


ALGORITHMS = sorted(name for name in hashlib.algorithms_guaranteed if not name.startswith("shake"))


def digests(data: bytes) -> Iterator[bytes]:
    for name in ALGORITHMS:
        yield hashlib.new(name, data).digest()
    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(data)
    yield sm3.finalize()


def guesses(value: str, kind: str) -> Iterator[bytes]:
    """What somebody who knows a value would hash."""
    for form in set(forms(value)):
        for text in (b"%s", b"%s\n", b"%s\r\n", kind.encode() + b":%s", kind.encode() + b"\0%s", b"\0%s"):
            yield text % form
    if value.isdigit():
        for size in (8, 16):
            yield int(value).to_bytes(size, "little")
            yield int(value).to_bytes(size, "big")


KNOWN = {
    "resident_id": TRIED.resident_id,
    "mobile": TRIED.mobile,
    "bank_card": TRIED.card,
    "email": TRIED.email,
    "name": TRIED.name,
    "plate": TRIED.plate,
}


@pytest.mark.parametrize("kind", [*KNOWN, "alone in a file"])
def test_no_digest_answers_to_a_known_value(world: World, kind: str) -> None:
    """Every digest without a key, whole or cut to a token, raw, in hex, in base64: none of them is anywhere."""
    value = KNOWN.get(kind, LONELY)
    tokens = {token for _, token in world.tokens()}
    assert len(tokens) > 100
    tried = 0
    for guess in guesses(value, kind):
        for digest in digests(guess):
            assert not {digest[:16], digest[-16:], digest[:16][::-1]} & tokens
            for form in (digest, digest.hex().encode(), digest.hex().upper().encode(), base64.b64encode(digest)):
                assert form[:24] not in world.whole
            tried += 1
    assert tried > 250


def test_the_digest_of_a_lonely_number_would_have_answered(world: World) -> None:
    """The control: the seal has it, so that only leaving it out keeps it from answering."""
    sha256 = hashlib.sha256(LONELY.encode()).hexdigest()
    raw = b"".join(path.read_bytes() for path in world.case.sealed.iterdir() if path.is_file())
    assert sha256.encode() in raw
    listed = json.loads(world.members["case/exhibits.json"])["seals"][0]["exhibits"]
    assert [one["sha256"] for one in listed if one["size"] < SMALL] == [None] * sum(o["size"] < SMALL for o in listed)


def test_no_token_answers_to_a_block_without_the_key(world: World) -> None:
    """Even who knows the very block of a value finds its token only with the key of the case."""
    vault = Vault.open(world.case)
    tokens = {token for _, token in world.tokens()}
    material = _key_material(world)
    assert len(material) > 200
    for kind in ("resident_id", "mobile", "bank_card", "email", "plate"):
        token = bytes.fromhex(blind(world.case, kind, io.BytesIO(KNOWN[kind].encode()))[0])
        assert token in tokens, f"with the key, {kind} is found"
        block = vault.unblind(np.frombuffer(token, "<u8").astype(np.uint64).reshape(1, 2)).astype("<u8").tobytes()
        assert block not in tokens
        for key in material:
            cipher = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
            assert cipher.update(block) not in tokens


def _key_material(world: World) -> set[bytes]:
    """Everything in the kit that could pass for a key: zeros, and both halves of every digest and of the public key."""
    material = {bytes(16), b"\xff" * 16}
    texts: list[Any] = [json.loads(line) for line in world.members["log/entries.jsonl"].splitlines()]
    texts += [json.loads(world.members[name]) for name in ("manifest.json", "log/proofs.json", "case/exhibits.json")]
    while texts:
        value = texts.pop()
        if isinstance(value, dict | list):
            texts += value.values() if isinstance(value, dict) else value
        elif isinstance(value, str) and len(value) in (32, 64):
            try:
                raw = bytes.fromhex(value)
            except ValueError:
                continue
            material |= {raw[:16], raw[-16:]}
    return material


def test_the_ledger_is_the_case_s_and_another_key_gives_other_tokens(world: World, tmp_path: Path) -> None:
    """The same bytes under another key share no token: kits of two cases cannot be laid over each other."""
    other = tmp_path / "other"
    run([world.seized], other, by=["甲", "乙"])
    recount_kit(other, tmp_path / "kit.zip")
    with zipfile.ZipFile(tmp_path / "kit.zip") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    twin = World(Case.open(other), world.owner, world.seized, members, b"")
    nothing = bytes(16)
    assert {token for _, token in world.tokens()} & {token for _, token in twin.tokens()} <= {nothing}
