"""What people read in the texts, and how the rules' statements are held against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from tiao.cases.document import plain
from tiao.cases.read import read
from tiao.cases.statement import Statement
from tiao.cases.vocabulary import predicates

TEXTS = Path(__file__).parent / "texts"
PARTS = ("published", "tuned", "held_out", "later")
# What is not labelled in a text whose label file says `only: core`.
BESIDE_CORE = {
    "act", "means", "use", "channel", "recipient", "supplier", "insider", "insider_of", "kind", "category_kind",
    "category_by", "category_act", "category_total", "price", "unit_price", "payment", "occupational_ban",
}  # fmt: skip
Fact = tuple[str, str, str]


def texts(part: str) -> list[Path]:
    return sorted((TEXTS / part).glob("*.txt"))


def labels(path: Path) -> Counter[Fact]:
    """The labelled facts: subject, predicate, value. A category is named by its pieces, an order by its kind."""
    raw = yaml.safe_load(path.with_suffix(".yaml").read_text("utf-8"))
    found: Counter[Fact] = Counter()
    people = raw.get("defendants", {})
    found.update(_facts("case", raw.get("case", {}), people))
    for name, said in people.items():
        found.update(_facts(f"defendant:{name}", {"defendant": name, **said}, people))
    for said in raw.get("categories", ()):
        found.update(_facts(f"category:{said['pieces']}", said, people))
    for said in raw.get("orders", ()):
        found.update(_facts(f"order:{said['order']}", said, people))
    return found


def _facts(subject: str, said: dict[str, Any], people: dict[str, Any]) -> Iterator[Fact]:
    for predicate, value in said.items():
        for one in value if isinstance(value, list) else [value]:
            yield _same_person(subject, predicate, people), predicate, _canonical(predicate, one)


def _same_person(subject: str, predicate: str, people: Iterable[str]) -> str:
    """Where there is one defendant, what is said of the case is said of that person."""
    names = list(people)
    if subject == "case" and len(names) == 1 and "defendant" in predicates()[predicate].subject:
        return f"defendant:{names[0]}"
    return subject


def _canonical(predicate: str, value: Any) -> str:
    if value is True:
        return "yes"
    if predicates()[predicate].type != "money":
        return str(value)
    sign = str(value)[: len(str(value)) - len(str(value).lstrip("<>=~"))]
    yuan = str(value).lstrip("<>=~")
    whole, _, cents = yuan.partition(".")
    return f"{sign}{int(whole) * 100 + int((cents + '00')[:2])}"


def facts(statements: list[Statement], people: Iterable[str]) -> Counter[Fact]:
    """The statements in the same form."""
    names = {s.subject: s.value for s in statements if s.predicate in ("pieces", "order")}
    found: Counter[Fact] = Counter()
    for s in statements:
        kind = s.subject.partition(":")[0]
        subject = f"{kind}:{names[s.subject]}" if kind in ("category", "order") else s.subject
        found[(_same_person(subject, s.predicate, people), s.predicate, s.value)] += 1
    return found


def compared(path: Path) -> tuple[Counter[Fact], Counter[Fact]]:
    """Labelled and found facts of one text."""
    raw = yaml.safe_load(path.with_suffix(".yaml").read_text("utf-8"))
    found = facts(read(plain(path.read_text("utf-8"))), raw.get("defendants", {}))
    left_out = BESIDE_CORE if raw.get("only") == "core" else set()
    left_out = left_out | set(raw.get("skip", ()))
    return _without(labels(path), left_out), _without(found, left_out)


def _without(counted: Counter[Fact], left_out: set[str]) -> Counter[Fact]:
    return Counter({fact: times for fact, times in counted.items() if fact[1] not in left_out})


def scores(parts: Iterable[str]) -> dict[str, tuple[int, int, int]]:
    """By predicate: labelled, found, both."""
    made: dict[str, list[int]] = {}
    for part in parts:
        for path in texts(part):
            labelled, found = compared(path)
            both = labelled & found
            for column, counter in enumerate((labelled, found, both)):
                for (_, predicate, _), times in counter.items():
                    made.setdefault(predicate, [0, 0, 0])[column] += times
    return {name: (made[name][0], made[name][1], made[name][2]) for name in predicates() if name in made}


def table(parts: Iterable[str]) -> list[str]:
    """The table of docs/reference/statements.md: labelled, found, right, precision, recall; last the sum."""
    found = scores(parts)
    lines = [_row(f"`{name}` {predicates()[name].zh}", *figures) for name, figures in found.items()]
    sums = [sum(figures[column] for figures in found.values()) for column in range(3)]
    return [*lines, _row("all", *sums)]


def _row(head: str, labelled: int, found: int, right: int) -> str:
    precision = f"{right / found:.3f}" if found else "–"
    recall = f"{right / labelled:.3f}" if labelled else "–"
    return f"| {head} | {labelled} | {found} | {right} | {precision} | {recall} |"


if __name__ == "__main__":
    for part in PARTS:
        print(f"\n{part}\n" + "\n".join(table([part])))
