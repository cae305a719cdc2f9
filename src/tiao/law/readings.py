"""The disputed questions (争议问题) as data: one file a question, its positions, their sources, what each would change.

A position can change how records are counted (``pieces``: plain data that the law room hands on and does not interpret)
and what the law makes of the facts (``facts``: a closed list of effects). The default position changes nothing: it is
how the rules and the count stand without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

import yaml
from pydantic import Field, ValidationError, model_validator

from tiao.errors import Misuse
from tiao.law.rule import Strict
from tiao.law.rulebook import law
from tiao.model import CLASSES

FORMAT = "tiao.reading/1"


class Move(Strict):
    """Pieces of these classes would be of another class; ``to`` None: they would not be counted."""

    from_: tuple[str, ...] = Field(alias="from")
    to: str | None

    @model_validator(mode="after")
    def _known(self) -> Move:
        unknown = {*self.from_, *([self.to] if self.to else [])} - set(CLASSES)
        if unknown or not self.from_ or self.to in self.from_:
            raise ValueError("a move names classes of the law, and goes to another one")
        return self


class Effect(Strict):
    """What a position changes in the facts.

    The first five bear on pieces (条) that are given only as numbers: which of them the question concerns is known when
    the facts mark them (``disputed``), else it is some unknown share.

    Attributes:
        moves: from class to class.
        number: there would be more pieces, or fewer, nobody knows how many; of the classes in ``number_of``, or of all.
        each_class: a record would also count in each less grave class that it holds.
        insider: False: who is given as an insider is none; True: who collected in duty or service is one.
        lawful_business: False: what is given as lawful business is not.
        reached_tiers: how the proportional sum takes tiers that have reached their own line.
        recipients: ``as_given``: the number given is added up already; ``multiplied``: it is for one recipient;
            ``once``: several recipients add nothing.
        crossing: ``whole``: the new law for all acts; ``earlier``: the part under the earlier law.
        income: ``net``: what it cost to buy the information is taken off; ``own_share``: only what this person got.
        range_by: where number and income fall into different ranges, this one decides.
        numbers: ``none``: the numeric standard does not apply.
        sensitive: ``proven``: no presumption for items (3) and (4), only what no doubt touches.
    """

    moves: tuple[Move, ...] = ()
    number: Literal["more", "fewer"] | None = None
    number_of: tuple[str, ...] = ()
    each_class: bool = False
    insider: bool | None = None
    lawful_business: Literal[False] | None = None
    reached_tiers: Literal["added", "left_out"] | None = None
    recipients: Literal["as_given", "multiplied", "once"] | None = None
    crossing: Literal["whole", "earlier"] | None = None
    income: Literal["net", "own_share"] | None = None
    range_by: Literal["pieces", "income"] | None = None
    numbers: Literal["none"] | None = None
    sensitive: Literal["proven"] | None = None

    @property
    def on_counts(self) -> bool:
        """Does it bear on numbers of pieces as such?"""
        return bool(self.moves or self.number or self.each_class)


class Position(Strict):
    """One answer to a disputed question.

    Attributes:
        zh, en: the answer in a sentence.
        sources: cases, addresses, articles that take it, or that it is taken from.
        checked: the sources were read verbatim, and not only in part or at second hand.
        pieces: how records would be counted, for the room that counts; None: as by default.
        share: the ledger cannot tell which records the question concerns: ``pieces`` is as far as it could go.
        facts: what changes in the facts; None: nothing.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    zh: str
    en: str
    sources: tuple[str, ...]
    checked: bool
    pieces: dict[str, Any] | None = None
    share: bool = False
    facts: Effect | None = None

    @property
    def method(self) -> str | None:
        """The counting method (``name@version``) whose figures this position takes, if it is one of those."""
        return None if self.pieces is None else self.pieces.get("method")


class Dispute(Strict):
    """One disputed question with its positions.

    Attributes:
        article: the citation of the rule under which it stands.
        default: id of the position that is taken when nobody says otherwise; ``default_because``: why.
        ledger: records of exhibits can fall under it; False: only what the facts say can.
    """

    format: Literal["tiao.reading/1"]
    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    question: str
    question_en: str
    article: str
    default: str
    default_because: str
    default_because_en: str
    ledger: bool = True
    positions: tuple[Position, ...]

    @model_validator(mode="after")
    def _whole(self) -> Dispute:
        names = [position.id for position in self.positions]
        if len(names) < 2 or len(set(names)) != len(names):
            raise ValueError("a question has two or more positions, each with its own name")
        if self.default not in names:
            raise ValueError("the default is none of the positions")
        for position in self.positions:
            plain = position.pieces is None and position.facts is None
            if (position.id == self.default) != plain:
                raise ValueError(f"the default changes nothing, every other position something: {position.id}")
            if position.pieces is not None and not (position.facts and position.facts.on_counts):
                raise ValueError(f"where nothing is counted, it says how far it could go: {position.id}")
            if not position.sources:
                raise ValueError(f"a position names who takes it: {position.id}")
        return self

    def position(self, name: str) -> Position | None:
        """A position by its id."""
        return next((position for position in self.positions if position.id == name), None)

    @property
    def others(self) -> tuple[Position, ...]:
        """Every position but the default."""
        return tuple(position for position in self.positions if position.id != self.default)


def parse_reading(text: str, where: str) -> Dispute:
    """One question from the text of its file.

    Raises:
        Misuse: the file does not fit the schema, or its article is none of the rules.
    """
    try:
        found = Dispute.model_validate(_load(text))
    except (yaml.YAMLError, ValidationError) as error:
        reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else "it is no YAML"
        raise Misuse(
            f"A disputed question does not fit the schema: {reason}.", where, "Compare it with another file."
        ) from None
    if found.article not in {rule.cite for rule in law().rules.values()}:
        raise Misuse("A disputed question stands under an article that is no rule.", where, "See `tiao law list`.")
    return found


def _load(text: str) -> Any:
    # The compiled loader where it is there: thirty small files are read for every assessment.
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def asked(name: str | None = None) -> list[Dispute]:
    """One question by its id, or every question.

    Raises:
        Misuse: there is no such question; the nearest is named.
    """
    if name is None:
        return list(readings().values())
    if name not in readings():
        near = get_close_matches(name, readings(), 1, 0.0)
        raise Misuse(
            "There is no such disputed question.", "", f"Did you mean {near[0]}? `tiao law readings` lists all."
        )
    return [readings()[name]]


@lru_cache(maxsize=1)
def readings() -> Mapping[str, Dispute]:
    """Every disputed question by id, in the order of the files.

    Raises:
        Misuse: a file does not fit, or two have one id.
    """
    folder = resources.files("tiao.law") / "cn" / "readings"
    found: dict[str, Dispute] = {}
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if not entry.name.endswith(".yaml"):
            continue
        question = parse_reading(entry.read_text("utf-8"), entry.name)
        if question.id in found or not entry.name.endswith(f"-{question.id}.yaml"):
            raise Misuse("A file of a disputed question is not named after it.", entry.name, "Name it NN-id.yaml.")
        found[question.id] = question
    return found
