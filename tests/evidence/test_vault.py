"""The vault: tokens that are a permutation, keys that stay, openings that leave a trace."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tiao.case import Case
from tiao.errors import IntegrityBroken, Misuse
from tiao.evidence import keys
from tiao.evidence.custody import Log
from tiao.evidence.vault import Vault, record_reveal
from tiao.evidence.verify import verify

# FIPS 197, appendix C.1.
FIPS_KEY = bytes(range(16))
FIPS_PLAIN = bytes.fromhex("00112233445566778899aabbccddeeff")
FIPS_CIPHER = bytes.fromhex("69c4e0d86a7b0430d8cdb78070b4c55a")

BLOCKS = hnp.arrays(np.uint64, st.tuples(st.integers(0, 50), st.just(2)))


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    return Vault.create(Case.create(tmp_path_factory.mktemp("vault") / "case"))


def test_blinding_is_aes_128(case: Case) -> None:
    vault = Vault(case, keys.Keys(FIPS_KEY, bytes(16), bytes(16), bytes(32)))
    blocks = np.frombuffer(FIPS_PLAIN * 3, dtype="<u8").reshape(-1, 2)
    assert vault.blind(blocks).astype("<u8").tobytes() == FIPS_CIPHER * 3


@settings(deadline=None)
@given(blocks=BLOCKS)
def test_tokens_open_again_and_differ_by_key(vault: Vault, blocks: np.ndarray) -> None:
    before, tokens = blocks.copy(), vault.blind(blocks)
    assert tokens.shape == blocks.shape
    assert tokens.dtype == np.uint64
    assert np.array_equal(vault.unblind(tokens), blocks)
    assert np.array_equal(blocks, before)
    assert len(np.unique(tokens, axis=0)) == len(np.unique(blocks, axis=0))
    if len(blocks):
        assert not np.array_equal(vault.blind_content(blocks), tokens)


def test_threads_agree(vault: Vault) -> None:
    blocks = np.arange(200_000, dtype=np.uint64).reshape(-1, 2)
    expected = vault.blind(blocks)
    with ThreadPoolExecutor(4) as threads:
        assert all(np.array_equal(tokens, expected) for tokens in threads.map(vault.blind, [blocks] * 8))


def test_other_shapes_are_refused(vault: Vault) -> None:
    for wrong in (np.zeros(4, np.uint64), np.zeros((2, 3), np.uint64), np.zeros((2, 2), np.int64)):
        with pytest.raises(TypeError):
            vault.blind(wrong)


def test_each_case_has_keys_of_its_own(case: Case, vault: Vault) -> None:
    own, blocks = Vault.create(case), np.zeros((1, 2), np.uint64)
    assert not np.array_equal(own.blind(blocks), vault.blind(blocks))
    assert own.hash_key != vault.hash_key
    assert all(0 <= half < 2**64 for half in own.hash_key)
    again = Vault.open(case)
    assert np.array_equal(again.blind(blocks), own.blind(blocks))
    assert again.hash_key == own.hash_key


def test_the_keys_are_private_and_nowhere_else(case: Case) -> None:
    Vault.create(case)
    path = case.vault / "keys.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    secret = keys.read(case)
    assert "keys.Keys" in repr(secret)
    others = b"".join(file.read_bytes() for file in case.log.rglob("*") if file.is_file()) + repr(secret).encode()
    for name in ("token", "content", "hash", "signing"):
        assert getattr(secret, name) not in others
        assert getattr(secret, name).hex().encode() not in others


def test_an_interrupted_creation_is_completed(case: Case) -> None:
    secret = keys.make(case)
    assert Vault.create(case).hash_key == Vault.open(case).hash_key
    assert keys.read(case) == secret
    assert Log(case).size() == 1
    assert verify(case) == []
    assert Vault.create(case).hash_key == Vault.open(case).hash_key
    assert Log(case).size() == 1


def test_lost_keys_are_not_made_anew(case: Case) -> None:
    Vault.create(case)
    (case.vault / "keys.json").unlink()
    with pytest.raises(Misuse):
        Vault.create(case)
    with pytest.raises(Misuse):
        Vault.open(case)


def test_changed_keys_are_refused(case: Case) -> None:
    Vault.create(case)
    path = case.vault / "keys.json"
    path.write_bytes(path.read_bytes().upper())
    with pytest.raises(IntegrityBroken):
        Vault.open(case)


def test_keys_are_never_written_over(case: Case) -> None:
    keys.make(case)
    with pytest.raises(Misuse):
        keys.make(case)


@pytest.mark.parametrize(
    ("purpose", "first", "second"),
    [
        ("核对", "甲", ""),
        ("核对", "甲", " 甲 "),
        ("核对", "Li Nan", "li  nan"),
        ("核对", "Ａ", "a"),
        (" ", "甲", "乙"),
    ],
)
def test_one_person_or_no_purpose_reveals_nothing(case: Case, purpose: str, first: str, second: str) -> None:
    Vault.create(case)
    with pytest.raises(Misuse):
        record_reveal(case, purpose, first, second, "E1!R2")
    assert Log(case).size() == 1


def test_a_reveal_is_on_record_without_raw_numbers(case: Case) -> None:
    Vault.create(case)
    assert record_reveal(case, "核对 13800138000", "甲", "乙", "E1!表!R1234567#2 110101199003071234") == 1
    assert Log(case).entries()[1].body == {
        "by": ["甲", "乙"],
        "purpose": "核对 138********",
        "what": "E1!表!R1234567#2 110***************",
    }
