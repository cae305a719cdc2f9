"""Ed25519 signatures (RFC 8032) and signed notes: the form in which a checkpoint of the log leaves the room."""

from __future__ import annotations

import base64
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tiao.errors import IntegrityBroken


def public_bytes(key: Ed25519PrivateKey | Ed25519PublicKey) -> bytes:
    """The 32 bytes of the public key."""
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)


def pem(public: bytes) -> bytes:
    """The public key as a PEM file, for ``openssl pkeyutl -verify -rawin`` and others."""
    key = Ed25519PublicKey.from_public_bytes(public)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def verifies(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the signature of 64 bytes is by this key over this message."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def origin(public: bytes) -> str:
    """The name of a case's log: it follows from the key, so it cannot be taken by another."""
    return f"tiao.log/{hashlib.sha256(public).hexdigest()[:16]}"


def sign_checkpoint(key: Ed25519PrivateKey, size: int, root: bytes) -> str:
    """A checkpoint after C2SP tlog-checkpoint and signed-note: origin, size, root, a blank line, the signature line."""
    public = public_bytes(key)
    text = f"{origin(public)}\n{size}\n{_b64(root)}\n"
    return f"{text}\n— {origin(public)} {_b64(_key_id(public) + key.sign(text.encode()))}\n"


def open_checkpoint(note: str, public: bytes, where: str) -> tuple[int, bytes]:
    """Size and root of a checkpoint, read strictly: each byte is either compared or covered by the signature.

    Raises:
        IntegrityBroken: any deviation in form, another key, or a wrong signature.
    """
    broken = IntegrityBroken(
        "The checkpoint's form or signature is wrong.", where, "Compare it with a copy kept outside."
    )
    lines = note.split("\n")
    if len(lines) != 6 or lines[3] or lines[5] or lines[0] != origin(public):
        raise broken
    head = f"— {origin(public)} "
    if not lines[4].startswith(head) or not lines[1].isascii() or not lines[1].isdigit():
        raise broken
    size = int(lines[1]) if len(lines[1]) < 19 else 0
    root = _from_b64(lines[2])
    signature = _from_b64(lines[4][len(head) :])
    if str(size) != lines[1] or root is None or len(root) != 32 or signature is None or len(signature) != 68:
        raise broken
    text = "\n".join(lines[:3]) + "\n"
    if signature[:4] != _key_id(public) or not verifies(public, signature[4:], text.encode("utf-8", "replace")):
        raise broken
    return size, root


def _key_id(public: bytes) -> bytes:
    """Signed notes name a key by the first four bytes of SHA-256(name, newline, algorithm 1, key)."""
    return hashlib.sha256(origin(public).encode() + b"\n\x01" + public).digest()[:4]


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _from_b64(text: str) -> bytes | None:
    """Base64 in its one canonical form, or None: stray bits in the last character would let a changed byte pass."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return data if _b64(data) == text else None
