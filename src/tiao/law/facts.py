"""The facts of a case, as a person writes them: every key optional, what is not given is unknown and not false."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from tiao.errors import Misuse
from tiao.law.fields import (
    known_keys,
    mapping,
    one_of,
    read_date,
    read_fen,
    read_flag,
    read_number,
    read_pieces,
    read_texts,
    sequence,
)
from tiao.law.logic import UNKNOWN, Interval, Truth
from tiao.law.rule import ACT_KINDS, AMOUNTS, FLAGS
from tiao.law.safe_yaml import MAX_BYTES, load
from tiao.law.vocabulary import FURTHER_AMOUNTS, FURTHER_FLAGS, NUMBERS
from tiao.model import CLASSES

# Personal information whose class the file of the case does not say (类别不明): one of the classes, not known which.
UNCLASSIFIED = "unclassified"
KEYS = ("defendant", "acts", "counts", "amounts", "flags", "numbers", "filed_on", "prosecuted_on")
COUNT_KEYS = ("class", "pieces", "at_least", "at_most", "disputed", "act", "sold_to", "added_up", "source")
CONSEQUENCES = ("death", "serious_injury", "insanity", "kidnapping")  # 死亡、重伤、精神失常、被绑架


@dataclass(frozen=True)
class Act:
    """One act (行为), or several of one kind.

    Attributes:
        kind: one of ``ACT_KINDS``.
        start, end: first and last day; None when not given.
        ended_from: the earliest that the last day can be, where only its month or year is given; None: ``end`` itself.
        of: exhibits that it concerns, ``E1`` ...
        recipients: to whom; kept as names in the file only, never printed.
        insider: the information was got in duty or service (履行职责或者提供服务过程中); None is unknown.
        lawful_business: for lawful business (为合法经营活动); None is unknown.
    """

    kind: str
    start: date | None = None
    end: date | None = None
    of: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    insider: Truth = None
    lawful_business: Truth = None
    ended_from: date | None = None


@dataclass(frozen=True)
class Pieces:
    """Pieces (条) of one class, or ``unclassified``, as the file of the case says.

    Attributes:
        disputed: ids of the disputed questions that these pieces fall under, empty when under none; None: not said.
        acts: numbers of the acts that these pieces are of, the first is 1; empty: not said.
        sold_to: the same pieces went to each of these (art. 11(2)); kept as names in the file only, never printed.
        added_up: the number is the sum over several recipients already.
    """

    cls: str
    pieces: Interval
    disputed: tuple[str, ...] | None = None
    acts: tuple[int, ...] = ()
    sold_to: tuple[str, ...] = ()
    added_up: bool = False


@dataclass(frozen=True)
class Facts:
    """What is given. None, or a missing key, means that the file of the case does not say.

    Attributes:
        acts: None when no acts are given.
        counts: None when no counts are given. When given, a class that is not listed has none.
        amounts: by name of ``AMOUNTS``, in fen (分).
        flags: by name of ``FLAGS``. ``consequences`` is true when any is listed.
        sources: where in the file of the case a flag stands, by name.
        numbers: by name of ``vocabulary.NUMBERS``; only neighbouring offences ask for them.
        filed_on: day on which the case was filed for investigation (立案).
        prosecuted_on: day on which it was brought before the court (起诉).
    """

    acts: tuple[Act, ...] | None = None
    counts: tuple[Pieces, ...] | None = None
    amounts: Mapping[str, Interval] = field(default_factory=dict)
    flags: Mapping[str, bool] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, Interval] = field(default_factory=dict)
    filed_on: date | None = None
    prosecuted_on: date | None = None


def read_facts(path: str | Path) -> Facts:
    """Read a facts file.

    Args:
        path: a YAML or JSON file, UTF-8, at most 1 MiB.

    Raises:
        Misuse: the file cannot be read, or says something that the format does not know.
    """
    shown = "facts file"
    try:
        with open(path, "rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise Misuse(
            f"The facts file cannot be read: {error.strerror or 'input error'}.",
            shown,
            "Check the path given with --facts.",
        ) from None
    except UnicodeDecodeError:
        raise Misuse("The facts file is not UTF-8 text.", shown, "Save it as UTF-8.") from None
    return parse_facts(load(text, shown))


def parse_facts(document: Any) -> Facts:
    """Check a facts document, already read from YAML or JSON.

    Raises:
        Misuse: an unknown key or value (the nearest valid one is named), a negative number, more than two decimals of a
            yuan, a date that is none, or an act that ends before it starts.
    """
    if document is None:
        return Facts()
    top = mapping(document, "facts")
    known_keys(top, KEYS, "facts")
    flags, sources = _flags(top.get("flags"))
    filed, prosecuted = (_day(top.get(name), name) for name in ("filed_on", "prosecuted_on"))
    if filed and prosecuted and prosecuted < filed:
        raise Misuse(
            "The case is prosecuted before it is filed.", "prosecuted_on", "Exchange filed_on and prosecuted_on."
        )
    acts = _acts(top.get("acts"))
    return Facts(
        acts=acts,
        counts=_counts(top.get("counts"), acts),
        amounts=_amounts(top.get("amounts")),
        flags=flags,
        sources=sources,
        numbers=_numbers(top.get("numbers")),
        filed_on=filed,
        prosecuted_on=prosecuted,
    )


def _day(value: Any, where: str) -> date | None:
    """A day; a month or a year is not enough to say whether a period had run out."""
    day = read_date(value, where)
    if day != read_date(value, where, last=True):
        raise Misuse("A whole date is needed here.", where, "Write year-month-day, or leave it out.")
    return day


def _ended_from(value: Any, start: date | None, end: date | None, where: str) -> date | None:
    """The first day of the month or year in which an act ended, but not before it started."""
    earliest = read_date(value, f"{where} to")
    if earliest is None or earliest == end:
        return None
    return max(earliest, start) if start else earliest


def _acts(value: Any) -> tuple[Act, ...] | None:
    if value is None:
        return None
    acts = []
    for number, item in enumerate(sequence(value, "acts"), 1):
        where = f"acts {number}"
        act = mapping(item, where)
        known_keys(act, ("kind", "from", "to", "of", "recipients", "insider", "lawful_business", "source"), where)
        if act.get("kind") is None:
            raise Misuse("An act has no kind.", where, f"Give one of {', '.join(ACT_KINDS)}.")
        start = read_date(act.get("from"), f"{where} from")
        end = read_date(act.get("to"), f"{where} to", last=True)
        if start and end and end < start:
            raise Misuse("An act ends before it starts.", where, "Exchange from and to.")
        acts.append(
            Act(
                kind=one_of(act["kind"], ACT_KINDS, f"{where} kind"),
                start=start,
                end=end,
                of=read_texts(act.get("of"), f"{where} of"),
                recipients=read_texts(act.get("recipients"), f"{where} recipients"),
                insider=read_flag(act.get("insider"), f"{where} insider")[0],
                lawful_business=read_flag(act.get("lawful_business"), f"{where} lawful_business")[0],
                ended_from=_ended_from(act.get("to"), start, end, where),
            )
        )
    # An empty list says no more than no list: which acts there were is not known.
    return tuple(acts) or None


def _counts(value: Any, acts: tuple[Act, ...] | None) -> tuple[Pieces, ...] | None:
    if value is None:
        return None
    counts = []
    for number, item in enumerate(sequence(value, "counts"), 1):
        where = f"counts {number}"
        entry = mapping(item, where)
        known_keys(entry, COUNT_KEYS, where)
        if "class" not in entry or "pieces" not in entry:
            raise Misuse("A count needs a class and pieces.", where, "Write {class: general, pieces: 5000}.")
        # A null says that there are some, of a class or in a number that is not known.
        cls = one_of(
            UNCLASSIFIED if entry["class"] is None else entry["class"], (*CLASSES, UNCLASSIFIED), f"{where} class"
        )
        sold_to = read_texts(entry.get("sold_to"), f"{where} sold_to")
        added_up = read_flag(entry.get("added_up"), f"{where} added_up")[0] is True
        if sold_to and added_up:
            raise Misuse("These pieces are to be added up, and are added up already.", where, "Give one of the two.")
        counts.append(
            Pieces(
                cls=cls,
                pieces=UNKNOWN if entry["pieces"] is None else read_pieces(entry, where),
                disputed=_disputed(entry.get("disputed"), f"{where} disputed"),
                acts=_numbers_of_acts(entry.get("act"), len(acts or ()), f"{where} act"),
                sold_to=sold_to,
                added_up=added_up,
            )
        )
    # As with acts: an empty list says no more than no list.
    return tuple(counts) or None


def _numbers_of_acts(value: Any, acts: int, where: str) -> tuple[int, ...]:
    """Numbers of acts in the same file."""
    given = [] if value is None else list(value) if isinstance(value, list | tuple) else [value]
    for number in given:
        if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= acts:
            raise Misuse("There is no act of this number.", where, f"Acts are numbered from 1 to {acts}.")
    return tuple(sorted(set(given)))


def _disputed(value: Any, where: str) -> tuple[str, ...] | None:
    """Ids of disputed questions; None when the file does not say under which the pieces fall."""
    if value is None:
        return None
    from tiao.law.readings import readings

    return tuple(one_of(name, tuple(readings()), where) for name in read_texts(value, where))


def _amounts(value: Any) -> dict[str, Interval]:
    if value is None:
        return {}
    amounts = mapping(value, "amounts")
    names = (*AMOUNTS, *FURTHER_AMOUNTS)
    known_keys(amounts, names, "amounts")
    return {name: read_fen(amounts[name], f"amounts {name}") for name in names if amounts.get(name) is not None}


def _numbers(value: Any) -> dict[str, Interval]:
    if value is None:
        return {}
    numbers = mapping(value, "numbers")
    known_keys(numbers, NUMBERS, "numbers")
    return {name: read_number(numbers[name], f"numbers {name}") for name in NUMBERS if numbers.get(name) is not None}


def _flags(value: Any) -> tuple[dict[str, bool], dict[str, str]]:
    if value is None:
        return {}, {}
    given = mapping(value, "flags")
    known_keys(given, (*FLAGS, *FURTHER_FLAGS), "flags")
    flags: dict[str, bool] = {}
    sources: dict[str, str] = {}
    for name in (*FLAGS, *FURTHER_FLAGS):
        where = f"flags {name}"
        entry = given.get(name)
        if name == "consequences":
            entry = _consequences(entry, where)
        truth, source = read_flag(entry, where)
        if truth is not None:
            flags[name] = truth
            if source:
                sources[name] = source
    return flags, sources


def _consequences(entry: Any, where: str) -> Any:
    """A list of consequences, also inside ``value``, becomes true when anything is listed, false when it is empty."""
    if isinstance(entry, Mapping):
        inner = entry.get("value")
        return {**entry, "value": _consequences(inner, where)}
    if isinstance(entry, str):
        entry = [entry]
    if isinstance(entry, list | tuple):
        return bool([one_of(item, CONSEQUENCES, where) for item in entry])
    return entry
