"""One family of errors. Each says what happened, where, and what to do next, and never shows a raw value."""

from __future__ import annotations


class TiaoError(Exception):
    """A sentence for people: what, where, and what to do next.

    Args:
        what: what happened, one sentence, no raw personal value in it.
        where: the file, exhibit, row or option that it concerns. File names are masked by the caller.
        hint: what the reader can do next, one sentence.
    """

    exit_code = 2

    def __init__(self, what: str, where: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, f"[{self.where}]" if self.where else "", self.hint) if part)


class Misuse(TiaoError):
    """The command or its input cannot be used as given (exit code 2)."""


class Unreadable(TiaoError):
    """Seized bytes that cannot be read: they are named and counted as unread, the rest goes on."""


class CheckFailed(TiaoError):
    """Something was checked and the answer is no (exit code 1)."""

    exit_code = 1


class IntegrityBroken(TiaoError):
    """Sealed bytes, a seal, the ledger, a run or the log are not what was signed (exit code 3)."""

    exit_code = 3
