"""Worked examples beside the articles: facts in, what must come out. ``tiao law test`` runs them all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from tiao.errors import Misuse
from tiao.law.engine import assess
from tiao.law.facts import parse_facts
from tiao.law.fields import known_keys, mapping, read_date, sequence
from tiao.law.safe_yaml import load

FORMAT = "tiao.examples/1"
# What an example may also expect of what stands beside the outcome.
_BESIDE = ("alternatives", "limitation")


@dataclass(frozen=True)
class ExampleResult:
    """One worked example, run.

    Attributes:
        file: the example file, under ``law/cn``.
        name: what the example shows.
        differences: what came out otherwise, one sentence each; empty when all is as expected.
    """

    file: str
    name: str
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """All came out as expected."""
        return not self.differences


def run_all() -> list[ExampleResult]:
    """Run every example of every article, in the order of the files."""
    folder = resources.files("tiao.law") / "cn"
    return [result for path, entry in _files(folder, "") for result in run_file(entry.read_text("utf-8"), path)]


def descriptions(rule_file: str) -> list[tuple[str, str]]:
    """What the examples beside a rule file show: name and expected outcome."""
    place = resources.files("tiao.law") / "cn" / rule_file.replace(".yaml", ".examples.yaml")
    if not place.is_file():
        return []
    entries = load(place.read_text("utf-8"), rule_file)["examples"]
    return [(str(entry["name"]), _expected(entry["expect"])) for entry in entries]


def _expected(expect: Mapping[str, Any]) -> str:
    """The outcome of art. 253-1, and of each neighbouring offence and of limitation where the example is about them."""
    said = [str(expect["outcome"])] if "outcome" in expect else []
    for rule, wanted in expect.get("alternatives", {}).items():
        met = "not named" if wanted is None else {True: "met", False: "not met", None: "not known"}[wanted["met"]]
        said.append(f"{rule.removeprefix('cn.')}: {met}")
    if "limitation" in expect:
        said.append(f"limitation: {expect['limitation']['state']}")
    return ", ".join(said)


def _files(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        path = f"{prefix}{entry.name}"
        if entry.is_dir():
            yield from _files(entry, f"{path}/")
        elif entry.name.endswith(".examples.yaml"):
            yield path, entry


def run_file(text: str, path: str) -> list[ExampleResult]:
    """Run the examples of one file.

    Raises:
        Misuse: the file is not an example file.
    """
    document = mapping(load(text, path), path)
    known_keys(document, ("format", "base", "examples"), path)
    if document.get("format") != FORMAT:
        raise Misuse("This is not an example file of a known format.", path, f"The format is {FORMAT}.")
    base = mapping(document.get("base") or {}, path)
    return [_run(mapping(entry, path), base, path) for entry in sequence(document.get("examples"), path)]


def _run(entry: Mapping[str, Any], base: Mapping[str, Any], path: str) -> ExampleResult:
    known_keys(entry, ("name", "facts", "count", "dated", "expect"), path)
    facts = parse_facts({**base, **(entry.get("facts") or {})})
    found = assess(facts, entry.get("count"), read_date(entry.get("dated"), path)).to_json()
    expected = mapping(entry["expect"], path)
    known_keys(
        expected, ("outcome", "regime", "max_months", "fine_fen", "steps", "flips", "asks", "pieces", *_BESIDE), path
    )
    return ExampleResult(path, str(entry["name"]), tuple(_differences(expected, found)))


def _differences(expected: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    actual = {
        "outcome": found["outcome"],
        "regime": found["regime"],
        "max_months": found["range_months"] and found["range_months"]["max"],
        "fine_fen": [found["fine"]["low_fen"], found["fine"]["high_fen"]],
        "pieces": {
            name: [body["low"], body["high"]] for name, body in (found["pieces"] or {}).items() if body["high"] != 0
        },
    }
    for key, value in actual.items():
        if key in expected and expected[key] != value:
            yield f"{key}: expected {expected[key]}, found {value}"
    steps = dict(_steps(found["steps"], ""))
    for path, wanted in expected.get("steps", {}).items():
        step = next((body for name, body in steps.items() if name.endswith(f"/{path}")), None)
        if step is None:
            yield f"step {path}: not in the tree"
            continue
        for key, value in wanted.items():
            if step[key] != (str(value) if key == "ratio" and value is not None else value):
                yield f"step {path} {key}: expected {value}, found {step[key]}"
    yield from _beside(expected, found)
    for wanted in expected.get("flips", ()):
        if not any(all(flip[key] == value for key, value in wanted.items()) for flip in found["flips"]):
            yield f"flip not found: {wanted}"
    for cite in expected.get("asks", ()):
        if not any(question["cite"].endswith(cite) for question in found["open_questions"]):
            yield f"no open question under {cite}"


def _beside(expected: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    """Neighbouring offences by rule, None for one that must not be named; and limitation."""
    named = {alternative["rule"]: alternative for alternative in found["alternatives"]}
    for rule, wanted in expected.get("alternatives", {}).items():
        if (wanted is None) != (rule not in named):
            yield f"alternative {rule}: expected {'absent' if wanted is None else 'named'}"
            continue
        for key, value in (wanted or {}).items():
            if named[rule][key] != value:
                yield f"alternative {rule} {key}: expected {value}, found {named[rule][key]}"
    for key, value in expected.get("limitation", {}).items():
        actual = (found["limitation"] or {}).get(key)
        if actual != value and str(actual) != str(value):
            yield f"limitation {key}: expected {value}, found {actual}"


def _steps(steps: list[Mapping[str, Any]], prefix: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each step by its way from the top: ``/cn.2017-10.5/cn.2017-10.5.1/…``; a step above before its parts."""
    for step in steps:
        path = f"{prefix}/{step['rule']}"
        yield path, step
        yield from _steps(step["parts"], path)
