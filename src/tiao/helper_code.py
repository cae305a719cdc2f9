"""The code of helpers, which only compiled functions call: optimised where it is put to use, and not before.

Numba optimises each function for itself, makes machine code of it with two ways in from Python, and optimises it again
in each function that it is linked into. Of a helper only the last is ever run. Left out, the first start of a new
version takes half the time, and what runs is as quick.
"""

from __future__ import annotations

import ctypes
from typing import Any

from numba import _dynfunc
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler

# What a helper does when Python calls it: it raises a TypeError, for what numba hands to this cannot be called.
_REFUSAL = ctypes.cast(ctypes.pythonapi.PyObject_Call, ctypes.c_void_p).value


class _Unfinished(JITCodeLibrary):  # type: ignore[misc]
    """Code to link into other functions."""

    def _optimize_final_module(self) -> None:
        """Left to the function that it is linked into."""

    def _finalize_final_module(self) -> None:
        """As numba does it, but for making machine code."""
        self._finalize_dynamic_globals()
        self._verify_declare_only_symbols()
        self._finalized = True


def _entry(library: Any, description: Any, environment: Any) -> Any:
    """What numba knows a compiled function by."""
    library._ensure_finalized()
    name = description.qualname.rpartition(".")[2]
    return _dynfunc.make_function(description.lookup_module(), name, "", _REFUSAL, environment, (library,))


class HelperCompiler(Compiler):  # type: ignore[misc]
    """Numba's compiler for helpers."""

    def compile_extra(self, func: Any) -> Any:
        target = self.state.targetctx
        target.get_executable = _entry
        self.state.library = _Unfinished(target.codegen(), func.__qualname__)
        return super().compile_extra(func)
