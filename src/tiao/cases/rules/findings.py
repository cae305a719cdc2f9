"""How grave the court found it (情节认定)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiao.cases.reading import Reading
from tiao.cases.rules.found import Found, each
from tiao.cases.sections import Kind

_GRADE = re.compile(r"情节(?P<especially>特别)?严重")
# A rule, a plea or a correction, not a finding.
_NOT = re.compile(
    r"应当认定为|不属于|不(?:应)?认定|辩|提出|意见|标准|不当|纠正|不予采纳|异议|的，|有误|情节严重的|指控|《"
)


def find(reading: Reading) -> Iterator[Found]:
    """From the reasons; of the court below only where the appeal changes nothing and says nothing itself."""
    own = list(_of(reading, "reasons"))
    if not own and reading.upheld:
        own = list(_of(reading, "below_reasons"))
    yield from own or _of(reading, "verdict")


def _of(reading: Reading, kind: Kind) -> Iterator[Found]:
    group: list[str] = []
    graded: set[str] = set()
    where: tuple[int, int] | None = None
    for clause in reading.clauses(kind):
        said = reading.text[clause.start : clause.end]
        if clause.sentence != where:
            group, graded, where = [], set(), clause.sentence
        group += [name for name in clause.actors if name not in group]
        match = _GRADE.search(said)
        sentence = reading.text[clause.sentence[0] : clause.sentence[1]]
        if (
            match
            and not _NOT.search(said)
            and not re.search(r"(?:意见|理由)[^。]{0,30}(?:不予采纳|不能成立)", sentence)
        ):
            offence = re.search(r"构成(?P<of>[^，。；]{2,24}罪)", reading.text[clause.end : clause.sentence[1]])
            if offence and "个人信息" not in offence["of"] and "个人信息" not in said:
                continue
            actors = clause.actors
            following = reading.text[clause.end : clause.end + 12].split("，")[0]
            if re.search(r"均", said + following) and not clause.named:
                actors = tuple(name for name in group if name not in graded) or actors
            graded.update(actors)
            yield from each(
                actors,
                "finding",
                "especially_serious" if match["especially"] else "serious",
                clause.start + match.start(),
                clause.start + match.end(),
            )
        if said.rstrip().endswith("；"):
            group = []
