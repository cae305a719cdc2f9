"""The custody log as it lies on disk: reading it and finding what does not fit. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from tiao.errors import IntegrityBroken
from tiao.evidence import merkle, signing
from tiao.evidence.canonical import Json, load

ENTRIES = "entries.jsonl"
CHECKPOINT = "checkpoint"
CHECKPOINTS = "checkpoints"
PENDING = "pending"
PUBLIC_KEY = "public-key.pem"
HINT = "Compare the log with a copy, or with a checkpoint kept outside the case."


@dataclass(frozen=True)
class Entry:
    """One entry of the log.

    Attributes:
        n: its number, from 0.
        at: UTC, ISO 8601.
        event: what happened, for instance ``seal``.
        body: digests, masked names, people.
    """

    n: int
    at: str
    event: str
    body: dict[str, Json]


@dataclass
class State:
    """The log as read, an entry whose append was interrupted included.

    Attributes:
        lines: the entries' bytes, without line ends.
        frontier: the tree over them.
        note: the newest checkpoint, "" for an empty log.
        pending: whether the last line is still to be brought to disk.
        length: bytes of ``entries.jsonl``, without the last line while that is pending.
    """

    lines: list[bytes]
    frontier: merkle.Frontier
    note: str
    pending: bool
    length: int

    def leaves(self) -> list[bytes]:
        """The leaf hashes."""
        return [merkle.leaf_hash(line) for line in self.lines]


def public_key(folder: Path) -> bytes:
    """The 32 bytes of the key that signs log and seals, from ``public-key.pem``.

    Raises:
        IntegrityBroken: it is missing or not in its canonical form.
    """
    where = f"log/{PUBLIC_KEY}"
    try:
        data = (folder / PUBLIC_KEY).read_bytes()
        key = load_pem_public_key(data)
    except (OSError, ValueError, UnsupportedAlgorithm):
        raise IntegrityBroken("The public key cannot be read.", where, "Restore it from a copy.") from None
    public = signing.public_bytes(key) if isinstance(key, Ed25519PublicKey) else b""
    if not public or signing.pem(public) != data:
        raise IntegrityBroken("The public key is not as it was written.", where, "Restore it from a copy.")
    return public


def read(folder: Path) -> State:
    """Reads the log and checks it against its newest signed checkpoint.

    Raises:
        IntegrityBroken: lines changed, cut off or added; checkpoint or key missing, changed or of another log.
    """
    data, note, pending = (_bytes(folder / name) for name in (ENTRIES, CHECKPOINT, PENDING))
    if data is None and note is None and pending is None:
        return State([], merkle.Frontier(), "", False, 0)
    public = public_key(folder)
    size, root = (
        (0, merkle.EMPTY) if note is None else signing.open_checkpoint(_text(note), public, f"log/{CHECKPOINT}")
    )
    *lines, tail = (data or b"").split(b"\n")
    unfinished = pending is not None
    if pending is not None:
        last, pending_size, root = _open_pending(pending, public)
        note = pending[len(last) + 1 :]
        # The tail may hold none, some or all of the line; the checkpoint may stand already.
        begun = b"\n".join([*lines[pending_size - 1 :], tail])
        if pending_size not in (size, size + 1) or not (last + b"\n").startswith(begun):
            raise IntegrityBroken("The unfinished entry does not follow the log.", f"log/{PENDING}", HINT)
        lines, tail, size = [*lines[: pending_size - 1], last], b"", pending_size
    if tail or len(lines) > size:
        raise IntegrityBroken("The log has lines that nobody signed.", f"log/{ENTRIES}, line {size + 1}", HINT)
    if len(lines) < size:
        raise IntegrityBroken("The log is shorter than its checkpoint.", f"log/{ENTRIES}, line {len(lines) + 1}", HINT)
    frontier = merkle.Frontier()
    for line in lines:
        frontier.add(merkle.leaf_hash(line))
    if frontier.root() != root:
        raise IntegrityBroken("The log is not what was signed.", f"log/{ENTRIES}", HINT)
    length = sum(len(line) + 1 for line in (lines[:-1] if unfinished else lines))
    return State(lines, frontier, _text(note or b""), unfinished, length)


def roots(lines: Sequence[bytes]) -> list[bytes]:
    """The root of the tree after 0, 1, 2 ... lines."""
    frontier = merkle.Frontier()
    all_roots = [frontier.root()]
    for line in lines:
        frontier.add(merkle.leaf_hash(line))
        all_roots.append(frontier.root())
    return all_roots


def parse(line: bytes, n: int) -> Entry:
    """Reads line ``n`` of the log.

    Raises:
        IntegrityBroken: it is no entry, or carries another number.
    """
    where = f"log/{ENTRIES}, line {n + 1}"
    fields = load(line, where)
    if fields.keys() == {"at", "body", "event", "n"} and fields["n"] == n:
        at, event, body = fields["at"], fields["event"], fields["body"]
        if isinstance(at, str) and isinstance(event, str) and isinstance(body, dict):
            return Entry(n, at, event, body)
    raise IntegrityBroken("This is no entry of the log.", where, HINT)


def checkpoint_name(size: int) -> str:
    """The file name of the checkpoint over ``size`` entries."""
    return f"{size:08d}"


def _open_pending(data: bytes, public: bytes) -> tuple[bytes, int, bytes]:
    """Line, size and root of an entry whose append was interrupted. The signature covers the line through the root."""
    line, _, note = data.partition(b"\n")
    size, root = signing.open_checkpoint(_text(note), public, f"log/{PENDING}")
    if size < 1:
        raise IntegrityBroken("The unfinished entry has no place in the log.", f"log/{PENDING}", HINT)
    return line, size, root


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError:
        raise IntegrityBroken("A file of the log cannot be read.", f"log/{path.name}", HINT) from None


def _text(data: bytes) -> str:
    # Bytes that are no UTF-8 become U+FFFD, which no checkpoint holds, so they fail like any other change.
    return data.decode("utf-8", "replace")
