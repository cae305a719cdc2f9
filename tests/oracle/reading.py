"""Readings, as docs/reference/counting.md says it ("Under a reading"): what counts, and as what, under an overlay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from oracle.catalogue import ALONE, CLASS_LINES, TOGETHER
from oracle.records import Record

# Gravest first; the order of ``CLASSES`` in tiao/model.py, art. 5(1)(3)-(5) of 法释〔2017〕10号.
CLASSES = (
    *("whereabouts", "communication_content", "credit", "property", "lodging", "communication_record", "health"),
    *("transaction", "other_sensitive", "general"),
)


def meets(line: Mapping[str, Any], kinds: set[str]) -> bool:
    any_of, all_of = set(line.get("any") or ()), set(line.get("all") or ())
    return all_of <= kinds and (not any_of or bool(any_of & kinds))


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return one["class"] == other["class"] and all(
        set(one.get(key) or ()) == set(other.get(key) or ()) for key in ("any", "all")
    )


@dataclass(frozen=True)
class Reading:
    """Several overlays at once, as plain mappings; none of them is the default reading."""

    overlays: Sequence[Mapping[str, Any]] = ()

    def _of(self, part: str, key: str) -> list[Any]:
        return [item for overlay in self.overlays for item in overlay.get(part, {}).get(key, ())]

    def identifies(self, kinds: set[str]) -> bool:
        alone = (ALONE - set(self._of("identity", "without_alone"))) | set(self._of("identity", "alone"))
        gone = [set(line) for line in self._of("identity", "without_together")]
        together = [set(line) for line in TOGETHER if set(line) not in gone]
        together += [set(line) for line in self._of("identity", "together")]
        return bool(kinds & alone) or any(line <= kinds for line in together)

    def counts(self, kinds: set[str]) -> bool:
        return self.identifies(kinds) and not any(kinds <= set(only) for only in self._of("leave_out", "only"))

    def keeps(self, record: Record) -> bool:
        return not record.doubts & set(self._of("leave_out", "doubts"))

    def class_of(self, kinds: set[str]) -> str:
        gone = [line for overlay in self.overlays for line in overlay.get("without_classes", ())]
        lines = [line for line in CLASS_LINES if not any(_same(line, one) for one in gone)]
        lines += [line for overlay in self.overlays for line in overlay.get("classes", ())]
        return min((str(line["class"]) for line in lines if meets(line, kinds)), key=CLASSES.index)


DEFAULT = Reading()
