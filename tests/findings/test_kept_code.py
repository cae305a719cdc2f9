"""Machine code that is kept: a later process runs it without compiling it and without reading it as code, and builds
other functions with it all the same. Nothing that was made from another source is run."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import tiao
from tiao.compiled import cache_folder, sources_of

_FUNCTIONS = """
import sys
import numba
import tiao.kept_code as kept_code

def kept(function):
    compiled = numba.njit(nogil=True)(function)
    compiled._cache = kept_code.KeptCode(function)
    return compiled

@kept
def squares(n):
    total = 0
    for i in range(n):
        total += i * i
    return total

@kept
def twice(n):
    return 2 * squares(n)

read = []
parse = kept_code.llvm.parse_bitcode
kept_code.llvm.parse_bitcode = lambda code: read.append(code) or parse(code)
for name in sys.argv[1:]:
    print(name, globals()[name](10), sum(globals()[name].stats.cache_hits.values()), len(read))
"""


def _run(folder: Path, *names: str) -> str:
    """What each function gave, how often it came out of the cache, and how often code was read until then."""
    script = folder / "functions.py"
    script.write_text(_FUNCTIONS, encoding="utf-8")
    os.utime(script, (1, 1))
    cache = {**os.environ, "NUMBA_CACHE_DIR": str(folder / "cache")}
    command = [sys.executable, str(script), *names]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=cache).stdout


def test_kept_code_runs_unread_and_is_read_once_another_function_is_built_with_it(tmp_path: Path) -> None:
    assert _run(tmp_path, "squares") == "squares 285 0 0\n"
    assert _run(tmp_path, "squares") == "squares 285 1 0\n"
    assert _run(tmp_path, "squares", "twice") == "squares 285 1 0\ntwice 570 0 1\n"
    assert _run(tmp_path, "twice", "squares") == "twice 570 1 0\nsquares 285 1 0\n"


@pytest.mark.parametrize("kind", ["nbi", "nbc"])
@pytest.mark.parametrize("left", [b"", bytes(4096), b"half"])
def test_kept_code_that_a_power_cut_left_short_is_made_anew(tmp_path: Path, kind: str, left: bytes) -> None:
    assert _run(tmp_path, "squares") == "squares 285 0 0\n"
    (file,) = (tmp_path / "cache").rglob(f"*.{kind}")
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2] if left == b"half" else left)
    assert _run(tmp_path, "squares") == "squares 285 0 0\n"
    assert _run(tmp_path, "squares") == "squares 285 1 0\n"


_DRAWN_FROM = {
    "": set(),
    "from tiao.findings.siphash import siphash128": {"siphash"},
    "from tiao.findings.siphash import siphash128 as plain": {"siphash"},
    "from tiao.findings import names, siphash": {"siphash"},
    "from tiao.findings import siphash as other": {"siphash"},
    "from tiao.findings import (\n    chars,  # signs\n    siphash,\n)": {"chars", "siphash"},
}


def test_code_is_kept_apart_by_every_source_that_it_is_made_from(tmp_path: Path) -> None:
    for number, (source, drawn_from) in enumerate(_DRAWN_FROM.items()):
        file = tmp_path / f"function{number}.py"
        file.write_text(source + "\n", encoding="utf-8")
        found = {one.stem for one in sources_of(file)}
        assert found >= {file.stem, *drawn_from}
        assert found.isdisjoint({"chars", "siphash"} - drawn_from)


def test_every_import_of_every_compiled_file_is_seen() -> None:
    root = Path(tiao.__file__).parent
    for file in root.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        if "from tiao.compiled import" not in text:
            continue
        names: list[str] = []
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and node.module:
                names += [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
        paths = {root.parent / f"{name.replace('.', '/')}.py" for name in names}
        assert {path for path in paths if path.is_file()} <= sources_of(file), file.name


def test_a_change_of_the_source_makes_another_place(tmp_path: Path) -> None:
    folders = set()
    for number in range(2):
        file = tmp_path / str(number) / "function.py"
        file.parent.mkdir()
        file.write_text(f"NUMBER = {number}\n", encoding="utf-8")
        folders.add(cache_folder(file))
    assert len(folders) == 2
