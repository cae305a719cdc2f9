"""Helpers, which only compiled functions call: parts of other machine code, and none by themselves.

Numba makes machine code of each function it compiles, with two ways in from Python, and optimises it for itself and
again in each function that it is linked into. A helper only runs as a part of others: it gets no machine code of its
own, and one that is put in the place of its calls is optimised there alone.
"""

from __future__ import annotations

import ctypes
from typing import Any

import numba
from numba import _dynfunc
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler

# What a helper does when Python calls it: it raises a TypeError, for what numba hands to this cannot be called.
_REFUSAL = ctypes.cast(ctypes.pythonapi.PyObject_Call, ctypes.c_void_p).value


class _Part(JITCodeLibrary):  # type: ignore[misc]
    """Code to link into other functions."""

    def _finalize_final_module(self) -> None:
        """As numba does it, but for making machine code."""
        self._finalize_dynamic_globals()
        self._verify_declare_only_symbols()
        self._finalized = True


class _Unfinished(_Part):
    """Code that is put in the place of its calls, and optimised there."""

    def _optimize_final_module(self) -> None:
        """Left to the function that it is linked into."""


def _entry(library: Any, description: Any, environment: Any) -> Any:
    """What numba knows a compiled function by."""
    library._ensure_finalized()
    name = description.qualname.rpartition(".")[2]
    return _dynfunc.make_function(description.lookup_module(), name, "", _REFUSAL, environment, (library,))


class _Compiler(Compiler):  # type: ignore[misc]
    """Numba's compiler, but that what it makes is no machine code."""

    def compile_extra(self, func: Any) -> Any:
        target = self.state.targetctx
        target.get_executable = _entry
        kind = _Unfinished if self.state.flags.forceinline else _Part
        self.state.library = kind(target.codegen(), func.__qualname__)
        return super().compile_extra(func)


def helper(function: Any, **options: bool) -> Any:
    """A function that only compiled functions call; called from Python it raises a TypeError.

    Args:
        options: as ``numba.njit`` takes them.
    """
    only_inside = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "pipeline_class": _Compiler}
    return numba.njit(nogil=True, boundscheck=False, **only_inside, **options)(function)
