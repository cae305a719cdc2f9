"""``re`` with python-stdnum's checks: what a Python programmer writes first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from stdnum import luhn
from stdnum.cn import ric

from common import Hit, issuer_known, plain, serve
from patterns import LOOK, holds

PATTERNS = [(kind, re.compile(pattern)) for kind, pattern in LOOK.items()]


def find(lines: Iterable[str]) -> Iterator[Hit]:
    for row, line in enumerate(lines):
        for kind, pattern in PATTERNS:
            for match in pattern.finditer(line):
                if valid(kind, match[0]):
                    yield row, kind, match[0]


def valid(kind: str, text: str) -> bool:
    if kind == "resident_id":
        try:
            return bool(ric.is_valid(text))
        except KeyError:
            # python-stdnum 2.2 raises it for a county that its table does not know.
            return False
    if kind == "bank_card":
        number = plain(kind, text)
        return issuer_known(number) and bool(luhn.is_valid(number))
    return holds(kind, text)


if __name__ == "__main__":
    serve(find)
