"""How hot loops are compiled: numba, without the GIL, kept in the user's cache.

The name of a file's cache folder holds a digest of every source file that it can draw code from, because numba itself
only looks at the file of the outermost function: a change in a helper would go unnoticed. The cache holds machine code,
never data.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numpy

from tiao.helper_code import helper
from tiao.kept_code import KeptCode

_F = TypeVar("_F", bound=Callable[..., Any])
_HERE = Path(__file__).parent
_IMPORT = re.compile(r"^[ ]*from (tiao(?:\.\w+)*) import (?:\(([^)]*)\)|(.*))", re.MULTILINE)


def base_folder() -> Path:
    """Where compiled code is kept: ``$TIAO_CACHE``, else the user's cache folder."""
    base = os.environ.get("TIAO_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "tiao"
    )
    return Path(base)


@cache
def _path_of(module: str) -> Path | None:
    path = Path(f"{_HERE.parent}/{module.replace('.', '/')}.py")
    return path if path.is_file() else None


@cache
def sources_of(file: Path) -> frozenset[Path]:
    """The source files that a file's compiled functions can draw code or constants from: it and what it imports."""
    found: set[Path] = set()
    waiting: list[Path | None] = [file]
    while waiting:
        path = waiting.pop()
        if path is None or path in found:
            continue
        found.add(path)
        waiting += map(_path_of, _imports_of(path))
    return frozenset(found)


@cache
def _imports_of(path: Path) -> tuple[str, ...]:
    """What a file may import from this package: too much rather than too little."""
    names: list[str] = []
    for package, within, behind in _IMPORT.findall(path.read_text(encoding="utf-8")):
        names.append(package)
        names += [f"{package}.{word}" for word in re.findall(r"\w+", within or behind)]
    return tuple(names)


@cache
def _line_of(path: Path) -> bytes:
    """What a file adds to a digest: its name and its own digest."""
    name = path.relative_to(_HERE).as_posix() if path.is_relative_to(_HERE) else path.name
    return name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest()


@cache
def _of_every_module() -> bytes:
    data = [*sorted((_HERE / "findings" / "data").glob("*")), _HERE / "findings" / "kinds.yaml"]
    return b"".join((f"{numba.__version__} {numpy.__version__}".encode(), *map(_line_of, data)))


@cache
def cache_folder(file: Path) -> Path:
    """The folder for the machine code of one source file; another one once anything that it is made from changes."""
    digest = hashlib.sha256(b"".join((_of_every_module(), *sorted(map(_line_of, sources_of(file))))))
    return base_folder() / f"{file.stem}-{digest.hexdigest()[:16]}"


def jit(function: _F) -> _F:
    """Compiles a function on first use and keeps the machine code."""
    numba.config.CACHE_DIR = str(cache_folder(Path(function.__code__.co_filename)))
    compiled = numba.njit(nogil=True, boundscheck=False, no_cfunc_wrapper=True)(function)
    compiled._cache = KeptCode(function)
    return cast(_F, compiled)


def inlined(function: _F) -> _F:
    """A small helper of compiled functions."""
    return cast(_F, helper(function))


def lean(function: _F) -> _F:
    """A helper that makes no array and returns none: put in its caller's place, and its arrays are not counted.

    Counting references to an array at each call, with the lock that this takes, cost more than most helpers do.
    """
    return cast(_F, helper(function, forceinline=True, _nrt=False))


def apart(function: _F) -> _F:
    """A larger helper that makes no array and returns none: called, but its arrays are not counted either."""
    return cast(_F, helper(function, _nrt=False))


def _intrinsics() -> tuple[Any, ...]:
    """Loads without the test for negative indices that numba adds to every access; the caller keeps to the bounds."""
    from llvmlite import ir
    from numba.core import cgutils, types
    from numba.extending import intrinsic

    def loader(bits: int, result: Any) -> Any:
        def load(typingctx: Any, array: Any, index: Any) -> Any:
            def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
                data = cgutils.create_struct_proxy(signature.args[0])(context, builder, arguments[0]).data
                place = builder.bitcast(builder.gep(data, [arguments[1]]), ir.IntType(bits).as_pointer())
                return builder.load(place, align=1)

            return result(array, types.int64), generate

        return intrinsic(load)

    def count_trailing(typingctx: Any, value: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 0))

        return types.int64(types.uint64), generate

    def count_ones(typingctx: Any, value: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.ctpop(arguments[0])

        return types.int64(types.uint64), generate

    def between(typingctx: Any, array: Any, index: Any, least: Any, most: Any) -> Any:
        byte, wide = ir.IntType(8), ir.VectorType(ir.IntType(8), 64)

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            data = cgutils.create_struct_proxy(signature.args[0])(context, builder, arguments[0]).data
            place = builder.bitcast(builder.gep(data, [arguments[1]]), wide.as_pointer())
            zero = ir.Constant(ir.VectorType(ir.IntType(32), 64), [0] * 64)

            def all_of(value: Any) -> Any:
                one = builder.insert_element(ir.Constant(wide, ir.Undefined), value, ir.Constant(ir.IntType(32), 0))
                return builder.shuffle_vector(one, ir.Constant(wide, ir.Undefined), zero)

            low, high = (builder.trunc(value, byte) for value in arguments[2:])
            above = builder.sub(builder.load(place, align=1), all_of(low))
            inside = builder.icmp_unsigned("<=", above, all_of(builder.sub(high, low)))
            return builder.bitcast(inside, ir.IntType(64))

        return types.uint64(array, types.int64, types.int64, types.int64), generate

    def copy(typingctx: Any, to: Any, place: Any, array: Any, index: Any) -> Any:
        wide = ir.VectorType(ir.IntType(8), 64)

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            ends = []
            for which in (0, 2):
                data = cgutils.create_struct_proxy(signature.args[which])(context, builder, arguments[which]).data
                ends.append(builder.bitcast(builder.gep(data, [arguments[which + 1]]), wide.as_pointer()))
            builder.store(builder.load(ends[1], align=1), ends[0], align=1)
            return context.get_dummy_value()

        return types.void(to, types.int64, array, types.int64), generate

    def storer(typingctx: Any, to: Any, place: Any, value: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            data = cgutils.create_struct_proxy(signature.args[0])(context, builder, arguments[0]).data
            there = builder.bitcast(builder.gep(data, [arguments[1]]), ir.IntType(64).as_pointer())
            builder.store(arguments[2], there, align=1)
            return context.get_dummy_value()

        return types.void(to, types.int64, types.uint64), generate

    def multiply(typingctx: Any, low: Any, high: Any, key_low: Any, key_high: Any, value: Any) -> Any:
        word, wide = ir.IntType(64), ir.IntType(128)

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            def joined(first: Any, second: Any) -> Any:
                upper = builder.shl(builder.zext(second, wide), ir.Constant(wide, 64))
                return builder.or_(builder.zext(first, wide), upper)

            product = builder.mul(joined(arguments[2], arguments[3]), builder.zext(arguments[4], wide))
            total = builder.add(joined(arguments[0], arguments[1]), product)
            halves = builder.trunc(total, word), builder.trunc(builder.lshr(total, ir.Constant(wide, 64)), word)
            return context.make_tuple(builder, signature.return_type, halves)

        return types.containers.UniTuple(types.uint64, 2)(*[types.uint64] * 5), generate

    return (
        loader(64, types.uint64),
        loader(8, types.uint8),
        intrinsic(count_trailing),
        intrinsic(count_ones),
        intrinsic(between),
        intrinsic(copy),
        intrinsic(storer),
        intrinsic(multiply),
    )


load64, peek, trailing_zeros, ones, between64, copy64, store64, add_product = _intrinsics()
"""Bytes are loaded and stored unchecked: the caller keeps to the bounds.

``load64(bytes, i)``: the eight bytes at i as a little-endian uint64. ``peek(bytes, i)``: the byte at i.
``between64(bytes, i, least, most)``: which of the 64 bytes from i on are at least ``least`` and at most ``most``, as
bits of a uint64, the first byte lowest. ``copy64(to, j, bytes, i)``: writes the 64 bytes from i on to j of ``to``.
``store64(to, j, word)``: writes a uint64, little-endian, to the eight bytes at j of ``to``.
``trailing_zeros(word)``: zero bits below the lowest one. ``ones(word)``: how many of its bits are 1.
``add_product(low, high, key_low, key_high, value)``: (low, high) + (key_low, key_high) * value modulo 2^128, numbers of
128 bits in two halves.
"""


def is_cold() -> bool:
    """Whether the first run still has to compile (one to three minutes, once)."""
    folder = cache_folder(_HERE / "findings" / "scan.py")
    return not folder.is_dir() or not any(folder.rglob("*.nbi"))
