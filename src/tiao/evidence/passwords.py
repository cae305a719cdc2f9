"""Passwords for what was seized (口令): given in a file, kept in the vault, on record as how many they are.

They are kept because a row is looked up again long after it was found: ``explain`` opens the same archives as ``find``.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass

from tiao.case import Case, write_whole
from tiao.errors import IntegrityBroken, Misuse
from tiao.evidence.canonical import dump, load

FORMAT = "tiao.passwords/1"
FILE = "passwords.json"
MOST = 1000
"""Passwords of one case: each is tried on every locked file."""
LONGEST = 1024
"""Bytes of one password."""
_OPTION = "--password-file"


@dataclass(frozen=True, repr=False)
class Passwords:
    """Passwords to try, sorted, each once. They have no repr, so that no log or traceback shows them."""

    texts: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.texts)

    def forms(self) -> list[bytes]:
        """Each as the bytes that a program may have made of it: UTF-8, and GBK where that differs."""
        found: dict[bytes, None] = {}
        for text in self.texts:
            found[text.encode()] = None
            found[text.encode("gb18030")] = None
        return list(found)

    def mark(self, key: bytes) -> dict[str, int | str]:
        """What may go on record: how many they are, and a digest that says nothing without the key."""
        digest = hashlib.blake2b(key=key, person=b"tiao passwords", digest_size=16)
        for text in self.texts:
            digest.update(text.encode() + b"\n")
        return {"count": len(self), "digest": digest.hexdigest() if self.texts else ""}


NONE = Passwords()


def read(path: str | os.PathLike[str] | None) -> Passwords:
    """The passwords in a file: one a line, UTF-8; blanks belong to them, empty lines do not count. No file, none.

    Raises:
        Misuse: the file cannot be read, is no UTF-8, holds none or too many. A line is named
            by its number.
    """
    if path is None:
        return Passwords()
    try:
        with open(path, "rb") as file:
            data = file.read((LONGEST + 2) * MOST + 1)
    except OSError as error:
        what = f"The file of passwords cannot be read: {os.strerror(error.errno or 0)}."
        raise Misuse(what, _OPTION, "Name a file that you may read.") from None
    texts = []
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        line = line.removesuffix(b"\r")
        try:
            text = line.decode()
        except UnicodeDecodeError:
            raise Misuse("A password is no UTF-8.", f"{_OPTION}, line {number}", "Save the file as UTF-8.") from None
        if len(line) > LONGEST or "\0" in text:
            raise Misuse("A line is no password.", f"{_OPTION}, line {number}", "One password a line.")
        if text:
            texts.append(text)
    if not texts:
        raise Misuse("The file holds no password.", _OPTION, "One password a line, UTF-8.")
    return _sorted(texts)


def kept(case: Case) -> Passwords:
    """The passwords in the vault of a case.

    Raises:
        IntegrityBroken: the file is not as it was written.
    """
    try:
        data = (case.vault / FILE).read_bytes()
    except FileNotFoundError:
        return Passwords()
    where = f"vault/{FILE}"
    texts = load(data, where).get("passwords")
    if not isinstance(texts, list) or _written(found := Passwords(tuple(map(str, texts)))) != data:
        raise IntegrityBroken("The passwords are not as they were written.", where, "Restore the vault from a copy.")
    return found


def add(case: Case, more: Passwords) -> Passwords:
    """Puts passwords into the vault beside those that it holds.

    Raises:
        Misuse: they would be too many.
    """
    before = kept(case)
    found = _sorted([*before.texts, *more.texts])
    if found != before:
        write_whole(case.vault / FILE, _written(found), mode=0o600)
    return found


def _sorted(texts: Iterable[str]) -> Passwords:
    found = Passwords(tuple(sorted(set(texts))))
    if len(found) > MOST:
        raise Misuse(f"These are more than {MOST} passwords.", _OPTION, "Give those that may be right.")
    return found


def _written(passwords: Passwords) -> bytes:
    return dump({"format": FORMAT, "passwords": [*passwords.texts]})
