"""The word lists of ``words.yaml`` and the assigned mobile ranges, each cut into a half for large and for small files.

No value of one half can be a value of the other, so the truths of the two simply add up.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml


def _data(package: str, name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(files(package).joinpath(name).read_text(encoding="utf-8"))
    return content


_WORDS = _data("tiao.demo", "words.yaml")
BULK_COUNTIES: tuple[tuple[str, str], ...] = tuple(_WORDS["bulk_counties"].items())
MIXED_COUNTIES: tuple[tuple[str, str], ...] = tuple(_WORDS["mixed_counties"].items())
ROADS: tuple[str, ...] = tuple(_WORDS["roads"].split())
SURNAMES: tuple[str, ...] = tuple(_WORDS["surnames"].split())
GIVEN: tuple[str, ...] = tuple(_WORDS["given"].split())

ASSIGNED = tuple(str(head) for head in _data("tiao.findings", "data/mobile_ranges.yaml")["assigned"])
MIXED_MOBILE_HEADS = ASSIGNED[::3]
BULK_MOBILE_HEADS = tuple(head for head in ASSIGNED if head not in MIXED_MOBILE_HEADS)
