"""Access databases: through mdbtools where the machine has it, and named with what to do where it has not."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.reading import source_of
from tiao.content.sniff import sniff
from tiao.errors import Unreadable

HEAD = b"\0\1\0\0Standard Jet DB\0\1"


def test_without_mdbtools_the_database_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "list.mdb"
    path.write_bytes(HEAD.ljust(8192, b"\0"))
    monkeypatch.setenv("PATH", str(tmp_path))
    reader, _ = sniff(source_of(path))
    assert reader.name == "access@1"
    with pytest.raises(Unreadable, match="mdbtools") as raised:
        list(reader.tables(source_of(path)))
    assert "apt-get install mdbtools" in raised.value.hint
