"""The report as a file: whole or not at all, and never over anything else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from report.sample_bundle import sample_bundle
from tiao.errors import Misuse
from tiao.report import render_html, write_report


def test_html_is_what_render_gives(tmp_path: Path) -> None:
    out = tmp_path / "报告.html"
    assert write_report(sample_bundle(), out, "html", "zh") == out
    assert out.read_text(encoding="utf-8") == render_html(sample_bundle(), "zh")
    assert list(tmp_path.iterdir()) == [out]


def test_json_is_the_bundle_whole(tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    bundle = sample_bundle() | {"later": {"key": [1]}}
    write_report(bundle, out, "json")
    assert json.loads(out.read_text(encoding="utf-8")) == {"format": "tiao.report/1"} | bundle


@pytest.mark.parametrize("fmt", ["html", "json"])
def test_an_earlier_report_is_replaced_and_any_other_file_is_kept(tmp_path: Path, fmt: Any) -> None:
    out = tmp_path / "report"
    write_report({}, out, fmt)
    write_report(sample_bundle(), out, fmt)
    assert "4,172,338" in out.read_text(encoding="utf-8") or "4172338" in out.read_text(encoding="utf-8")
    evidence = tmp_path / "seized.csv"
    evidence.write_bytes(b"name,mobile\n")
    with pytest.raises(Misuse, match="no report stands there"):
        write_report(sample_bundle(), evidence, fmt)
    assert evidence.read_bytes() == b"name,mobile\n"
    assert sorted(tmp_path.iterdir()) == [out, evidence]


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    kept, link = tmp_path / "kept.html", tmp_path / "link.html"
    write_report({}, kept)
    before = kept.read_bytes()
    link.symlink_to(kept)
    write_report(sample_bundle(), link)
    assert kept.read_bytes() == before
    assert not link.is_symlink()


@pytest.mark.parametrize("name", ["no/such/folder/report.html", "."])
def test_where_nothing_can_be_written_says_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(Misuse, match="cannot be written"):
        write_report({}, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fmt", ["docx", "pdf"])
def test_paper_formats_are_printed_from_the_page(tmp_path: Path, fmt: Any) -> None:
    with pytest.raises(Misuse, match="print it to PDF"):
        write_report(sample_bundle(), tmp_path / "r", fmt)
    with pytest.raises(Misuse, match="Give html or json"):
        write_report(sample_bundle(), tmp_path / "r", "odt")  # type: ignore[arg-type]


def test_names_that_are_no_utf8_can_be_written(tmp_path: Path) -> None:
    bundle = sample_bundle()
    bundle["files"][0]["shown"] = "\udcb0\udca1.csv"
    for fmt in ("html", "json"):
        write_report(bundle, tmp_path / fmt, fmt)  # type: ignore[arg-type]
    assert json.loads((tmp_path / "json").read_text(encoding="utf-8"))["files"][0]["shown"].endswith(".csv")


def test_drawing_loads_only_when_it_is_needed() -> None:
    code = (
        "import sys, tiao.report; print([name for name in ('altair', 'vl_convert', 'polars') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
