"""The names that `import tiao` promises: the commands' names, loaded when asked for, and the same as the commands."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import tiao
from cli.command import Command
from tiao.cli.explain import REASONS
from tiao.cli.tables import CLASS_ZH, METHOD_ZH, METHODS, OUTCOME_ZH, REASON_ZH
from tiao.model import CLASSES
from tiao.pieces import method as method_module
from tiao.pieces.explain import EXCLUSIONS
from tiao.report.words import groups

NAMES = ["Case", "TiaoError", "new", "seal", "find", "count", "explain", "assess", "report", "verify", "run"]


def test_about_a_dozen_names() -> None:
    assert [name for name in tiao.__all__ if name != "__version__"] == NAMES
    assert set(NAMES) <= set(dir(tiao))
    with pytest.raises(AttributeError, match="no attribute 'everything'"):
        tiao.everything  # noqa: B018


@pytest.mark.parametrize("before", ["", "import tiao.run, tiao.report;", "from tiao.report import write_report;"])
def test_a_module_of_the_same_name_does_not_take_the_place_of_a_function(before: str) -> None:
    code = f"{before}import tiao; print(tiao.run.__name__, tiao.report.__name__, tiao.run is tiao.run)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["run", "report", "True"]


def test_importing_the_package_loads_nothing_else() -> None:
    code = "import sys, tiao; print([name for name in sys.modules if name.startswith(('tiao.', 'numpy', 'click'))])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_python_and_the_command_line_say_the_same(command: Command, case: Path, seized: Path, tmp_path: Path) -> None:
    mine = tiao.new(tmp_path / "mine", number="1")
    assert tiao.seal(seized, mine, by=["甲", "乙"])["by"] == ["甲", "乙"]
    assert tiao.find(mine)["rows"] == 4
    counted = tiao.count(mine)
    theirs = command("count", "--case", case, "--json").json
    assert counted["methods"] == theirs["methods"]
    assert tiao.assess(mine) == command("assess", "--case", case, "--json").json
    assert len(list(tiao.explain(mine))) == counted["methods"]["by_record@1"]["total"]
    assert tiao.report(mine, tmp_path / "r.html", lang="en").read_text(encoding="utf-8").startswith("<!")
    assert tiao.verify(mine)["intact"]
    with pytest.raises(tiao.TiaoError):
        tiao.run(tmp_path, mine.path)


def test_facts_may_be_a_mapping() -> None:
    facts = {"acts": [{"kind": "sell", "from": "2020-06-01"}], "counts": [{"class": "general", "pieces": 50_000}]}
    assert tiao.assess(facts=facts)["outcome"] == "especially_serious"


def test_the_choices_are_those_of_the_engine() -> None:
    assert tuple(method.id for method in method_module.METHODS) == METHODS
    assert REASONS == EXCLUSIONS


def test_the_terminal_uses_the_words_of_the_report() -> None:
    words = groups()
    assert {name: words["class"][name]["zh"] for name in CLASSES} == CLASS_ZH
    reasons = words["doubt"] | words["excluded"]
    assert {name: reasons[name]["zh"] for name in REASON_ZH} == REASON_ZH
    assert set(REASON_ZH) == set(EXCLUSIONS) - {"not_identifying"}
    assert METHOD_ZH.keys() == words["method"].keys()
    assert OUTCOME_ZH.keys() == words["outcome"].keys()
