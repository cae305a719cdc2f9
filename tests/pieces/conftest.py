"""A case whose ledger the tests write."""

from __future__ import annotations

from pathlib import Path

import pytest

from pieces import made
from tiao.case import Case


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder: Path = tmp_path_factory.mktemp("work")
    # Signs that DuckDB takes for patterns, and that SQL takes for the end of a text.
    return made.new_case(folder / "案[1]*'?")
