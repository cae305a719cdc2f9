"""How hot loops are compiled: numba, without the GIL, kept in the user's cache.

The cache folder's name holds a digest of every source file with compiled code, because numba itself only looks at the
file of the outermost function: a change in a helper would go unnoticed. The cache holds machine code, never data.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

_F = TypeVar("_F", bound=Callable[..., Any])
_ROOMS = ("content", "findings", "pieces")


def _digest() -> str:
    import numba
    import numpy

    digest = hashlib.sha256(f"{numba.__version__} {numpy.__version__}".encode())
    here = Path(__file__).parent
    for room in _ROOMS:
        for path in sorted((here / room).rglob("*.py")):
            text = path.read_bytes()
            if b"tiao.compiled" in text:
                digest.update(path.relative_to(here).as_posix().encode() + b"\0" + text)
    for path in sorted((here / "findings" / "data").glob("*")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Where compiled code is kept: ``$TIAO_CACHE``, else the user's cache folder."""
    base = os.environ.get("TIAO_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "tiao"
    )
    return Path(base) / f"compiled-{_digest()}"


_ready = False


def _prepare() -> None:
    global _ready
    if not _ready:
        import numba

        numba.config.CACHE_DIR = str(cache_folder())
        _ready = True


def jit(function: _F) -> _F:
    """Compiles a function on first use and keeps the machine code."""
    _prepare()
    import numba

    compiled: _F = numba.njit(cache=True, nogil=True, boundscheck=False)(function)
    return compiled


def inlined(function: _F) -> _F:
    """A small helper of compiled functions."""
    _prepare()
    import numba

    compiled: _F = numba.njit(nogil=True, boundscheck=False)(function)
    return compiled


def is_cold() -> bool:
    """Whether the first run still has to compile (about a minute, once)."""
    folder = cache_folder()
    return not folder.is_dir() or not any(folder.rglob("*.nbi"))
