"""The tree against the test data of the Certificate Transparency reference implementation, and against its definition.

Leaves, roots and proofs: github.com/google/certificate-transparency, cpp/merkletree/merkle_tree_test.cc (Apache-2.0).
"""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiao.evidence import merkle

LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
# (leaf from 0, size, audit path)
INCLUSION = [
    (0, 1, []),
    (
        0,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (
        1,
        5,
        [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]
# (old size, new size, proof)
CONSISTENCY = [
    (1, 1, []),
    (
        1,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        5,
        [
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]


def _hashes(count: int) -> list[bytes]:
    return [merkle.leaf_hash(leaf) for leaf in LEAVES[:count]]


def _by_definition(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\1" + _by_definition(leaves[:split]) + _by_definition(leaves[split:])).digest()


@pytest.mark.parametrize("size", range(9))
def test_roots_of_the_published_leaves(size: int) -> None:
    assert merkle.root(_hashes(size)).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size", "path"), INCLUSION)
def test_published_audit_paths(index: int, size: int, path: list[str]) -> None:
    proof = merkle.inclusion_proof(_hashes(size), index)
    assert [value.hex() for value in proof] == path
    assert merkle.verify_inclusion(index, size, _hashes(size)[index], proof, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("old", "new", "path"), CONSISTENCY)
def test_published_consistency_proofs(old: int, new: int, path: list[str]) -> None:
    proof = merkle.consistency_proof(_hashes(new), old)
    assert [value.hex() for value in proof] == path
    assert merkle.verify_consistency(old, new, bytes.fromhex(ROOTS[old]), bytes.fromhex(ROOTS[new]), proof)


@settings(deadline=None)
@given(st.lists(st.binary(max_size=40), max_size=70))
def test_the_growing_tree_is_the_tree_by_definition(leaves: list[bytes]) -> None:
    assert merkle.root([merkle.leaf_hash(leaf) for leaf in leaves]) == _by_definition(leaves)


@settings(deadline=None)
@given(st.integers(1, 70), st.data())
def test_every_inclusion_is_proved_and_no_other(size: int, data: st.DataObject) -> None:
    hashes = [merkle.leaf_hash(bytes([n])) for n in range(size)]
    root, index = merkle.root(hashes), data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(hashes, index)
    assert merkle.verify_inclusion(index, size, hashes[index], proof, root)
    assert not merkle.verify_inclusion(index, size, merkle.leaf_hash(b"other"), proof, root)
    assert not merkle.verify_inclusion(index, size, hashes[index], [*proof, root], root)
    assert not merkle.verify_inclusion(size, size, hashes[index], proof, root)
    for other in range(size):
        assert other == index or not merkle.verify_inclusion(other, size, hashes[index], proof, root)


@settings(deadline=None)
@given(st.integers(0, 70), st.data())
def test_every_beginning_is_proved_and_no_other(new: int, data: st.DataObject) -> None:
    hashes = [merkle.leaf_hash(bytes([n])) for n in range(new)]
    old = data.draw(st.integers(0, new))
    old_root, root = merkle.root(hashes[:old]), merkle.root(hashes)
    proof = merkle.consistency_proof(hashes, old)
    assert merkle.verify_consistency(old, new, old_root, root, proof)
    assert not merkle.verify_consistency(old, new, merkle.leaf_hash(b"fork"), root, proof)
    assert not merkle.verify_consistency(old, new, old_root, root, [*proof, root])
    assert not merkle.verify_consistency(new + 1, new, old_root, root, proof)
    if 0 < old < new:
        assert not merkle.verify_consistency(old, new, old_root, merkle.leaf_hash(b"fork"), proof)
        assert not merkle.verify_consistency(old, new, old_root, root, proof[:-1])


def test_no_proof_of_what_is_not_there() -> None:
    with pytest.raises(IndexError):
        merkle.inclusion_proof(_hashes(3), 3)
    with pytest.raises(IndexError):
        merkle.consistency_proof(_hashes(3), 4)
