"""The cost model's arithmetic, worked out by hand; and the page that says what was kept."""

from __future__ import annotations

import json

import cost
import pytest

ONE = {"rows": 1, "wall_s": 1.0, "cpu_s": 1.0, "processes": 1, "machine": {"cores": 2}}
# 81 million rows at 600 ns on two cores, nine tenths of them at work: 48.6 s of work, 27 s; and a second to start.
MANY = {
    "rows": cost.FROM, "wall_s": 28.0, "cpu_s": 49.6, "processes": 1, "machine": {"cores": 2},
    "bytes": 80 * cost.FROM, "ledger_bytes": 50 * cost.FROM,
}  # fmt: skip


def test_a_model_by_hand() -> None:
    own = cost.model({"1": ONE, str(cost.FROM): MANY})
    assert own.cpu == pytest.approx(600e-9)
    assert own.used == pytest.approx(0.9)
    assert (own.start, own.seized, own.ledger) == (1.0, 80, 50)
    # Twice the rows on twice the cores in three processes: as much work for each core, and two more starts.
    # Nothing goes aside, and the disk is quick.
    assert own.spilled(2 * cost.FROM) == 0
    assert own.seconds(2 * cost.FROM, 4, 1e12, processes=3) == pytest.approx(30.0)
    # On a slow disk its bytes are the time: 80 seized, twice 50 of ledger.
    assert own.seconds(2 * cost.FROM, 4, 1e8, processes=3) == pytest.approx(2 * cost.FROM * 180 / 1e8)
    # 500 million rows: 10, 9.8 and 4.9 GB of entries, of which 4.6 GB at a time are held; the rest goes aside and back.
    assert own.spilled(500_000_000) == pytest.approx(5.4e9 + 5.2e9 + 0.3e9)
    assert own.moved(500_000_000) == pytest.approx(500_000_000 * 180 + 2 * 10.9e9)
    assert own.disk(500_000_000) == pytest.approx(500_000_000 * 50 + 5.4e9)
    work = 1.0 + 500_000_000 * 600e-9 / (2 * 0.9)
    assert own.seconds(500_000_000, 2, 1e9) == pytest.approx(work + 21.8)


def test_the_page_shows_what_is_kept() -> None:
    kept = json.loads(cost.KEPT.read_text(encoding="utf-8"))
    text = cost.PAGE.read_text(encoding="utf-8")
    assert text.split(cost.BEGIN)[1].split(cost.END)[0].strip() == cost.page(kept).strip()
    for entry in kept.values():
        assert f"| {entry['rows']:,} | {entry['processes']} | {entry['wall_s']:.1f} s |" in text
