"""The manual is complete and true: what the program has stands in it, and what it says of the program works."""

from __future__ import annotations

import importlib.util
import re
import shlex
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest
import yaml

import tiao
from tiao.cli.main import tiao as commands
from tiao.content.registry import CONTAINERS, TEXTS
from tiao.law import list_rules

ROOT = Path(__file__).parents[2]
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")])


@cache
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def leaves(
    command: click.Command, words: tuple[str, ...] = ("tiao",)
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if isinstance(command, click.Group):
        for name, sub in command.commands.items():
            yield from leaves(sub, (*words, name))
    else:
        yield words, command


COMMANDS = dict(leaves(commands))


@pytest.mark.parametrize("place", generator().pages(), ids=lambda place: str(place.name))
def test_generated_pages_are_up_to_date(place: Path) -> None:
    assert place.read_text(encoding="utf-8") == generator().pages()[place], "run `make docs`"


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_and_option_is_in_the_manual(words: tuple[str, ...]) -> None:
    page = read("reference/cli.md")
    section = page.split(f"\n## {' '.join(words)}\n")[1].split("\n## ")[0]
    for param in COMMANDS[words].params:
        for name in param.opts if isinstance(param, click.Option) else [param.human_readable_name]:
            assert name in section
        assert not isinstance(param, click.Option) or param.help, f"{param.name} says nothing about itself"


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_takes_json(words: tuple[str, ...]) -> None:
    assert "--json" in {name for param in COMMANDS[words].params for name in param.opts}


def test_every_kind_is_in_the_manual_and_its_recognition_is_written_down() -> None:
    catalogue: dict[str, Any] = yaml.safe_load(files("tiao.findings").joinpath("kinds.yaml").read_text("utf-8"))
    recognition = read("reference/recognition.md")
    for entry in catalogue["kinds"]:
        assert f"| `{entry['kind']}` | {entry['zh']} |" in read("reference/kinds.md")
        assert re.search(rf"(?<![a-z_]){entry['kind']}(?![a-z_])", recognition), entry["kind"]


def test_every_reader_is_in_the_manual() -> None:
    names = [reader.name for reader in CONTAINERS + TEXTS]
    assert all(f"| `{name}` |" in read("reference/readers.md") for name in names)
    assert all(re.fullmatch(r"[a-z_]+@[0-9]+", name) for name in names)


def test_every_rule_is_in_the_manual_with_its_words() -> None:
    page = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs" / "law").glob("*.md")))
    for rule in list_rules():
        assert f"## {rule.cite}\n" in page
        assert all(line in page for line in rule.quote.splitlines())


def test_every_promised_name_is_in_the_manual() -> None:
    promised = [name for name in tiao.__all__ if not name.startswith("__")]
    assert all(f"`{name}`" in read("architecture.md") for name in promised)
    assert all(callable(getattr(tiao, name)) for name in promised)


def shown_commands() -> list[tuple[str, str]]:
    """Every ``tiao ...`` line in a code block of a page that people write."""
    found = []
    for page in PAGES:
        if page.parent.name != "reference":
            for block in re.findall(
                r"^```[a-z]*\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
            ):
                found += [(page.name, line.split("|")[0].split(" #")[0].strip()) for line in block.splitlines()]
    return [(page, line.split(" > ")[0]) for page, line in found if line.startswith("tiao ")]


@pytest.mark.parametrize(("page", "line"), shown_commands())
def test_every_command_that_a_page_shows_is_understood(page: str, line: str) -> None:
    words = shlex.split(line)[1:]
    command: click.Command = commands
    while isinstance(command, click.Group):
        command = command.commands[words.pop(0)]
    command.make_context(line, words)


def test_links_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
