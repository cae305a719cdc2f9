"""tiao (条): seal what was seized, count the personal information in it, and say what the law makes of the count.

The names below are the promise to callers; everything else may move between versions. They load when first used, so
that ``import tiao`` and every command start at once.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tiao.case import Case as Case
    from tiao.errors import TiaoError as TiaoError
    from tiao.run import assess as assess
    from tiao.run import count as count
    from tiao.run import explain as explain
    from tiao.run import find as find
    from tiao.run import new as new
    from tiao.run import report as report
    from tiao.run import run as run
    from tiao.run import seal as seal
    from tiao.run import verify as verify

__version__ = "0.1.0"

_HOME = {
    "Case": "tiao.case",
    "TiaoError": "tiao.errors",
    **dict.fromkeys(("new", "seal", "find", "count", "explain", "assess", "report", "verify", "run"), "tiao.run"),
}
__all__ = ["__version__", *_HOME]


def __getattr__(name: str) -> Any:
    """PEP 562: a promised name is fetched from its home when it is first asked for."""
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'tiao' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)


class _Promise(ModuleType):
    """Two promised functions, ``run`` and ``report``, share their names with modules. Importing such a module would put
    it in the function's place; here the function keeps it."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOME and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Promise
