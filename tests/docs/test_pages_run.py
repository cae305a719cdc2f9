"""The commands on the pages for prosecutor, defence lawyer and judge, run on a case."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tiao.cli.main import execute
from tiao.law.readings import readings

FOLDER = Path(__file__).parents[2] / "docs" / "how-to"
PAGES = ("prosecutor", "defence", "judge")
ROWS = """编号,姓名,身份证号,手机号
1,张三丰,11010119900307803X,13812345678
2,李四光,11010119900307889X,13912345678
3,张三丰,11010119900307803X,13812345678
4,王五月,110101199003070009,13712345678
"""
FACTS = """acts:
  - {kind: purchase, from: 2020-06, to: 2020-09, insider: false}
  - {kind: sell, from: 2020-09, to: 2020-10, recipients: [甲, 乙], insider: false}
amounts: {illegal_income: 4999.99}
flags: {first_offence: true}
"""


def commands(page: str) -> list[str]:
    """Every line of a code block that starts with the program's name, and every such command within a sentence."""
    text = (FOLDER / f"{page}.md").read_text(encoding="utf-8")
    blocks = "\n".join(re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    shown = [line for line in blocks.splitlines() if line.startswith("tiao ")]
    return shown + [line for line in re.findall(r"`(tiao [^`]+)`", text) if "--" in line and "FILE" not in line]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the case and the facts that the pages speak of."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "seized").mkdir()
    (folder / "seized" / "list.csv").write_text(ROWS, encoding="utf-8")
    (folder / "facts.yaml").write_text(FACTS, encoding="utf-8")
    case = str(folder / "case-17")
    assert execute(["run", str(folder / "seized"), "--out", case, "--by", "甲", "--by", "乙"]) == 0
    return folder


@pytest.mark.parametrize("page", PAGES)
def test_every_page_goes_from_questions_to_answers(page: str) -> None:
    text = (FOLDER / f"{page}.md").read_text(encoding="utf-8")
    assert text.count("\n## ") >= 9
    assert len(commands(page)) >= 9


@pytest.mark.parametrize(("page", "line"), [(page, line) for page in PAGES for line in commands(page)])
def test_the_command_works(page: str, line: str, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    for made in ("report.html", "case-17-recount.zip"):
        (place / made).unlink(missing_ok=True)
    assert execute(shlex.split(line)[1:]) == 0


@pytest.mark.parametrize("page", PAGES)
def test_questions_and_positions_that_a_page_names_exist(page: str) -> None:
    text = (FOLDER / f"{page}.md").read_text(encoding="utf-8")
    for name in re.findall(r"law readings ([a-z_]+)", text):
        assert name in readings()
    for name, position in re.findall(r"--reading ([a-z_]+)=([a-z_]+)", text):
        assert position in {found.id for found in readings()[name].positions}
