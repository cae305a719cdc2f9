"""The rules: one group of predicates a file. A rule that changes what it finds gets a new version.

To add one: a file with ``find(reading)`` that yields ``Found``, and a line in ``RULES``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tiao.cases.reading import Reading
from tiao.cases.rules import (
    acts,
    articles,
    channels,
    circumstances,
    court,
    custody,
    defendants,
    findings,
    insiders,
    kinds,
    money,
    numbers,
    orders,
    partners,
    periods,
    pieces,
    procedure,
    property,
    sentences,
)
from tiao.cases.rules.found import Found

Rule = Callable[[Reading], Iterator[Found]]
# In the order in which their statements are listed. Name and version stand in ``Statement.by``.
RULES: dict[str, Rule] = {
    "court@1": court.find,
    "numbers@1": numbers.find,
    "procedure@1": procedure.find,
    "defendants@1": defendants.find,
    "custody@1": custody.find,
    "acts@1": acts.find,
    "periods@1": periods.find,
    "channels@1": channels.find,
    "partners@1": partners.find,
    "insiders@1": insiders.find,
    "kinds@1": kinds.find,
    "pieces@1": pieces.find,
    "money@1": money.find,
    "findings@1": findings.find,
    "circumstances@1": circumstances.find,
    "articles@1": articles.find,
    "sentences@1": sentences.find,
    "property@1": property.find,
    "orders@1": orders.find,
}
