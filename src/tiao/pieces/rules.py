"""The two editable tables, classes.yaml and identity.yaml, as bit sets."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml

from tiao.findings.catalogue import KEY_KINDS, bits, names
from tiao.model import CLASSES

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Rules:
    """How a record's kinds decide whether it counts, and as what.

    Attributes:
        identity: uint64; a record identifies a person when it has all bits of one of them.
        classes: (class number, any mask, all mask), first match wins; int64 and uint64.
        values: bits of the kinds that by_value counts, strongest first.
        tiers: tier by class. sources: the text that a class rests on.
        digest: SHA-256 of the two files.
    """

    identity: npt.NDArray[np.uint64]
    class_of: npt.NDArray[np.int64]
    any_of: npt.NDArray[np.uint64]
    all_of: npt.NDArray[np.uint64]
    values: tuple[int, ...]
    tiers: dict[str, int]
    sources: dict[str, str]
    digest: str


@cache
def tables() -> tuple[dict[str, Any], dict[str, Any]]:
    """classes.yaml and identity.yaml as they are written."""
    return yaml.safe_load((HERE / "classes.yaml").read_bytes()), yaml.safe_load((HERE / "identity.yaml").read_bytes())


@cache
def rules() -> Rules:
    """The tables as bit sets, read once."""
    classes_bytes = (HERE / "classes.yaml").read_bytes()
    identity_bytes = (HERE / "identity.yaml").read_bytes()
    classes, identity = tables()
    entries = classes["classes"]
    return Rules(
        identity=np.array(
            [_mask([kind]) for kind in identity["alone"]] + [_mask(group) for group in identity["together"]], np.uint64
        ),
        class_of=np.array([CLASSES.index(entry["class"]) for entry in entries], np.int64),
        any_of=np.array([_mask(entry.get("any", [])) for entry in entries], np.uint64),
        all_of=np.array([_mask(entry.get("all", [])) for entry in entries], np.uint64),
        values=tuple(kind for kind in KEY_KINDS if names()[kind] in identity["values"]),
        tiers={name: int(tier) for name, tier in classes["tiers"].items()},
        sources={str(entry["class"]): str(entry["source"]) for entry in reversed(entries)},
        digest=hashlib.sha256(classes_bytes + b"\0" + identity_bytes).hexdigest(),
    )


def _mask(kinds: list[str]) -> int:
    mask = 0
    for kind in kinds:
        mask |= 1 << bits()[kind]
    return mask
