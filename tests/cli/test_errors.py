"""Errors: what, where, what next; the right exit code; one JSON document on stdout; nothing raw."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import click
import pytest

from cli.command import Command
from tiao.cli import errors
from tiao.errors import CheckFailed, IntegrityBroken, Misuse

RAW = "110101199003078030"


@pytest.mark.parametrize(
    ("words", "what", "hint"),
    [
        (["cuont"], "There is no command `cuont`.", "Did you mean `count`?"),
        (["count", "--metod", "x"], "There is no option `--metod`.", "Did you mean `--method`?"),
        (["seal"], "PATH... is missing.", "See `tiao seal --help`."),
        (["count"], "`--case` is missing.", "See `tiao count --help`."),
        (
            ["explain", "--case", "c", "--limit", "many"],
            "The value of `--limit` cannot be used.",
            "Give a whole number",
        ),
        (
            ["explain", "--case", "c", "--class", "proprty"],
            "The value of `--class` is not known.",
            "Did you mean `property`?",
        ),
        (["assess", "--on", "yesterday"], "The value of `--on` cannot be used.", "Give a date such as 2020-06-01."),
        (["new", "a", "b", "c"], "The command cannot be understood", "See `tiao new --help`."),
        (
            ["count", "--case", "nowhere"],
            "This folder is no case: it has no tiao.toml.",
            "Make one with `tiao new DIR`",
        ),
    ],
)
def test_misuse_is_a_sentence(command: Command, tmp_path: Path, words: list[str], what: str, hint: str) -> None:
    done = command(*words, cwd=tmp_path)
    assert done.code == 2
    assert done.out == ""
    assert f"✗ {what}" in done.err
    assert f"next:  {hint}" in done.err
    assert "Traceback" not in done.err

    as_json = command(*words, "--json", cwd=tmp_path)
    assert as_json.code == 2
    assert as_json.json["error"].keys() == {"what", "where", "hint"}
    assert as_json.json["error"]["what"].startswith(what)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        [RAW],
        [f"--{RAW}"],
        ["seal", RAW, "--case", "c"],
        ["explain", "--case", "c", "--class", RAW],
        ["explain", "--case", "c", "--limit", RAW + "x"],
        ["new", "a", RAW],
        ["law", "show", RAW],
        ["law", RAW],
        ["assess", "--facts", f"{RAW}.yaml"],
        ["assess", "--on", RAW],
        ["run", RAW, "--out", "case"],
    ],
)
def test_what_was_typed_is_not_repeated_when_it_may_be_raw(command: Command, tmp_path: Path, words: list[str]) -> None:
    for extra in ([], ["--json"]):
        done = command(*words, *extra, cwd=tmp_path)
        assert done.code == 2
        assert RAW not in done.out + done.err


@pytest.mark.parametrize(("error", "code"), [(Misuse("a"), 2), (CheckFailed("a"), 1), (IntegrityBroken("a"), 3)])
def test_every_error_knows_its_exit_code(capfd: pytest.CaptureFixture[str], error: Exception, code: int) -> None:
    assert errors.show(error, as_json=False) == code


def test_an_unforeseen_error_shows_type_and_place_only(capfd: pytest.CaptureFixture[str]) -> None:
    try:
        int(RAW + "x")
    except ValueError as error:
        code = errors.show(error, as_json=True)
    out, err = capfd.readouterr()
    assert code == 2
    assert RAW not in out + err
    assert json.loads(out)["error"]["what"] == "Internal error (ValueError)."
    assert "test_errors.py:" in json.loads(out)["error"]["where"]


def test_a_full_disk_says_that_the_work_resumes(capfd: pytest.CaptureFixture[str]) -> None:
    assert errors.show(OSError(errno.ENOSPC, "x"), as_json=False) == 2
    assert "The disk is full." in (err := capfd.readouterr().err)
    assert "resumes" in err


def test_a_refused_file_is_named_by_its_masked_path(capfd: pytest.CaptureFixture[str]) -> None:
    assert errors.show(PermissionError(errno.EACCES, "x", f"/a/{RAW}.csv"), as_json=False) == 2
    err = capfd.readouterr().err
    assert "permission denied" in err
    assert "110***" in err
    assert RAW not in err


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()])
def test_an_interruption_says_that_the_work_resumes(capfd: pytest.CaptureFixture[str], error: BaseException) -> None:
    assert errors.show(error, as_json=False) == 130
    assert "it resumes" in capfd.readouterr().err
