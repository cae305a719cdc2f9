"""Places for a store: a file, and where PostgreSQL is installed (``.ci/run`` installs it) a database of its own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from cases import servers

BACKENDS = ["sqlite", *(["postgresql"] if servers.programs() else [])]
_numbers = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with servers.postgresql() as folder:
        yield folder


@pytest.fixture(params=BACKENDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty store may be made."""
    if request.param == "sqlite":
        return str(tmp_path / "cases.sqlite")
    return servers.new_database(request.getfixturevalue("server"), f"cases_{next(_numbers)}")
