"""The vault (保险柜): blinds values under the keys of the case, opens them again, and puts every opening on record.

A token (盲码) is one AES-128 block over (kind, canonical value): equal values have equal tokens, different values never
collide, and nobody without the key can try all identity numbers.
"""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import numpy.typing as npt
from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes

from tiao import __version__
from tiao.case import FORMAT, SETTINGS, Case, write_whole
from tiao.errors import IntegrityBroken, Misuse
from tiao.evidence import keys, logfile, mac, passwords, signing
from tiao.evidence.canonical import Json
from tiao.evidence.custody import Log
from tiao.evidence.hashes import NotAFile, sha256_of
from tiao.evidence.keys import Keys
from tiao.evidence.mask import mask_numbers
from tiao.evidence.passwords import Passwords
from tiao.evidence.witness import Witness
from tiao.model import Exhibit

CREATED = "case.created"
_ROW = re.compile(r"(!R[0-9]{1,12}(?:#[0-9]+)?(?![0-9]))")
Blocks = npt.NDArray[np.uint64]


class Vault:
    """The keys of a case in use. Its methods may be called from several threads at once."""

    def __init__(self, case: Case, secret: Keys) -> None:
        self.case = case
        self._keys = secret

    @classmethod
    def create(cls, case: Case) -> Vault:
        """Makes the keys, once, and writes their fingerprints to the log as its first entry.

        Called again, it completes what an interruption left, or opens the vault that stands.

        Raises:
            IntegrityBroken: there is a log, and the keys are gone or others.
        """
        log = Log(case)
        if log.size():
            return cls.open(case)
        secret = keys.read(case) if (case.vault / keys.FILE).exists() else keys.make(case)
        write_whole(case.log / logfile.PUBLIC_KEY, signing.pem(secret.public()))
        log.append(
            CREATED,
            {
                "format": FORMAT,
                "keys": secret.fingerprints(),
                "settings": sha256_of(case.path / SETTINGS),
                "tiao": __version__,
            },
        )
        return cls(case, secret)

    @classmethod
    def open(cls, case: Case) -> Vault:
        """Opens the vault and compares its keys with the log's first entry.

        Raises:
            Misuse: the case has no keys.
            IntegrityBroken: the keys are not those that the log knows.
        """
        secret = keys.read(case)
        entries = Log(case).entries()
        if not entries or entries[0].event != CREATED or entries[0].body.get("keys") != secret.fingerprints():
            raise IntegrityBroken(
                "The keys are not those that the log knows.", f"vault/{keys.FILE}", "Restore the vault from a copy."
            )
        return cls(case, secret)

    @property
    def hash_key(self) -> tuple[int, int]:
        """The SipHash key: two uint64, for values that are longer than a block."""
        low, high = np.frombuffer(self._keys.hash, dtype="<u8")
        return int(low), int(high)

    @property
    def passwords(self) -> Passwords:
        """The passwords that were given for what was seized."""
        return passwords.kept(self.case)

    def passwords_on_record(self) -> dict[str, Json]:
        """How many they are, and a digest that says nothing without the key."""
        return {**self.passwords.mark(self._keys.passwords_mark)}

    def is_as_sealed(self, item: Exhibit) -> bool:
        """Whether an exhibit still has the bytes that were sealed: by its keyed check value, else by SHA-256."""
        if item.mac:
            return mac.is_of(item.path, item.mac, self._keys.mac)
        try:
            return sha256_of(item.path) == item.sha256
        except (OSError, NotAFile):
            return False

    def witness(self, item: Exhibit) -> Witness | None:
        """Somebody who compares an exhibit with its seal while it is read; None where only its SHA-256 is known."""
        try:
            return Witness(item.path, item.mac, self._keys.mac) if item.mac else None
        except ValueError:
            return None

    def blind(self, blocks: Blocks) -> Blocks:
        """Tokens of values.

        Args:
            blocks: uint64, shape (n, 2), C order; each row is one block, low word first, little-endian.

        Returns:
            uint64, shape (n, 2), new memory.
        """
        return _run(Cipher(algorithms.AES(self._keys.token), modes.ECB()).encryptor(), blocks)

    def unblind(self, tokens: Blocks) -> Blocks:
        """The blocks behind tokens of values, the reverse of ``blind``. Raw: put a reveal on record first."""
        return _run(Cipher(algorithms.AES(self._keys.token), modes.ECB()).decryptor(), tokens)

    def blind_content(self, blocks: Blocks) -> Blocks:
        """Tokens of whole records, under a key of their own; shapes as in ``blind``."""
        return _run(Cipher(algorithms.AES(self._keys.content), modes.ECB()).encryptor(), blocks)


def record_reveal(case: Case, purpose: str, by_a: str, by_b: str, what: str) -> int:
    """Puts on record that raw values are about to be shown, and to whom. Call it before showing them.

    Two people act, as in the collection of electronic data (法发〔2016〕22号 第七条: 二名以上侦查人员).

    Args:
        purpose: why.
        by_a, by_b: two different people.
        what: which values, by locator or masked; numbers in it are masked again.

    Returns:
        The number of the log entry.

    Raises:
        Misuse: no purpose, or not two different people.
    """
    people = [" ".join(name.split()) for name in (by_a, by_b)]
    plain = {unicodedata.normalize("NFKC", name).casefold() for name in people}
    if not all(people) or len(plain) != 2:
        raise Misuse("Raw values are shown to two different named people only.", "--by", "Name both, each with --by.")
    if not purpose.strip():
        raise Misuse("Raw values are shown for a stated purpose only.", "--purpose", "Say why they are needed.")
    return Log(case).append(
        "reveal", {"by": [*people], "purpose": mask_numbers(purpose.strip()), "what": _masked_but_for_rows(what)}
    )


def _masked_but_for_rows(what: str) -> str:
    """Masks numbers, but leaves the row of a locator such as ``E1!R1234567``: without it the record says nothing."""
    return "".join(part if place % 2 else mask_numbers(part) for place, part in enumerate(_ROW.split(what)))


def _run(cipher: CipherContext, blocks: Blocks) -> Blocks:
    """One call over the whole column. ECB over single blocks is the permutation that tokens ask for."""
    if blocks.ndim != 2 or blocks.shape[1] != 2 or blocks.dtype != np.uint64:
        raise TypeError(f"blocks must be uint64 of shape (n, 2), not {blocks.dtype} of {blocks.shape}")
    source = np.ascontiguousarray(blocks, dtype="<u8").reshape(-1).view(np.uint8)
    # update_into asks for room for one block more.
    target = np.empty(len(source) + 16, dtype=np.uint8)
    done = cipher.update_into(source.data, target.data)
    return target[:done].view("<u8").astype(np.uint64, copy=False).reshape(-1, 2)
