"""Sampling, as docs/reference/sampling.md says it: allocation, draw and bounds in the plainest way, with fractions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import comb
from typing import Any

from oracle.catalogue import KINDS
from oracle.count import class_of, identifies


@dataclass(frozen=True)
class Line:
    """One line of the blind ledger that is a record: its table, row, part, kinds, whether doubted, content token."""

    source: str
    row: int
    part: int
    kinds: frozenset[str]
    doubted: bool
    content: bytes


def kinds_of(bits: int, places: Mapping[str, int]) -> frozenset[str]:
    return frozenset(kind for kind in KINDS if bits >> places[kind] & 1)


def frame(lines: Sequence[Line]) -> dict[bytes, tuple[str, int]]:
    """Class and number of the first exhibit of every piece in total."""
    found: dict[bytes, tuple[str, int]] = {}
    for line in lines:
        if identifies(set(line.kinds)):
            exhibit = int(line.source.split(".")[0][1:])
            _, first = found.get(line.content, ("", exhibit))
            found[line.content] = (class_of(set(line.kinds)), min(first, exhibit))
    return found


def shares(pieces: Sequence[int], size: int) -> list[int]:
    """Proportional shares: largest remainder, at least one each; the earlier first where remainders are equal."""
    fixed: dict[int, int] = {}
    while True:
        left = [i for i in range(len(pieces)) if i not in fixed]
        quota = {i: Fraction(pieces[i] * (size - len(fixed)), sum(pieces[j] for j in left)) for i in left}
        small = [i for i in left if quota[i] < 1]
        if not small:
            break
        fixed |= dict.fromkeys(small, 1)
    given = {**fixed, **{i: int(quota[i]) for i in left}}
    by_rest = sorted(left, key=lambda i: (int(quota[i]) - quota[i], i))
    for i in by_rest[: size - sum(given.values())]:
        given[i] += 1
    return [given[i] for i in range(len(pieces))]


def draw(pieces: Mapping[bytes, tuple[str, int]], strata: Sequence[Mapping[str, Any]], root: bytes) -> set[bytes]:
    """The items of every stratum, given with class, stratum, exhibits and size."""
    drawn = set()
    for stratum in strata:
        exhibits = {int(name[1:]) for name in stratum["exhibits"]}
        own = [token for token, (name, first) in pieces.items() if name == stratum["class"] and first in exhibits]
        salt = root + f"{stratum['class']}\n{stratum['stratum']}\n".encode()
        drawn |= set(sorted(own, key=lambda token: hashlib.sha256(salt + token).digest())[: stratum["size"]])
    return drawn


def binomial(size: int, share: Fraction) -> list[Fraction]:
    return [comb(size, k) * share**k * (1 - share) ** (size - k) for k in range(size + 1)]


def hypergeometric(pieces: int, marked: int, size: int) -> list[Fraction]:
    ways = [comb(marked, k) * comb(pieces - marked, size - k) for k in range(size + 1)]
    return [Fraction(n, comb(pieces, size)) for n in ways]


def outcomes(strata: Sequence[tuple[int, int]], marked: Sequence[int]) -> Iterator[tuple[tuple[int, ...], Fraction]]:
    """Every vector of hits with its probability, for strata (pieces, size) of which so many pieces are marked."""
    each = [hypergeometric(pieces, m, size) for (pieces, size), m in zip(strata, marked, strict=True)]
    for hits in product(*(range(len(one)) for one in each)):
        chance = Fraction(1)
        for one, k in zip(each, hits, strict=True):
            chance *= one[k]
        if chance:
            yield hits, chance
