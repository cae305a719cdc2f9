"""Two sets of figures beside each other, in the shape of ``tiao count --json``."""

from __future__ import annotations

from typing import Any


def differences(truth: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """One line for each figure that differs; nothing when all are equal. Zeros need not be written."""
    lines = []
    for method, expected in truth.items():
        counted = found[method]
        for figure in ("total", "low", "high", "classes", "tiers", "kinds", "excluded"):
            left, right = _plain(expected.get(figure)), _plain(counted.get(figure))
            if left != right:
                lines.append(f"{method} {figure}: truth {left}, found {right}")
    return lines


def _plain(figure: Any) -> Any:
    if isinstance(figure, list):
        figure = {entry["reason"]: entry["pieces"] for entry in figure}
    if isinstance(figure, dict):
        return {name: pieces for name, pieces in sorted(figure.items()) if pieces}
    return figure
