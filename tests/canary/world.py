"""A machine on which only `tiao` ran, and every place that it could write to."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from canary.plant import ADDRESS, EMAIL_LOCAL, EMPLOYER, LANDLINE, NAMES, PASSWORD, TALK
from tiao.compiled import base_folder

# Every planted value holds one of these; plates are short and are looked for one by one.
CORES = ("5117811973042", "1867740", "62220212734", EMAIL_LOCAL, PASSWORD, ADDRESS, TALK, LANDLINE, EMPLOYER, *NAMES)
# The two rooms of a case that may hold raw values: seals with paths, and the keys.
EVIDENCE = ("sealed", "vault")


def compiled_files() -> dict[Path, int]:
    """Every file of compiled code on this machine, with the time of its last change.

    Other tests compile beside this one: what they have under another name by now is listed under that.
    """
    found = {}
    for path in sorted(base_folder().rglob("*")):
        with suppress(FileNotFoundError):
            if path.is_file():
                found[path] = path.stat().st_mtime_ns
    return found


@dataclass
class World:
    """A machine on which only `tiao` ran: every folder that it could write to is watched."""

    root: Path
    owner: dict[str, str] = field(default_factory=dict)
    said: dict[str, bytes] = field(default_factory=dict)
    cache: dict[Path, int] = field(default_factory=compiled_files)
    """The machine's own cache as it was before any value was planted: path, time of the last change."""

    @property
    def seized(self) -> Path:
        return self.root / "seized"

    @property
    def case(self) -> Path:
        return self.root / "case"

    def tiao(self, *words: object, code: int | None = 0, keep: bool = True, given: bytes = b"") -> bytes:
        environment = {
            **os.environ,
            "HOME": str(self.root / "home"),
            "XDG_CACHE_HOME": str(self.root / "home" / "cache"),
            "XDG_CONFIG_HOME": str(self.root / "home" / "config"),
            "XDG_DATA_HOME": str(self.root / "home" / "data"),
            "TMPDIR": str(self.root / "tmp"),
            # Compiling takes a minute: the machine's own cache is used, and what is new in it is searched as well.
            "TIAO_CACHE": str(base_folder()),
        }
        done = subprocess.run(
            [sys.executable, "-m", "tiao.cli", *map(str, words)],
            env=environment, input=given, capture_output=True, check=False, cwd=self.root / "tmp", timeout=600,
        )  # fmt: skip
        label = " ".join(str(word).replace(str(self.root), "") for word in words)
        assert code is None or done.returncode == code, (label, done.returncode, done.stderr.decode()[-500:])
        if keep:
            self.said[f"{label} > stdout"] = done.stdout
        self.said[f"{label} > stderr"] = done.stderr
        return done.stdout

    def written(self) -> Iterator[tuple[str, bytes]]:
        """Every file outside the seized folder and the evidence room, by name and by content."""
        for path in sorted(self.root.rglob("*")):
            inside = path.relative_to(self.root)
            seized = inside.parts[0] in {"seized", "facts"}
            evidence = len(inside.parts) > 1 and inside.parts[0].startswith("case") and inside.parts[1] in EVIDENCE
            if not seized and not evidence:
                yield f"name of {inside}", str(inside).encode("utf-8", "surrogateescape")
                if path.is_file():
                    yield str(inside), path.read_bytes()
        for path, changed in compiled_files().items():
            if self.cache.get(path) != changed:
                yield f"name of {path}", str(path).encode("utf-8", "surrogateescape")
                with suppress(FileNotFoundError):
                    yield str(path), path.read_bytes()
