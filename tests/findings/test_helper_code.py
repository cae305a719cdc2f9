"""Helpers of compiled functions are part of what calls them, compiled or loaded, and nothing by themselves."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_FUNCTIONS = """
import numpy as np
from tiao.compiled import apart, inlined, jit, lean

@lean
def last(values, n):
    return values[n - 1]

@inlined
def first(values, n):
    found = values[:n].copy()
    if n > len(values):
        raise ValueError("beyond the end")
    return found

@apart
def total(values, n):
    sum = 0
    for i in range(n):
        sum += values[i]
    return sum + last(values, n)

@jit
def both(values, n):
    return total(first(values, n), n)

try:
    print(both(np.arange(5), 4), *both.stats.cache_hits.values())
    both(np.arange(5), 6)
except ValueError as error:
    print(error)
for helper in (last, first, total):
    own = [(one.library, one.fndesc.llvm_cpython_wrapper_name) for one in helper.overloads.values()]
    print(len(own), any(library.get_pointer_to_function(name) for library, name in own))
    try:
        helper(np.arange(5), 4)
    except TypeError:
        print("not from Python")
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    file = tmp_path / "functions.py"
    file.write_text(_FUNCTIONS, encoding="utf-8")
    return file


def _run(script: Path) -> list[str]:
    cache = {**os.environ, "TIAO_CACHE": str(script.parent / "cache")}
    return subprocess.run(
        [sys.executable, str(script)], check=True, capture_output=True, text=True, env=cache
    ).stdout.splitlines()


def test_helpers_are_part_of_what_calls_them_and_cannot_be_called_from_python(script: Path) -> None:
    assert _run(script) == ["9", "beyond the end", *["1 False", "not from Python"] * 3]
    assert _run(script) == ["9 1", "beyond the end", *["0 False", "not from Python"] * 3]
