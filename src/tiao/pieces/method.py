"""The Method contract: a way of counting is SQL over the ledger with a name, a version and a citation.

The SQL file is what the method means, and what the other side runs; the compiled count gives the same figures faster.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tiao.errors import Misuse

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Method:
    """A counting method.

    Attributes:
        name, version: ``by_record`` and 1.
        figures: which of the compiled figures it is.
        zh, en: what it counts, one sentence each.
        citation: the text that it rests on.
    """

    name: str
    version: int
    figures: str
    zh: str
    en: str
    citation: str

    @property
    def id(self) -> str:
        return f"{self.name}@{self.version}"

    @property
    def file(self) -> str:
        """The name of its file: the first version's has no number."""
        return self.name if self.version == 1 else f"{self.name}_{self.version}"

    @property
    def sql(self) -> str:
        """The method as SQL over the ledger."""
        return (HERE / "methods" / f"{self.file}.sql").read_text(encoding="utf-8")

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


METHODS = (
    Method(
        "by_row", 1, "rows", "按查获的记录逐条计数，不去重。", "Every record as seized, duplicates included.",
        "法释〔2017〕10号 第十一条第三款：根据查获的数量直接认定",
    ),
    Method(
        "by_record", 1, "records", "内容相同的记录计一条。", "The same information once.",
        "法释〔2017〕10号 第十一条第三款：有证据证明信息重复的除外",
    ),
    Method(
        "by_person", 1, "persons", "同一人在每一类信息中计一条。", "One person once in each class.",
        "法释〔2017〕10号 第一条、第五条；争议问题1",
    ),
    Method(
        "by_value", 1, "values", "每个不同的识别性数值计一条。", "Every distinct identifying value.",
        "法释〔2017〕10号 第一条；争议问题1",
    ),
)  # fmt: skip
"""The methods that every count gives."""

BY_PERSON_2 = Method(
    "by_person", 2, "joined", "同一自然人在每一类信息中计一条；凭任何相同的有效号码认定为同一人。",
    "One natural person once in each class; records that share any valid identifier are of one person.",
    "法释〔2017〕10号 第一条、第五条；争议问题1",
)  # fmt: skip
ON_REQUEST = (BY_PERSON_2,)
"""The methods that are counted only when they are asked for, because they take longer."""


def method_named(name: str) -> Method:
    """The method of that name; without a version, the one that every count gives.

    Raises:
        Misuse: there is none; the nearest is named.
    """
    every = (*METHODS, *ON_REQUEST)
    for method in every:
        if name in (method.id, method.name):
            return method
    near = difflib.get_close_matches(name, [method.id for method in METHODS], 1, 0.0)
    raise Misuse("There is no such counting method.", name[:40], f"Did you mean {near[0]}?")


def asks_for_persons(methods: Sequence[str] | None) -> bool:
    """Whether ``by_person@2`` is among the methods asked for.

    Raises:
        Misuse: an unknown method.
    """
    return BY_PERSON_2 in [method_named(name) for name in methods or ()]
