"""A small seized folder and a sealed case over it. All values are made up."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tiao.case import Case
from tiao.evidence.artefacts import record
from tiao.evidence.seal import seal

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def seized(tmp_path: Path) -> Path:
    folder = tmp_path / "seized"
    (folder / "客户").mkdir(parents=True)
    (folder / "客户" / "名单.csv").write_bytes("姓名,手机\n张三,13800138000\n".encode() * 5)
    (folder / "a.txt").write_bytes(b"a")
    (folder / "b.bin").write_bytes(bytes(range(256)))
    return folder


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case.create(tmp_path / "case", number="(2026)浙02刑初1号", unit="某分局")


@pytest.fixture
def sealed(case: Case, seized: Path, tmp_path: Path) -> Case:
    """Originals under one seal, copies under another, a ledger and a run on record."""
    seal([seized], case, by=["甲", "乙"], authority="扣押决定书", at=AT)
    phone = tmp_path / "phone.json"
    phone.write_bytes(b'{"a": "' + b"x" * 80 + b'"}')
    seal([phone], case, by=["甲", "乙"], authority=None, copy=True, at=AT)
    (case.ledger / "E1").mkdir()
    (case.ledger / "E1" / "part-0.parquet").write_bytes(b"PAR1" + bytes(60))
    (case.ledger / "E2.parquet").write_bytes(b"PAR1" + bytes(50))
    (case.runs / "first.json").write_bytes(b'{"run":"first"}')
    record(case, ["ledger/E1/part-0.parquet", "ledger/E2.parquet"], "find", at=AT)
    record(case, ["runs/first.json"], "count", {"rows": 5}, at=AT)
    return case
