"""The checks that the kit carries with it, against the room that signs and against published vectors."""

from __future__ import annotations

from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tiao.evidence import merkle, signing
from tiao.report.kit import check

# RFC 8032 section 7.1: public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655"
        "141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00"
        "d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc02"
        "7beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_published_vectors(key: str, message: str, signature: str) -> None:
    public, text, signed = (bytes.fromhex(part) for part in (key, message, signature))
    assert check.signed(public, signed, text)
    assert not check.signed(public, signed, text + b"x")


def test_signatures_as_the_library_takes_them() -> None:
    """Good ones and damaged ones, at every byte: both say the same."""
    chance = Random(8032)
    secret = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
    public, message = signing.public_bytes(secret), chance.randbytes(50)
    signature = secret.sign(message)
    assert check.signed(public, signature, message)
    for place in range(64):
        damaged = bytearray(signature)
        damaged[place] ^= 1 << chance.randrange(8)
        assert not check.signed(public, bytes(damaged), message)
        assert not signing.verifies(public, bytes(damaged), message)
    # The same point with a number above the order of the group is no signature.
    more = int.from_bytes(signature[32:], "little") + check.ORDER
    assert not check.signed(public, signature[:32] + more.to_bytes(32, "little"), message)
    for wrong in (b"", signature[:63], signature + b"\0"):
        assert not check.signed(public, wrong, message)
    for key in (b"", bytes(31), b"\xff" * 32, (2).to_bytes(32, "little")):
        assert check.signed(key, signature, message) == signing.verifies(key, signature, message)


def test_trees_and_proofs_are_those_of_the_log() -> None:
    leaves = [merkle.leaf_hash(bytes([n])) for n in range(20)]
    roots = check.roots_of(leaves)
    for size in range(21):
        assert roots[size] == merkle.root(leaves[:size])
    for size in range(1, 21):
        for index in range(size):
            path = merkle.inclusion_proof(leaves[:size], index)
            assert check.included(index, size, leaves[index], path, roots[size])
            assert not check.included(index, size, merkle.leaf_hash(b"x"), path, roots[size])
            assert not check.included(index, size, leaves[index], [*path, roots[0]], roots[size])
        for old in range(1, size + 1):
            path = merkle.consistency_proof(leaves[:size], old)
            assert check.continues(old, size, roots[old], roots[size], path)
            assert not check.continues(old, size, roots[0], roots[size], path)
            assert not check.continues(old, size, roots[old], roots[0], path)
    assert not check.continues(0, 3, roots[0], roots[3], [])
    assert not check.included(3, 3, leaves[2], [], roots[3])


def test_checkpoints_are_read_strictly() -> None:
    secret = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public, root = signing.public_bytes(secret), bytes(range(32))
    note = signing.sign_checkpoint(secret, 7, root)
    assert check.open_checkpoint(note, public) == (7, root)
    assert check.open_checkpoint(note, bytes(32)) is None
    for place, sign in enumerate(note):
        for other in ("A", "0", "\n"):
            if sign != other:
                assert check.open_checkpoint(note[:place] + other + note[place + 1 :], public) is None, place
    for wrong in ("", note[:-1], note + "\n", note.replace("\n", "\r\n"), note * 2):
        assert check.open_checkpoint(wrong, public) is None
