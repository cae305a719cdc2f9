"""A machine on which only `tiao` runs: its home, its temporary files and its cases stand in one watched folder."""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import re
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

_libc = ctypes.CDLL(None)
_PR_CAPBSET_DROP = 24
_MARK = re.compile(rb"VmHWM:\s*(\d+) kB")
_READ_ANYTHING = (1, 2)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH


def bound_by_permissions() -> None:
    """In a child that is root: permissions hold for it too, from the next program on."""
    for capability in _READ_ANYTHING:
        _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)


@dataclass(frozen=True)
class Answer:
    """What a command left behind."""

    code: int
    out: bytes
    err: str
    peak: int
    """Bytes of memory at most, of the process itself and not of those that it starts."""

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, str]:
        error: dict[str, str] = self.json["error"]
        return error


@dataclass(frozen=True)
class World:
    """The machine. ``root`` holds all that commands can write to."""

    root: Path

    @classmethod
    def made(cls, root: Path) -> World:
        for name in ("home", "tmp"):
            (root / name).mkdir(parents=True)
        return cls(root)

    def environment(self) -> dict[str, str]:
        """With homes of its own; the cache of compiled code stays the one that ``conftest.py`` names."""
        return {
            **os.environ,
            "HOME": str(self.root / "home"),
            "XDG_CACHE_HOME": str(self.root / "home" / "cache"),
            "TMPDIR": str(self.root / "tmp"),
        }

    def start(
        self, *words: object, before: Callable[[], None] = bound_by_permissions,
        stdout: int | IO[bytes] = subprocess.PIPE, stderr: int | IO[bytes] = subprocess.PIPE,
    ) -> subprocess.Popen[bytes]:  # fmt: skip
        return subprocess.Popen(
            [sys.executable, "-m", "tiao.cli", *(word if isinstance(word, bytes) else str(word) for word in words)],
            stdout=stdout, stderr=stderr, env=self.environment(), cwd=self.root / "tmp",
            preexec_fn=before,
        )  # fmt: skip

    def tiao(self, *words: object, seconds: float = 300, before: Callable[[], None] = bound_by_permissions) -> Answer:
        """Runs a command to its end. One that hangs is killed and fails the test."""
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            process = self.start(*words, before=before, stdout=out, stderr=err)
            peak = _ended(process, seconds)
            out.seek(0)
            err.seek(0)
            return Answer(process.returncode, out.read(), err.read().decode("utf-8", "backslashreplace"), peak)


def _ended(process: subprocess.Popen[bytes], seconds: float) -> int:
    """Waits for the command and says how much memory it had at most, in bytes. What the system tells of an ended child
    counts the forked test run as well, and that is larger; so the mark is read while the command lives."""
    limit, peak = time.monotonic() + seconds, 0
    while process.poll() is None:
        found = _MARK.search(Path(f"/proc/{process.pid}/status").read_bytes())
        peak = int(found[1]) << 10 if found else peak
        if time.monotonic() > limit:
            process.kill()
            process.wait()
            raise subprocess.TimeoutExpired(process.args, seconds)
        time.sleep(0.02)
    return peak


def snapshot(top: Path, without: Sequence[Path] = ()) -> dict[str, tuple[int, int, str]]:
    """Everything below a folder by name: mode, time of the last change, digest or target. Nothing is followed."""
    found = {}
    for folder, folders, files in os.walk(top):
        folders[:] = [name for name in folders if Path(folder, name) not in without]
        for name in [*folders, *files]:
            path = Path(folder, name)
            status = path.lstat()
            content = ""
            if stat.S_ISLNK(status.st_mode):
                content = os.readlink(path)
            elif stat.S_ISREG(status.st_mode):
                try:
                    content = hashlib.sha256(path.read_bytes()).hexdigest()
                except PermissionError:
                    content = "may not be read"
            found[str(path.relative_to(top))] = (status.st_mode, status.st_mtime_ns, content)
    return found
