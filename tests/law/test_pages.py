"""The law pages of the manual are those of the rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from tiao.law import list_rules
from tiao.law.pages import main, pages

FOLDER = Path(__file__).parents[2] / "docs" / "law"


@pytest.mark.parametrize("name", list(pages()))
def test_page_is_up_to_date(name: str) -> None:
    assert (FOLDER / name).read_text("utf-8") == pages()[name], "run python -m tiao.law.pages docs/law"


def test_every_rule_stands_on_a_page(tmp_path: Path) -> None:
    main(str(tmp_path))
    text = "".join(path.read_text("utf-8") for path in sorted(tmp_path.iterdir()))
    assert all(f"`{rule.id}`" in text and rule.quote in text for rule in list_rules())
