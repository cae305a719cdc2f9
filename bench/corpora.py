"""Names and addresses in running text: what is found of those that people marked in public Chinese corpora.

    python bench/corpora.py FOLDER [--part train] [--kept FILE]

FOLDER holds a folder for each corpus: ``cluener`` (JSON lines), ``weibo``, ``resume``, ``msra``, ``address`` (a sign or
word and its tag to a line). The corpora are no part of the project: their licences do not allow to pass them on. Rules
were tuned on train parts only; the figures are of the test part, or of the dev part where there is no other.

A mark is found if a value of its kind on the same line has the same characters after N (docs/reference/recognition.md),
each mark by one value; a value that no mark explains is wrong. Results are kept in bench/results/corpora.json.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from tiao.content.reader import pack
from tiao.findings.catalogue import names as kind_names
from tiao.findings.normalise import normalise
from tiao.findings.reading import scan
from tiao.findings.settled import prepare
from tiao.findings.votes import ADDRESS, NAME, VOTES, count_votes

from timing import machine

KEPT = Path(__file__).parent / "results" / "corpora.json"
YEAR = 2026
PACKAGES = ("numpy", "numba", "tiao")
# Which marks are names of people and which are places, by corpus. Weibo marks 妈妈 and 老板 as well (NOM): no names.
NAMES = {"cluener": {"name"}, "weibo": {"PER.NAM"}, "resume": {"NAME"}, "msra": {"PER"}}
PLACES = {"cluener": {"address"}, "weibo": {"LOC.NAM", "GPE.NAM"}, "resume": {"LOC"}, "msra": {"LOC"}}
PHONE = "13800001234"
# How a list or a message writes a person down; the name is one that the corpus marks.
FORMS: dict[str, Callable[[str], str]] = {
    "姓名：…": lambda name: f"姓名：{name}，电话{PHONE}",
    "… 13800001234": lambda name: f"{name} {PHONE}",
    "…，男，": lambda name: f"{name}，男，汉族，电话{PHONE}",
}


@dataclass
class Line:
    """A line of a corpus: its text, and what people marked in it."""

    text: str
    marks: list[tuple[str, str]] = field(default_factory=list)


class _Vault:
    """Stands in for a case's key: what is found is compared here and kept nowhere."""

    hash_key = (1, 2)

    def blind(self, blocks: Any) -> Any:
        return blocks.copy()

    blind_content = blind


@dataclass
class _Text:
    name: str = ""
    layout: str = "text"


def json_lines(path: Path) -> Iterator[Line]:
    for raw in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(raw)
        places = [(kind, *place) for kind, own in entry["label"].items() for at in own.values() for place in at]
        text = entry["text"]
        yield Line(text, [(kind, text[low : high + 1]) for kind, low, high in sorted(places, key=lambda one: one[1:])])


def tagged(path: Path, numbered: bool = False) -> Iterator[Line]:
    """Signs with their tags (BIO or BMES), a blank line after each text.

    Args:
        numbered: behind each sign stands its place in its word.
    """
    line, open_as = Line(""), ""
    for raw in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if not raw.strip():
            if line.text:
                yield line
            line, open_as = Line(""), ""
            continue
        sign, tag = raw.split()
        sign = sign[:-1] if numbered else sign
        line.text += sign
        step, _, kind = tag.partition("-")
        if kind and (step in ("B", "S") or kind != open_as):
            line.marks.append((kind, sign))
        elif kind:
            line.marks[-1] = (kind, line.marks[-1][1] + sign)
        open_as = kind if step in ("B", "I", "M") else ""


READ: dict[str, Callable[[Path], Iterator[Line]]] = {
    "cluener": json_lines,
    "weibo": lambda path: tagged(path, numbered=True),
    "resume": tagged,
    "msra": tagged,
    "address": tagged,
}


def found_in(texts: Sequence[str]) -> list[Counter[tuple[str, str]]]:
    """Kind and characters of the values of each text, and how often they stand in it."""
    batch = pack([(row, [text]) for row, text in enumerate(texts)], len(texts))
    reading = prepare(_Text(), batch, "text@1", YEAR)  # type: ignore[arg-type]
    cells = scan(batch, reading, _Vault(), True, 0)  # type: ignore[arg-type]
    out: list[Counter[tuple[str, str]]] = [Counter() for _ in texts]
    for value in cells.values:
        if not value["struck"]:
            raw = bytes(cells.batch.data[value["start"] : value["end"]]).decode("utf-8", "replace")
            out[int(cells.batch.rows[value["row"]])][kind_names()[int(value["kind"])], normalise(raw)] += 1
    return out


def score(kind: str, wanted: Sequence[Sequence[str]], found: Sequence[Counter[tuple[str, str]]]) -> dict[str, int]:
    """Marks, values, and values that are a mark of their line."""
    right = 0
    for marks, values in zip(wanted, found, strict=True):
        own = Counter({text: many for (what, text), many in values.items() if what == kind})
        right += sum((own & Counter(map(normalise, marks))).values())
    values_found = sum(many for values in found for (what, _), many in values.items() if what == kind)
    return {"marked": sum(map(len, wanted)), "found": values_found, "right": right}


def votes(cells: Sequence[str]) -> dict[str, int]:
    """How many cells of a column without header look like a name, and like an address."""
    batch = pack([(row, [cell]) for row, cell in enumerate(cells)], len(cells))
    counted = np.zeros((1, VOTES), np.int64)
    count_votes(batch.data, batch.starts, batch.ends, batch.first, 0, len(batch), YEAR, counted)
    return {"cells": len(cells), "name": int(counted[0, NAME]), "address": int(counted[0, ADDRESS])}


def _part(folder: Path, part: str) -> Path | None:
    files = sorted(path for path in folder.iterdir() if path.suffix != ".md")
    wanted = ("train",) if part == "train" else ("test", "dev")
    return next((path for word in wanted for path in files if word in path.name.lower()), None)


def measured(corpus: str, path: Path) -> dict[str, Any]:
    """One corpus: its lines as they stand, its names in the forms of lists, its strings as columns without header."""
    lines = list(READ[corpus](path))
    found = found_in([line.text for line in lines])
    out: dict[str, Any] = {
        "file": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "lines": len(lines),
    }
    if corpus == "address":
        whole = [[line.text] for line in lines]
        labelled = found_in([f"地址：{line.text}" for line in lines])
        out["address"] = {"alone": score("address", whole, found), "地址：…": score("address", whole, labelled)}
        return out | {"column": votes([line.text for line in lines])}
    names = [[text for kind, text in line.marks if kind in NAMES[corpus]] for line in lines]
    places = [[text for kind, text in line.marks if kind in PLACES[corpus]] for line in lines]
    distinct = sorted({name for own in names for name in own})
    others = sorted({text for line in lines for kind, text in line.marks if kind not in NAMES[corpus]} - {*distinct})
    out["name"] = {"text": score("name", names, found)}
    for form, write in FORMS.items():
        out["name"][form] = score("name", [[name] for name in distinct], found_in([write(name) for name in distinct]))
    out["address"] = {"text": score("address", places, found)}
    return out | {"column": {"names": votes(distinct), "other marks": votes(others)}}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--part", choices=("test", "train"), default="test")
    parser.add_argument("--kept", type=Path, default=KEPT)
    args = parser.parse_args()
    parts = {corpus: _part(args.folder / corpus, args.part) for corpus in READ if (args.folder / corpus).is_dir()}
    result = {
        "machine": machine(PACKAGES),
        "part": args.part,
        "corpora": {corpus: measured(corpus, path) for corpus, path in parts.items() if path},
    }
    args.kept.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result["corpora"], ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
