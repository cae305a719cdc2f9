"""The profile of a ledger: for each set of records that a token can stand in, how many tokens stand in such a set.

A token is a content, a person or a value. What it counts as follows from its records, and of these only from their
numbers (see ``meaning``). So it is enough to know how many tokens have each set of numbers that occurs; every reading
is a sum over that small table (see ``profile``). Exact: nothing is estimated, no record is left aside.

The passes run in DuckDB over the view ``ledger``. They hold tokens and bits, no raw value; what does not fit in memory
goes to the folder that ``sql.ledger_of`` makes in the case and takes away.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tiao.case import Case
from tiao.findings.catalogue import names
from tiao.findings.found import ledger_parts
from tiao.model import CLASSES
from tiao.pieces.readings.meaning import NOTHING, Bits, Bools, Combinations, Ints, Meanings, meanings
from tiao.pieces.readings.overlay import Overlay
from tiao.pieces.rebuttals import sql_rebutted
from tiao.pieces.rebuttals.rebutted import Rebutted
from tiao.pieces.rules import rules
from tiao.pieces.sql_ledger import ledger_of

Progress = Callable[[str, int, int], None]
# Numbers that one profile tells apart, 64 to a word that each token carries.
MOST = 256

# What rebuttals take out, as columns of the ledger; no rebuttal, no join.
_WHOLE = "create or replace temp view standing as select *, -1 as ground from ledger"
_REBUTTED = """
create or replace temp view standing as
select ledger.*, coalesce(rebutted.ground, -1) as ground
from ledger
left join rebutted
    on rebutted.source = ledger.source and rebutted.row = ledger.row and rebutted.part = ledger.part
"""
_OCCURRING = """
select kinds, struck, doubts, ground, count(*) as records
from standing where not more
group by all order by all
"""
# The records that count under some reading, each with its number and the words of that number.
_COUNTED = """
create or replace temp view counted as
select standing.*, meaning.* exclude (kinds, struck, doubts, ground)
from standing
join meaning
    on meaning.kinds = standing.kinds and meaning.struck = standing.struck
    and meaning.doubts = standing.doubts and meaning.ground = standing.ground
where not standing.more
"""
# Words stay unsigned: with a plain 0 DuckDB would widen them, and hand them over as fractions.
_ZERO = "0::ubigint"
# The first striking reason of each set of doubts that a struck value has.
_REASON = """
create or replace temp table reason as
select held.doubts, min(doubts.bit) as bit
from (select distinct doubts from further where is_struck) as held
join doubts on doubts.striking and ((held.doubts >> doubts.bit) & 1) = 1
group by held.doubts
"""
_SAME_RECORD = "further.source = counted.source and further.row = counted.row and further.part = counted.part"


@dataclass(frozen=True)
class Tokens:
    """How many tokens have each set of numbers.

    Attributes:
        words: uint64, shape (sets, words): bit n of word w is number 64 w + n.
        many: int64, tokens with this set.
        label: what else tells sets apart: a kind's bit, an exhibit; all the same if nothing does.
    """

    words: Bits
    many: Ints
    label: npt.NDArray[Any]

    def of(self, label: Any) -> Tokens:
        """Those of one label."""
        own = self.label == label
        return Tokens(self.words[own], self.many[own], self.label[own])

    def each_class(self, classes: Ints) -> Ints:
        """Tokens by class, int64 (classes,); one that stands in several classes counts in each.

        Args:
            classes: the class of each number, or ``NOTHING``.
        """
        return np.array([self._sum(self._meet(classes == c)) for c in range(len(CLASSES))], np.int64)

    def first(self, places: Ints, length: int = len(CLASSES)) -> Ints:
        """Tokens by place, int64 (length,), each once, in the first of its places: a class or a reason."""
        counted = np.zeros(len(self.many), np.bool_)
        found = np.zeros(length, np.int64)
        for place in range(length):
            meets = self._meet(places == place) & ~counted
            found[place] = self._sum(meets)
            counted |= meets
        return found

    def _meet(self, numbers: Bools) -> Bools:
        wanted = np.zeros(self.words.shape[1], np.uint64)
        for number in np.flatnonzero(numbers):
            wanted[number // 64] |= np.uint64(1) << np.uint64(number % 64)
        found: Bools = ((self.words & wanted) != 0).any(axis=1)
        return found

    def _sum(self, wanted: Bools) -> int:
        return int(self.many[wanted].sum())


@dataclass
class Profile:
    """What is needed to count by some methods under some readings; what no method asked for is missing.

    Attributes:
        meanings: what the numbers amount to.
        tokens: by name. ``valid``, ``full``: contents. ``exhibits``: valid contents of each exhibit taken alone.
            ``persons``: of records in total. ``only_high``: persons of records in high only. ``values``: valid values
            by kind. ``struck``: struck values, by numbers of ``pairs``.
        occurrences: how often valid values stand in records of each number.
        pairs: int64, shape (pairs, 2): number of the record, and the struck value's own reason.
    """

    meanings: Meanings
    tokens: dict[str, Tokens] = field(default_factory=dict)
    occurrences: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    pairs: Ints = field(default_factory=lambda: np.zeros((0, 2), np.int64))


def profiles(
    case: Case, readings: Sequence[Overlay], figures: Collection[str], progress: Progress | None = None
) -> list[tuple[Sequence[Overlay], Profile]]:
    """Profiles a ledger for some readings; for very many in several profiles, so that words stay few.

    Args:
        readings: what is to be told apart.
        figures: of ``rows``, ``records``, ``persons``, ``values``: what is to be counted.
        progress: called with (what, passes done, passes in all).

    Raises:
        Misuse: no ledger, or neither memory nor disk enough.
        IntegrityBroken: a part of the ledger is missing or damaged.
    """
    occurring = {kind for entry, _ in ledger_parts(case) for kind in entry["found_kinds"]}
    rebutted = Rebutted.standing(case)
    with ledger_of(case) as connection:
        if rebutted:
            # A reading may count records that the default does not: a rebuttal of them holds as well.
            connection.execute("insert into identity values (0)")
            sql_rebutted.mark(connection, rebutted)
        connection.execute(_REBUTTED if rebutted else _WHOLE)
        found = connection.execute(_OCCURRING).fetchnumpy()
        kinds, struck, doubts = (np.asarray(found[name], np.uint64) for name in ("kinds", "struck", "doubts"))
        ground, records = (np.asarray(found[name], np.int64) for name in ("ground", "records"))
        combinations = Combinations(kinds, struck, doubts, ground, records)
        groups = _groups(combinations, readings)
        done: list[tuple[Sequence[Overlay], Profile]] = []
        step = 0
        for group, made in groups:
            passes = _Passes(connection, made, occurring)
            # Rows need no tokens: the combinations say how many they are.
            for name, walk in (("records", passes.records), ("persons", passes.persons), ("values", passes.values)):
                if name in figures and made.numbers:
                    walk()
                step += 1
                if progress:
                    progress("count 计数", step, 3 * len(groups))
            done.append((group, passes.profile))
        return done


def _groups(combinations: Combinations, readings: Sequence[Overlay]) -> list[tuple[Sequence[Overlay], Meanings]]:
    """Readings in groups that need few numbers. One reading alone is never cut."""
    made = meanings(combinations, readings)
    if made.numbers <= MOST or len(readings) == 1:
        return [(readings, made)]
    half = len(readings) // 2
    return _groups(combinations, readings[:half]) + _groups(combinations, readings[half:])


class _Passes:
    """The passes over a ledger for one group of readings."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, made: Meanings, kinds: Collection[str]) -> None:
        self.connection = connection
        self.made = made
        # Strongest first: the first of them that a record holds is its person.
        self.kinds = [names()[bit] for bit in rules().values if names()[bit] in kinds]
        self.words = [f"w{n}" for n in range(-(-max(1, made.numbers) // 64))]
        self.profile = Profile(made, occurrences=np.zeros(made.numbers, np.int64))
        self._tell_meanings()

    def _tell_meanings(self) -> None:
        """The table ``meaning`` and the view ``counted`` over it."""
        made, held = self.made, self.made.number != NOTHING
        number = made.number[held]
        in_total, in_high = made.total != NOTHING, made.high != NOTHING
        table = {name: getattr(made.combinations, name)[held] for name in ("kinds", "struck", "doubts", "ground")}
        table |= {"number": number, **self._bits(number)}
        table |= {"total": in_total.any(axis=0)[number], "only_high": (in_high & ~in_total).any(axis=0)[number]}
        self.connection.register("meaning_given", pa.table(table))
        self.connection.execute("create or replace temp table meaning as select * from meaning_given")
        self.connection.unregister("meaning_given")
        self.connection.execute(_COUNTED)

    def _bits(self, numbers: Ints, words: Sequence[str] = ()) -> dict[str, Bits]:
        bit = np.uint64(1) << (numbers % 64).astype(np.uint64)
        return {word: np.where(numbers // 64 == n, bit, np.uint64(0)) for n, word in enumerate(words or self.words)}

    def records(self) -> None:
        """Valid contents, and full ones. Where nothing is struck they are the same token."""
        words = self.words
        plain = [f"case when struck = 0 then {word} else {_ZERO} end as full_{word}" for word in words]
        both = self._count(
            f"""
            select content as token, {", ".join([*words, *plain])} from counted
            union all
            select content_full, {", ".join([_ZERO] * len(words) + words)} from counted where struck <> 0
            """,
            [*words, *(f"full_{word}" for word in words)],
        )
        many = len(words)
        self.profile.tokens |= {
            "valid": Tokens(both.words[:, :many], both.many, both.label),
            "full": Tokens(both.words[:, many:], both.many, both.label),
        }
        exhibits = self.connection.execute("select distinct split_part(source, '.', 1) from ledger").fetchall()
        if len(exhibits) == 1:
            label = np.full(len(both.many), exhibits[0][0])
            self.profile.tokens["exhibits"] = Tokens(both.words[:, :many], both.many, label)
        else:
            exhibit = "split_part(source, '.', 1) as label"
            alone = f"select {exhibit}, content as token, {', '.join(words)} from counted where total"
            self.profile.tokens["exhibits"] = self._count(alone, words, labelled=True)

    def persons(self) -> None:
        """A record's strongest valid value, else its content; in high only, its strongest struck value."""
        words = ", ".join(self.words)
        person = ", ".join([*self.kinds, "content"])
        in_total = f"select coalesce({person}) as token, {words} from counted where total"
        self.profile.tokens["persons"] = self._count(in_total, self.words)
        struck = " union all ".join(
            f"select source, row, part, line, {place} as strength, {kind} as token from ledger"
            f" where more and struck <> 0 and {kind} is not null"
            for place, kind in enumerate(self.kinds)
        )
        strongest = f"""
            select source, row, part, arg_min(token, (strength, line)) as token
            from ({struck}) group by source, row, part
        """
        plain = f"select content_full as token, {words} from counted where only_high"
        joined = f"""
            select coalesce(further.token, content_full) as token, {words}
            from counted left join ({strongest}) as further on {_SAME_RECORD} where only_high
        """
        self.profile.tokens["only_high"] = self._count(joined if self.kinds else plain, self.words)

    def values(self) -> None:
        """Valid values stand on the line of their record, and on further lines; struck ones on further lines only."""
        if not self.kinds:
            return
        words = ", ".join(self.words)
        kinds = ", ".join(self.kinds)
        self.connection.execute(
            f"""
            create or replace temp table further as
            select number, {words}, more.* exclude (source, row, part)
            from counted
            join (select source, row, part, struck <> 0 as is_struck, doubts, {kinds} from ledger where more) as more
                on {_SAME_RECORD.replace("further", "more")}
            """
        )
        held = " union all ".join(
            f"select number, count(*) as times from {lines} group by number"
            for kind in self.kinds
            for lines in (f"counted where {kind} is not null", f"further where not is_struck and {kind} is not null")
        )
        for number, times in self.connection.execute(f"select number, sum(times) from ({held}) group by 1").fetchall():
            self.profile.occurrences[number] = times
        bit = {names()[bit]: bit for bit in rules().values}
        valid = " union all ".join(
            f"select {bit[kind]} as label, {kind} as token, {words} from {lines} and {kind} is not null"
            for kind in self.kinds
            for lines in ("counted where true", "further where not is_struck")
        )
        self.profile.tokens["values"] = self._count(valid, self.words, labelled=True)
        self._struck(bit)
        self.connection.execute("drop table further")

    def _struck(self, bit: dict[str, int]) -> None:
        """Struck values have reasons of their own, so they are told apart by number and reason."""
        self.connection.execute(_REASON)
        pairs = self.connection.execute(
            "select distinct number, bit from further join reason using (doubts) where is_struck order by all"
        ).fetchall()
        self.profile.pairs = np.array(pairs, np.int64).reshape(-1, 2)
        if not pairs:
            return
        words = [f"p{n}" for n in range(-(-len(pairs) // 64))]
        bits = self._bits(np.arange(len(pairs)), words)
        self.connection.register(
            "pair", pa.table({"number": self.profile.pairs[:, 0], "bit": self.profile.pairs[:, 1], **bits})
        )
        struck = " union all ".join(
            f"select {bit[kind]} as label, {kind} as token, {', '.join(words)}"
            f" from further join reason using (doubts) join pair using (number, bit)"
            f" where is_struck and {kind} is not null"
            for kind in self.kinds
        )
        self.profile.tokens["struck"] = self._count(struck, words, labelled=True)
        self.connection.unregister("pair")

    def _count(self, tokens: str, words: Sequence[str], labelled: bool = False) -> Tokens:
        """Joins the words of equal tokens, and counts tokens by what they then have.

        Args:
            tokens: a query that gives ``token``, the words, and ``label`` if sets are told apart by it.
        """
        label = ["label"] if labelled else []
        joined = ", ".join(f"bit_or({word}) as {word}" for word in words)
        found = self.connection.execute(
            f"select {', '.join([*label, *words])}, count(*) as many from ("
            f" select {', '.join([*label, joined])} from ({tokens}) group by {', '.join([*label, 'token'])}"
            f") group by all order by all"
        ).fetchnumpy()
        many = np.asarray(found["many"], np.int64)
        columns = [np.asarray(found[word]).astype(np.uint64, casting="equiv") for word in words]
        return Tokens(np.stack(columns, axis=1), many, np.asarray(found["label"]) if label else np.zeros(len(many)))
