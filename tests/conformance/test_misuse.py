"""What goes wrong before Spark does anything: said in a sentence, and soon."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest

import tiao
from conformance.machines import free_port
from tiao.cli.main import execute
from tiao.engine import spark
from tiao.errors import Misuse


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("misuse")
    (folder / "list.csv").write_text("姓名,手机\n张三,13812345678\n", encoding="utf-8")
    made = tiao.new(folder / "case").path
    tiao.seal(folder / "list.csv", made)
    tiao.find(made)
    return made


def said(*words: object, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, str]]:
    code = execute([*map(str, words), "--json"])
    error: dict[str, str] = json.loads(capsys.readouterr().out)["error"]
    return code, error


def test_a_master_without_spark(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, error = said("find", "--case", case, "--master", "spark://host:7077", capsys=capsys)
    assert code == 2
    assert "--engine spark" in error["hint"]


def test_an_unknown_engine(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, error = said("find", "--case", case, "--engine", "sparc", capsys=capsys)
    assert code == 2
    assert "spark" in error["hint"]
    with pytest.raises(Misuse, match="no such engine"):
        tiao.find(case, engine="sparc")


@pytest.mark.parametrize("words", [("--method", "by_person@2"), ("--reading", "bare_phone=not_counted")])
def test_what_spark_does_not_count(words: tuple[str, ...], case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, error = said("count", "--case", case, "--engine", "spark", *words, capsys=capsys)
    assert code == 2
    assert "--engine local" in error["hint"]


def test_without_pyspark(case: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    code, error = said("find", "--case", case, "--engine", "spark", capsys=capsys)
    assert code == 2
    assert "tiao[spark]" in error["hint"]


@pytest.mark.parametrize("home", ["nothing", None], ids=["JAVA_HOME without Java", "PATH without Java"])
def test_without_java(
    home: str | None,
    case: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    if home:
        monkeypatch.setenv("JAVA_HOME", str(tmp_path / home))
    else:
        monkeypatch.setenv("PATH", str(tmp_path))
    code, error = said("find", "--case", case, "--engine", "spark", capsys=capsys)
    assert code == 2
    assert "needs Java" in error["what"]
    assert "openjdk-17" in error["hint"]


@pytest.mark.parametrize(
    ("told", "sentence"),
    [("echo 'java version \"1.8.0_392\"' >&2", "too old"), ("exit 1", "does not start")],
    ids=["Java 8", "broken"],
)
def test_java_that_will_not_do(told: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text(f"#!/bin/sh\n{told}\n")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(Misuse, match=sentence):
        spark.require_java()


@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.parametrize("place", ["127.0.0.1:{port}", "127.0.0.1:{port},127.0.0.1:{port}", "127.0.0.1", "[::1"])
def test_a_master_that_does_not_answer(place: str, case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    master = "spark://" + place.format(port=free_port())
    begun = time.monotonic()
    code, error = said("find", "--case", case, "--engine", "spark", "--master", master, capsys=capsys)
    assert time.monotonic() - begun < 30
    assert code == 2
    assert "No master" in error["what"]
    assert sorted(path.name for path in case.iterdir() if path.name.startswith(".")) == []


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_master_that_is_no_word_of_spark(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, error = said("find", "--case", case, "--engine", "spark", "--master", "sparkle", capsys=capsys)
    assert code == 2
    assert "did not start" in error["what"]
    assert "TIAO_SPARK_LOG" in error["hint"]
    assert sorted(path.name for path in case.iterdir() if path.name.startswith(".")) == []
