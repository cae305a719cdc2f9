"""The nouns, in the order in which a case flows. Frozen, and free of every other part of the project."""

from __future__ import annotations

from dataclasses import dataclass, field

# The ten classes of art. 5(1)(3)-(5) of 法释〔2017〕10号 that a piece can fall in, gravest first.
# Which tier a class belongs to is data: pieces/classes.yaml and law/cn/.
CLASSES = (
    "whereabouts",  # 行踪轨迹信息
    "communication_content",  # 通信内容
    "credit",  # 征信信息
    "property",  # 财产信息
    "lodging",  # 住宿信息
    "communication_record",  # 通信记录
    "health",  # 健康生理信息
    "transaction",  # 交易信息
    "other_sensitive",  # 其他可能影响人身、财产安全的
    "general",  # 第三项、第四项规定以外的
)


@dataclass(frozen=True)
class Exhibit:
    """One sealed file (检材).

    Attributes:
        id: ``E1``, ``E2`` ... in the order of the itemised list (清单).
        path: where the bytes are read from: the original, or the sealed copy. Raw: may hold personal values.
        shown: the masked path, fit for every output.
        size: bytes.
        sha256, sm3: lower-case hex of the whole file.
        media_type: by content, not by extension.
        mac: a check value under a key of the case; "" where the seal has none.
    """

    id: str
    path: str
    shown: str
    size: int
    sha256: str
    sm3: str
    media_type: str = ""
    mac: str = ""


@dataclass(frozen=True)
class Unread:
    """Something seized that could not be read. Counted in every report, never a silent gap.

    Attributes:
        exhibit: the exhibit's id.
        where: masked locator inside it, for instance ``Sheet1`` or ``row 17``.
        what: what is wrong, one sentence without raw values.
        hint: what an examiner can do next.
        rows: how many rows it covers, 0 when nobody can know.
    """

    exhibit: str
    where: str
    what: str
    hint: str
    rows: int = 0


@dataclass(frozen=True)
class Locator:
    """Where one record stands, as a person finds it: exhibit, table (sheet, JSON path), row, nth record in the row.

    In a photo also its region, ``x,y,w,h`` in pixels from the upper left corner.
    """

    exhibit: str
    table: str
    row: int
    part: int = 1
    region: str = ""

    def __str__(self) -> str:
        table = f"!{self.table}" if self.table else ""
        part = f"#{self.part}" if self.part > 1 else ""
        region = f"@{self.region}" if self.region else ""
        return f"{self.exhibit}{table}!R{self.row}{part}{region}"


@dataclass(frozen=True)
class Exclusion:
    """Pieces left out of a total, and why."""

    reason: str
    pieces: int


@dataclass(frozen=True)
class MethodCount:
    """What one counting method says, in 条 (pieces).

    Attributes:
        total: leaves out what is proven untrue or duplicate (art. 11(3)).
        low: leaves out all that any doubt touches.
        high: leaves out nothing that is only doubted.
        classes: pieces per class of ``CLASSES``, adding up to ``total``.
        tiers: pieces per tier "1", "2", "3", adding up to ``total``.
        excluded: what stands between what was found and ``total``.
        kinds: distinct valid values per kind (``by_value`` only).
    """

    total: int
    low: int
    high: int
    classes: dict[str, int]
    tiers: dict[str, int]
    excluded: tuple[Exclusion, ...] = ()
    low_classes: dict[str, int] = field(default_factory=dict)
    high_classes: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, int] | None = None
