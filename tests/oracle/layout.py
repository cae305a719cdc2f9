"""Recognition, section 2: which row is the header, which role a column has, which numbers it is tested for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from oracle import checks, whole
from oracle.catalogue import CONTEXTS, HEADER_PREFIXES, MEANINGS, PLACES, WORDS
from oracle.cells import DEFAULT_GATES, gated, is_pure_number
from oracle.normalise import HAN, has_digit_run, has_han, is_empty, lower, normalise
from oracle.text import surname_first

Row = Sequence[str]
SAMPLE = 1000
TOTALS = frozenset(["合计", "总计", "小计", "共计", "总和", "total", "sum", "subtotal"])


@dataclass
class Layout:
    """How a table is read.

    Attributes:
        header: index of the header row, None without one; the rows above it are titles.
        roles: role of each column.
        gates: open gates of each column; empty for a column that is neither open nor serial.
        beyond: open gates of the cells beyond the last column.
    """

    header: int | None
    roles: list[str] = field(default_factory=list)
    gates: list[frozenset[str]] = field(default_factory=list)
    beyond: frozenset[str] = DEFAULT_GATES["open"]


def header_word(raw: str) -> str:
    """N, lower case, bracketed remarks out, then only letters, digits and Han."""
    word = lower(normalise(raw))
    if "=" in word:
        return ""
    for opening, closing in ("()", "[]", "【】", "<>"):
        word = re.sub(f"{re.escape(opening)}[^{re.escape(closing)}]*{re.escape(closing)}", "", word)
    return re.sub(f"[^a-z0-9{HAN}]", "", word)


def meaning(raw: str) -> str | None:
    """The kind of a header cell, or ``serial``, or a context that the other columns decide, or nothing."""
    word = header_word(raw)
    if word in MEANINGS:
        return MEANINGS[word]
    word = re.sub("[0-9]{1,2}$", "", word)
    if word in MEANINGS:
        return MEANINGS[word]
    fitting = [prefix for prefix in HEADER_PREFIXES if word.startswith(prefix) and len(word) > len(prefix)]
    return MEANINGS.get(word[len(max(fitting, key=len)) :]) if fitting else None


def in_context(name: str, row: Row) -> str | None:
    """What a word of a context says in this header: a kind, ``serial``, or nothing."""
    context = CONTEXTS[name]
    kinds = {meaning(raw) for raw in row}
    words = {header_word(raw) for raw in row}
    then = kinds & set(context["with"]) or words & set(context.get("with_words", ()))
    if words & set(context.get("unless", ())):
        then = set()
    said = context["then"] if then else context["otherwise"]
    return None if said == "open" else str(said)


def _filled(row: Row) -> list[str]:
    """The cells that are not empty, normalised."""
    return [s for s in map(normalise, row) if not is_empty(s)]


def _is_candidate(index: int, row: Row, year_max: int) -> bool:
    cells = _filled(row)
    if not any(meaning(raw) for raw in row):
        return False
    if any(has_digit_run(s, 5) for s in cells):
        return False
    if any(whole.resident_id(s, year_max) or whole.mobile(s) or whole.bank_card(s) or whole.email(s) for s in cells):
        return False
    return len(cells) != 1 or index == 0


def _is_title_of_a_column(rows: Sequence[Row], year_max: int) -> bool:
    """Whether row 1 may be the title of a table of one column, whose header is row 2."""
    cells = _filled(rows[0])
    said = any(whole.resident_id(s, year_max) or whole.mobile(s) or whole.bank_card(s) or whole.email(s) for s in cells)
    return not said and not any(has_digit_run(s, 5) for s in cells) and all(len(_filled(row)) <= 1 for row in rows[:20])


def find_header(rows: Sequence[Row], year_max: int) -> int | None:
    best, best_score = None, 0
    for index, row in enumerate(rows[:20]):
        score = sum(meaning(raw) is not None for raw in row)
        below = index == 1 and _is_title_of_a_column(rows, year_max)
        if _is_candidate(0 if below else index, row, year_max) and score > best_score:
            best, best_score = index, score
    if best is not None and best_score >= max(1, len(_filled(rows[best])) // 2):
        return best
    return 0 if rows and _header_without_meanings(rows) else None


def _header_without_meanings(rows: Sequence[Row]) -> bool:
    cells = [normalise(raw) for raw in rows[0]]
    if len(cells) < 2 or any(is_empty(s) or re.search("[0-9]", s) for s in cells) or len(set(cells)) < len(cells):
        return False
    for place in range(len(cells)):
        below = column_sample(rows[1 : 1 + SAMPLE], place)
        if below and 2 * sum(has_digit_run(s, 5) for s in below) >= len(below):
            return True
    return False


def column_sample(sample: Sequence[Row], place: int) -> list[str]:
    """The sampled cells of a column that are not empty, normalised."""
    cells = [normalise(row[place]) for row in sample if place < len(row)]
    return [s for s in cells if not is_empty(s)]


def looks_like_name(s: str) -> bool:
    return re.fullmatch(f"[{HAN}]{{2,4}}", s) is not None and surname_first(s) and not is_known_word(s)


def is_known_word(s: str) -> bool:
    """A place as people say it, with or without what may follow, or another word that is nobody's name."""
    return s in WORDS or s in PLACES or (s[-1] in "省市州县区站东西南北" and s[:-1] in PLACES)


def looks_like_address(s: str) -> bool:
    return has_han(s) and len(whole.ADDRESS_SIGNS.findall(s)) >= 2


def guess_role(cells: Sequence[str]) -> str:
    """The role of a column without a meaning, from its sample."""

    def half(good: int) -> bool:
        return good > 0 and 2 * good >= len(cells)

    if half(sum(whole.uscc(s) is not None for s in cells)):
        return "uscc"
    if half(sum(whole.plate(s) is not None for s in cells)):
        return "plate"
    if half(sum(whole.ip(s) is not None for s in cells)):
        return "ip"
    if half(sum(whole.mac(s) is not None and (":" in s or "-" in s) for s in cells)):
        return "mac"
    names = sum(map(looks_like_name, cells))
    if names > 0 and 5 * names >= 3 * len(cells):
        return "name"
    return "address" if half(sum(map(looks_like_address, cells))) else "open"


def _degrees(cells: Sequence[str], first: int, beyond: int) -> bool:
    """Half or more are degrees with four decimals or more, within bounds."""
    found = [re.fullmatch("([0-9]{1,3})[.][0-9]{4,}", s) for s in cells]
    good = sum(match is not None and first <= int(match[1]) < beyond for match in found)
    return good > 0 and 2 * good >= len(cells)


def pairs_of_degrees(samples: Sequence[Sequence[str] | None]) -> set[int]:
    """Columns that tell a longitude and a latitude side by side; None for a column that is something already."""
    taken: set[int] = set()
    for place, (one, other) in enumerate(pairwise(samples)):
        if place in taken or one is None or other is None:
            continue
        if (_degrees(one, 73, 136) and _degrees(other, 3, 54)) or (_degrees(one, 3, 54) and _degrees(other, 73, 136)):
            taken |= {place, place + 1}
    return taken


@dataclass
class Sampled:
    """The pure numbers of one column's sample, or of several."""

    numbers: list[str]
    year_max: int

    def of(self, gate: str) -> tuple[list[str], list[str]]:
        """The numbers of the gate's length, and those of them that speak for it."""
        lengths = {"id18": 18, "id15": 15, "mobile": 11}
        length = lengths[gate] if gate in lengths else int(gate[4:])
        cells = [t for t in self.numbers if len(t) == length]
        if gate == "id18":
            return cells, [t for t in cells if checks.id18_valid(t, self.year_max)]
        if gate == "id15":
            return cells, [t for t in cells if checks.id15_valid(t, self.year_max)]
        if gate == "mobile":
            cells = [t for t in cells if t[0] != "0"]
            return cells, [t for t in cells if checks.mobile_valid(t) and checks.mobile_assigned(t)]
        cells = [t for t in cells if not checks.id18_valid(t, self.year_max)]
        return cells, [t for t in cells if checks.card_in_the_open(t)]


GATES = ("id18", "id15", "mobile", "card16", "card17", "card18", "card19")


def sampled(cells: Sequence[str], year_max: int) -> Sampled:
    return Sampled([gated(s) for s in cells if is_pure_number(s)], year_max)


def open_gates(role: str, column: Sampled, elsewhere: Sampled | None) -> frozenset[str]:
    """Which kinds the pure numbers of an open or serial column are tested for.

    Args:
        elsewhere: the numbers of all open columns of a table without a header, where a column does not say much.
    """
    gates = set()
    for gate in GATES:
        percent = 1 if gate == "id18" and role == "open" else 50
        cells, right = column.of(gate)
        speaks = bool(cells) and 100 * len(right) >= percent * len(cells)
        few = len(cells) < (100 if percent == 1 else 10)
        silent = gate in ("id18", "mobile")
        if elsewhere is not None and few and not speaks:
            cells, right = elsewhere.of(gate)
            speaks = bool(cells) and 100 * len(right) >= percent * len(cells)
            silent = gate != "id15"
        if speaks or (not cells and silent):
            gates.add(gate)
    cells, right = column.of("id18")
    if cells and 2 * len(right) >= len(cells):
        gates.add("id18_column")
    if role == "serial":
        gates.discard("mobile")
    return frozenset(gates)


def find_layout(rows: Sequence[Row], year_max: int) -> Layout:
    header = find_header(rows, year_max)
    first = 0 if header is None else header + 1
    sample = rows[first : first + SAMPLE]
    if header is None:
        meanings: list[str | None] = [None] * max((len(row) for row in sample), default=0)
    else:
        meanings = [meaning(raw) for raw in rows[header]]
    layout = Layout(header)
    columns = []
    nameless: list[Sequence[str] | None] = []
    for place, role in enumerate(meanings):
        cells = column_sample(sample, place)
        if role in CONTEXTS and header is not None:
            role = in_context(role, rows[header])
        layout.roles.append(role or guess_role(cells))
        columns.append(sampled(cells, year_max))
        nameless.append(cells if role is None and layout.roles[-1] == "open" else None)
    for place in pairs_of_degrees(nameless):
        layout.roles[place] = "position"
    elsewhere = None
    if header is None:
        opened = [column.numbers for role, column in zip(layout.roles, columns, strict=True) if role == "open"]
        elsewhere = Sampled([t for numbers in opened for t in numbers], year_max)
    for role, column in zip(layout.roles, columns, strict=True):
        layout.gates.append(open_gates(role, column, elsewhere) if role in DEFAULT_GATES else frozenset())
    layout.beyond = open_gates("open", sampled([], year_max), elsewhere)
    return layout


def is_total(row: Row) -> bool:
    """A row of totals below a spreadsheet's table."""
    cells = _filled(row)
    return bool(cells) and lower(cells[0]).replace(" ", "").replace(":", "") in TOTALS
