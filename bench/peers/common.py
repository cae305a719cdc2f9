"""What every adapter shares: reading lines, canonical values, check digits, the two ways of being called.

An adapter is a program of one tool, run by the interpreter of the benchmark's own environment:

    python bench/peers/TOOL.py count  FILE ENCODING HEADER_LINES       prints {"counts": {kind: distinct values}}
    python bench/peers/TOOL.py values FILE ENCODING HEADER_LINES OUT   writes ROW, KIND, VALUE, a tab between them

Only ``count`` is timed: from the bytes of the file to the number of distinct values of each kind.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice

Hit = tuple[int, str, str]
"""Row from 0, kind, value as it stands."""
Finder = Callable[[Iterable[str]], Iterator[Hit]]

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
_NO_SIGNS = str.maketrans("", "", " -+·")


def resident_id_holds(number: str) -> bool:
    """Check digit right (ISO 7064 MOD 11-2), a calendar date from 1900 to 2026. ``number``: 18 characters, X large."""
    if "10X98765432"[sum(int(a) * b for a, b in zip(number, _WEIGHTS, strict=False)) % 11] != number[17]:
        return False
    try:
        return 1900 <= date(int(number[6:10]), int(number[10:12]), int(number[12:14])).year <= 2026
    except ValueError:
        return False


def luhn_holds(number: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    digits = [int(digit) for digit in reversed(number)]
    return (sum(digits[::2]) + sum(_DOUBLED[digit] for digit in digits[1::2])) % 10 == 0


def issuer_known(number: str) -> bool:
    """A card number of 16 or 19 digits of China UnionPay, or of 16 of Visa or Mastercard."""
    if len(number) == 19:
        return number.startswith("62")
    return len(number) == 16 and (number.startswith(("62", "4")) or "51" <= number[:2] <= "55")


def ip_holds(text: str) -> bool:
    return all(int(part) < 256 for part in text.split("."))


def plain(kind: str, value: str) -> str:
    """The form in which values are compared: as the truth has them."""
    if kind == "email":
        return value.strip().lower()
    if kind == "ip":
        return value.strip()
    value = value.translate(_NO_SIGNS).upper()
    return value[-11:] if kind == "mobile" else value


def lines_of(path: str, encoding: str, header: int) -> Iterator[str]:
    """The rows of a file; a row is a line."""
    with open(path, encoding=encoding, errors="replace", newline="\n") as file:
        yield from islice(file, header, None)


def serve(find: Finder) -> None:
    """Runs an adapter that takes lines and gives hits."""
    mode, path, encoding, header = sys.argv[1:5]
    hits = find(lines_of(path, encoding, int(header)))
    if mode == "values":
        with open(sys.argv[5], "w", encoding="utf-8") as out:
            out.writelines(f"{row}\t{kind}\t{plain(kind, value)}\n" for row, kind, value in hits)
        return
    values: defaultdict[str, set[str]] = defaultdict(set)
    for _, kind, value in hits:
        values[kind].add(plain(kind, value))
    print(json.dumps({"counts": {kind: len(found) for kind, found in values.items()}}))
