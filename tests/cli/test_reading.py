"""``tiao count --reading``: figures under chosen positions, on the terminal and as a document."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.command import Command


@pytest.fixture(scope="module")
def own(command: Command, seized: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case of its own: counting under a reading writes a run."""
    folder = tmp_path_factory.mktemp("reading") / "case"
    assert command("run", seized, "--out", folder, "--json").code == 0
    return folder


def test_a_position_is_counted_as_a_run_of_its_own(command: Command, own: Path) -> None:
    default = command("count", "--case", own, "--json").json
    answer = command(
        "count", "--case", own, "--reading", "piece=person", "--reading", "bare_phone=with_tag", "--json"
    ).json
    assert answer["choice"] == {"piece": "person", "bare_phone": "with_tag"}
    assert answer["default_method"] == "by_person@1"
    assert answer["run"] != default["run"]
    assert {name: f["total"] for name, f in answer["methods"].items()} == {
        "by_row@1": 4, "by_record@1": 3, "by_person@1": 3, "by_value@1": 5,
    }  # fmt: skip
    assert command("count", "--case", own, "--json").json == default
    # Both runs are counted again.
    checked = command("verify", "--case", own, "--json")
    assert checked.code == 0
    assert checked.json["runs"] == {"replayed": 2, "differ": 0, "older": 0, "not_replayed": 0}


def test_people_read_the_question_and_the_position(command: Command, own: Path) -> None:
    shown = command("count", "--case", own, "--method", "by_record", "--reading", "waybill=transaction").out
    assert "[waybill=transaction]" in shown
    assert "极限" in shown
    assert "as far as it could go" in shown
    assert "依此观点不计 0 条记录" in shown


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["piece"], "QUESTION=POSITION"),
        (["peice=person"], "piece"),
        (["piece=persons"], "person"),
        (["piece=person", "piece=value"], "one question"),
        (["several_classes=each"], "changes the assessment"),
        (["piece=person", "duplicates=as_seized"], "different counting methods"),
    ],
)
def test_what_cannot_be_chosen(command: Command, own: Path, words: list[str], says: str) -> None:
    runs = sorted((own / "runs").iterdir())
    done = command("count", "--case", own, *(part for word in words for part in ("--reading", word)))
    assert done.code == 2
    assert says in done.err
    assert "Traceback" not in done.err
    assert sorted((own / "runs").iterdir()) == runs
