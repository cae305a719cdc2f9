"""The secrets of one case: made once, kept in ``vault/keys.json`` (mode 0600), known to the log by fingerprint."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tiao.case import Case, write_whole
from tiao.errors import IntegrityBroken, Misuse
from tiao.evidence.canonical import Json, dump, load
from tiao.evidence.signing import public_bytes

FORMAT = "tiao.keys/1"
FILE = "keys.json"
_LENGTHS = {"token": 16, "content": 16, "hash": 16, "signing": 32}


@dataclass(frozen=True, repr=False)
class Keys:
    """Four secrets. They have no repr, so that no log or traceback shows them.

    Attributes:
        token: AES-128 key for the tokens of values.
        content: AES-128 key for the tokens of whole records.
        hash: 16 bytes, two little-endian uint64 for SipHash.
        signing: Ed25519 seed.
    """

    token: bytes
    content: bytes
    hash: bytes
    signing: bytes

    def signer(self) -> Ed25519PrivateKey:
        """The key that signs seals and checkpoints."""
        return Ed25519PrivateKey.from_private_bytes(self.signing)

    @property
    def mac(self) -> bytes:
        """The AES-128 key for check values of sealed files, drawn out of the others."""
        return hashlib.blake2b(b"", key=self.content, person=b"tiao mac", digest_size=16).digest()

    @property
    def passwords_mark(self) -> bytes:
        """The key for the digest of the passwords that were given."""
        return hashlib.blake2b(b"", key=self.content, person=b"tiao passmark", digest_size=32).digest()

    def public(self) -> bytes:
        """The 32 bytes of its public half."""
        return public_bytes(self.signer())

    def fingerprints(self) -> dict[str, Json]:
        """What the log may know: digests of the random keys, and the public key itself. Hex."""
        marks: dict[str, Json] = {
            name: hashlib.sha256(f"{FORMAT} {name} ".encode() + getattr(self, name)).hexdigest()
            for name in _LENGTHS
            if name != "signing"
        }
        return {**marks, "public": self.public().hex()}

    def dump(self) -> bytes:
        """The file's bytes."""
        return dump({"format": FORMAT, **{name: getattr(self, name).hex() for name in _LENGTHS}})


def make(case: Case) -> Keys:
    """Draws new keys and writes them. Never over old ones."""
    path = case.vault / FILE
    if path.exists():
        raise Misuse("The case has keys already.", f"vault/{FILE}", "Open the vault instead.")
    keys = Keys(**{name: secrets.token_bytes(length) for name, length in _LENGTHS.items()})
    write_whole(path, keys.dump(), mode=0o600)
    return keys


def read(case: Case) -> Keys:
    """Reads the keys.

    Raises:
        Misuse: there are none, or they may not be read.
        IntegrityBroken: the file is not as it was written.
    """
    where = f"vault/{FILE}"
    try:
        data = (case.vault / FILE).read_bytes()
    except FileNotFoundError:
        raise Misuse(
            "The case has no keys.", where, "Seal something first, or restore the vault from a copy."
        ) from None
    except OSError:
        raise Misuse("The keys of the case cannot be read.", where, "Ask for the right to read the vault.") from None
    fields = load(data, where)
    try:
        keys = Keys(**{name: bytes.fromhex(str(fields[name])) for name in _LENGTHS})
        whole = keys.dump() == data and all(len(getattr(keys, name)) == size for name, size in _LENGTHS.items())
    except (KeyError, ValueError):
        whole = False
    if not whole:
        raise IntegrityBroken("The keys are not as they were written.", where, "Restore the vault from a copy.")
    return keys
