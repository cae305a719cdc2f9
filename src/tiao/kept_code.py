"""Numba's cache of machine code, so kept that a command starts quickly.

Numba installs its rules of typing before it loads any machine code, and reads each function's code before optimisation
(2 MB of it for the scanner) as well. Only what is still to be compiled needs either, and asks for them itself.
"""

from __future__ import annotations

from typing import Any

import llvmlite.binding as llvm
from numba.core.caching import CompileResultCacheImpl, FunctionCache
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompileResult
from numba.core.runtime import rtsys


class _Loaded(JITCodeLibrary):  # type: ignore[misc]
    """Machine code out of the cache; its code before optimisation is read when another function is built with it."""

    _shared_module: Any

    @classmethod
    def of(cls, codegen: Any, data: Any, names: list[str]) -> _Loaded:
        name, kind, (machine_code, bitcode) = data
        assert kind == "object"
        self = cls(codegen, name)
        self.enable_object_caching()
        self._set_compiled_object(machine_code)
        self._bitcode = bitcode
        self._finalize_final_module()
        codegen._engine._defined_symbols.update(names)
        return self

    def _get_module_for_linking(self) -> Any:
        if self._shared_module is None:
            self._shared_module = llvm.parse_bitcode(self._bitcode)
        return super()._get_module_for_linking()


class _Kept(CompileResultCacheImpl):  # type: ignore[misc]
    """What is kept of a function: the names that its code defines, and what numba keeps of it."""

    def reduce(self, cres: Any) -> Any:
        module = cres.library._get_module_for_linking()
        every = (*module.functions, *module.global_variables)
        return sorted(one.name for one in every if not one.is_declaration), super().reduce(cres)

    def rebuild(self, target_context: Any, payload: Any) -> Any:
        """As numba does it (``CompileResult._rebuild``), but for what ``_Loaded`` leaves unread."""
        names, (library_data, about, environment, signature, objectmode, lifted, typed, initial, referenced) = payload
        for initialise in initial:
            initialise()
        codegen = target_context.codegen()
        library = _Loaded.of(codegen, library_data, names)
        result = CompileResult(
            target_context=target_context,
            typing_context=target_context.typing_context,
            library=library,
            environment=environment,
            entry_point=target_context.get_executable(library, about, environment),
            fndesc=about,
            type_annotation=typed,
            signature=signature,
            objectmode=objectmode,
            lifted=lifted,
            typing_error=None,
            call_helper=None,
            metadata=None,
            reload_init=initial,
            referenced_envs=referenced,
        )
        for one in referenced:
            codegen.set_env(one.env_name, one)
        return result


class KeptCode(FunctionCache):  # type: ignore[misc]
    """The kept machine code of one function."""

    _impl_class = _Kept

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        rtsys.initialize(target_context)
        try:
            with self._guard_against_spurious_io_errors():
                return self._load_overload(sig, target_context)
        except Exception:  # a file that a power cut left short: unpickling it can raise anything
            self.flush()
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keeps what was compiled; the helpers in it learn where their constants are, as they do when it is loaded."""
        for one in data._find_referenced_environments():
            data.library.codegen.set_env(one.env_name, one)
        super().save_overload(sig, data)
