"""What the architecture page promises about the source itself."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "tiao"
TEXTS = (
    [p for p in SOURCE.rglob("*") if p.is_file() and p.suffix in {".py", ".yaml", ".j2", ".css", ".md", ".sql"}]
    + [*ROOT.glob("*.md"), *ROOT.glob("*.lock"), ROOT / "Makefile", ROOT / "pyproject.toml", ROOT / ".ci" / "run"]
    + list((ROOT / "docs").rglob("*.md"))
)


def python_files(*rooms: str) -> list[Path]:
    return sorted(path for room in rooms for path in (SOURCE / room).rglob("*.py"))


def test_imports_point_one_way() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_every_room_stands_in_the_contract() -> None:
    """A new top-level room must be given its place in pyproject.toml."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = {name.strip() for layer in contracts[0]["layers"] for name in layer.split("|")}
    rooms = {p.stem for p in SOURCE.iterdir() if p.name != "__init__.py" and (p.suffix == ".py" or any(p.glob("*.py")))}
    assert rooms - layers == {"law"}, "law has a contract of its own"


def test_digits_have_safe_edges() -> None:
    r"""``\b`` takes a Han character for a letter, ``\d`` any script's digits: half of all numbers would be missed."""
    for path in python_files("findings"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes) and id(node) not in prose:
                text = node.value if isinstance(node.value, str) else node.value.decode("latin-1")
                assert not re.search(r"\\[bdBD]", text), f"{path.name}:{node.lineno}"


@pytest.mark.parametrize("room", ["law", "pieces"])
def test_legal_figures_are_exact(room: str) -> None:
    for path in python_files(room):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                assert ast.unparse(node.func) not in {"float", "round"}, f"{path.name}:{node.lineno}"


def test_no_file_outgrows_one_sitting() -> None:
    long = {
        str(p.relative_to(SOURCE)): n for p in python_files(".") if (n := len(p.read_text("utf-8").splitlines())) > 420
    }
    assert not long


def test_nothing_is_left_for_later() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    found = [str(path.relative_to(ROOT)) for path in TEXTS if marks.search(path.read_text(encoding="utf-8"))]
    assert not found


def test_no_error_is_swallowed() -> None:
    for path in python_files("."):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler) and len(node.body) == 1 and isinstance(node.body[0], ast.Pass):
                caught = ast.unparse(node.type) if node.type else "everything"
                assert caught not in {"everything", "Exception", "BaseException"}, f"{path.name}:{node.lineno}"


def test_locks_name_digests_and_no_hosts() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index-url" not in text
        pins = re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE)
        assert len(pins) > 30
        assert text.count("--hash=sha256:") >= len(pins)
    runtime = set(re.findall(r"^([a-z0-9-]+==\S+)", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE))
    dev = set(re.findall(r"^([a-z0-9-]+==\S+)", (ROOT / "requirements-dev.lock").read_text("utf-8"), re.MULTILINE))
    assert runtime <= dev, "what the tests run on is what users get"


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    names = {
        "yaml": "pyyaml", "python_calamine": "python-calamine", "vl_convert": "vl-convert-python",
        "cv2": "opencv-python-headless", "PIL": "pillow",
    }  # fmt: skip
    # The second is a part of the standard library from Python 3.14 on.
    names |= {"libarchive": "libarchive-c", "backports": "backports.zstd", "compression": "backports.zstd"}
    # Of this package only the model files are used; its code, which could fetch others, never runs.
    files_only = {"rapidocr"}
    imported: set[str] = set()
    for path in python_files("."):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                imported.add((node.module or "").split(".")[0])
    outside = imported - sys.stdlib_module_names - {"tiao"}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    declared = [*project["dependencies"], *(line for name in extras if name != "dev" for line in extras[name])]
    assert {names.get(name, name) for name in outside} | files_only == {
        re.split(r"[\[<>=]", line)[0] for line in declared
    }
