"""The certificate of a sample: whole in both languages, exact in its shares, safe against hostile names."""

from __future__ import annotations

import string
from importlib.resources import files
from typing import Any

import pytest
import yaml

from tiao.errors import Misuse
from tiao.report.certificate import certificate_html, certificate_sections

WORDS: dict[str, Any] = yaml.safe_load(files("tiao.report").joinpath("certificate.yaml").read_text("utf-8"))
HOSTILE = "<script>alert(1)</script>"


def document(**changes: Any) -> dict[str, Any]:
    own = {
        "tier": 1, "pieces": 400, "size": 40,
        "if_false": [{"false": 0, "share_low": "911902/1000000", "low_pieces": 364}],
        "sample": "ab", "confidence": "19/20", "true": 39, "false": 1, "duplicate": 0, "unclear": 0, "share_low": "2/3",
        "share_high": "2/3", "low_pieces": 347, "high_pieces": 399, "exact_low_pieces": 349, "exact_high_pieces": 399,
    }  # fmt: skip
    undone = {"entry": 9, "at": "2026-01-02T00:00:00Z", "by": ["乙"], "why": HOSTILE, "evidence": "", "undone": None}
    return {
        "case": {"number": HOSTILE, "unit": ""}, "sample": "ab", "class": "whereabouts", "size": 40,
        "confidence": "19/20", "method": "by_record@1", "ledger": "cd" * 32,
        "drawn": {"entry": 4, "at": "2026-01-01T00:00:00Z", "checkpoint": {"size": 4, "root": "ef" * 32},
                  "before": {"count": 1}},
        "frame": {"pieces": 400, "strata": [
            {"class": "whereabouts", "stratum": "rest", "exhibits": ["E1", "E2"], "pieces": 400, "size": 40}]},
        "verdicts": {"true": 39, "false": 1, "duplicate": 0, "unclear": 0, "open": 0},
        "records": [undone | {"undone": 11}, undone], "withdrawn": None, "classes": {"whereabouts": own},
        "items": [{"n": 1, "locator": HOSTILE, "class": "whereabouts", "stratum": "rest", "verdict": "true", "by": "",
                   "note": "", "values": [{"kind": "name", "shown": "张**"}]}],
        "others": [{"sample": "gh", "entry": 2, "at": "", "class": "all", "size": 9, "withdrawn": undone,
                    "verdicts": {"true": 8, "false": 1, "duplicate": 0, "unclear": 0}}],
        "count": {"run": "", "effective": True, "total": 399, "low": 347, "high": 400, "low_before": 390,
                  "classes": {"whereabouts": {"total": 399, "low": 347, "high": 400, "low_before": 390}}},
        "assessment": {"total": "serious", "share": "serious", "low": "not_met"},
        **changes,
    }  # fmt: skip


def text(lang: Any, **changes: Any) -> str:
    return "\n".join(line for section in certificate_sections(document(**changes), lang) for line in section.lines)


def test_every_word_stands_in_both_languages() -> None:
    for name, entry in WORDS.items():
        if name == "format":
            continue
        assert set(entry) == {"zh", "en"}, name
        blanks = [{part for _, part, _, _ in string.Formatter().parse(entry[lang]) if part} for lang in ("zh", "en")]
        # The Chinese sentence names the items of the article instead of the tier.
        assert blanks[0] | {"tier"} == blanks[1] | {"tier"}, name


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_figures_stand_in_the_words(lang: Any) -> None:
    told = text(lang)
    # Shares are rounded outward: two thirds down and up.
    assert "66.6666%" in told
    assert "66.6667%" in told
    assert "347" in told
    assert "ef" * 32 in told
    assert "count ×1" in told
    tables = [table for section in certificate_sections(document(), lang) for table in section.tables]
    assert list(tables[1][1][0][2:]) == ["91.1902%", "364"]


def test_what_follows_is_said() -> None:
    assert WORDS["law_differs"]["zh"] in text("zh")
    assert WORDS["law_same"]["en"] in text("en", assessment={"total": "serious", "low": "serious"})
    assert WORDS["open"]["zh"] in text("zh", verdicts={"true": 1, "false": 0, "duplicate": 0, "unclear": 0, "open": 39})
    assert WORDS["other_ledger"]["en"] in text("en", count=document()["count"] | {"effective": False})
    assert "已逐条核实为真实的：1 条" in text("zh")
    assert "Yu Haisong" in text("en")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_is_safe(lang: Any) -> None:
    html = certificate_html(document(), lang)
    assert HOSTILE not in html
    assert html.count("<h2>") == 10
    assert "http" not in html


def test_no_other_language() -> None:
    with pytest.raises(Misuse):
        certificate_sections(document(), "fr")  # type: ignore[arg-type]
