"""Commands as people start them: a process of their own, so that exit code, stdout and stderr are the real ones."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Done]


def tiao(*arguments: object, cwd: Path | None = None) -> Done:
    done = subprocess.run(
        [sys.executable, "-m", "tiao.cli", *map(str, arguments)], capture_output=True, cwd=cwd, check=False, timeout=300
    )
    return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
