"""What was drawn and what people found (核对结果), kept as files on record and as decisions in the custody log.

A sample that stands is given back, never drawn anew: who wants another must withdraw it, with name and reason, and both
stay on record. So nobody can draw until the sample pleases.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from tiao import __version__
from tiao.case import Case, write_whole
from tiao.errors import IntegrityBroken, Misuse
from tiao.evidence import artefacts, decisions
from tiao.evidence.canonical import Json, dump
from tiao.evidence.custody import Log
from tiao.evidence.logfile import Entry
from tiao.evidence.mask import mask_numbers
from tiao.findings.found import SUMMARY
from tiao.model import CLASSES
from tiao.pieces.method import method_named
from tiao.pieces.rebuttals.rebut import KIND as REBUTTAL
from tiao.pieces.rebuttals.rebut import MOST_PLACES, Rebuttal, Scope
from tiao.pieces.rules import rules
from tiao.pieces.sample.bounds import GRID, MOST_ITEMS

FORMAT = "tiao.sample/1"
KIND = "sample"
DRAWN = "sample.drawn"
METHOD = "by_record@1"
ALL = "all"
CONFIDENCE = Fraction(95, 100)
VERDICTS = ("true", "false", "duplicate", "unclear")
# On which ground an item that was found so is taken out of the total.
GROUNDS = {"false": "untrue", "duplicate": "duplicate"}


@dataclass(frozen=True)
class Verdict:
    """What one person found about one item.

    Attributes:
        n: the item's number.
        verdict: of ``VERDICTS``.
        by: who found it; empty for those who record it.
        note: why, or how; its numbers are masked before it goes on record.
    """

    n: int
    verdict: str
    by: str = ""
    note: str = ""


@dataclass(frozen=True)
class Sample:
    """A sample as it stands on record.

    Attributes:
        entry: the log entry of the draw.
        at: when it was drawn, UTC.
        document: ``tiao.sample/1``.
        withdrawn: the decision that withdrew it, or None.
        records: every recording of verdicts, undone ones included, oldest first.
        verdicts: those that stand, by item.
    """

    entry: int
    at: str
    document: Mapping[str, Any]
    withdrawn: decisions.Decision | None = None
    records: tuple[decisions.Decision, ...] = ()
    verdicts: Mapping[int, Verdict] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return str(self.document["sample"])

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes that it was drawn from, with pieces or without."""
        asked = self.document["plan"]["class"]
        return CLASSES if asked == ALL else (str(asked),)

    @property
    def confidence(self) -> Fraction:
        return Fraction(self.document["plan"]["confidence"])

    @property
    def fixed(self) -> bool:
        """Whether the root that fixed it is of all entries before its own: an older one could have been picked out."""
        return int(self.document["plan"]["checkpoint"]["size"]) == self.entry

    @property
    def complete(self) -> bool:
        """Whether every item has a verdict that stands."""
        return len(self.verdicts) == len(self.document["items"])


def draw(case: Case, class_: str, size: int, confidence: Fraction = CONFIDENCE) -> Sample:
    """Draws a sample and puts it on record, or gives back the same one if it stands.

    Args:
        case: with a ledger and a log.
        class_: a class of ``CLASSES``, or ``all``.
        size: how many items, at most ``MOST_ITEMS``.
        confidence: of the bounds that will follow from it, two-sided. Settled now, so that nobody chooses it later.

    Raises:
        Misuse: an unknown class, a size that does not fit, or another sample of these pieces that stands.
    """
    from tiao.pieces.sample import frame

    if class_ not in (*CLASSES, ALL):
        raise Misuse("There is no such class.", "--class", f"Known: {', '.join((*CLASSES, ALL))}.")
    if not 1 <= size <= MOST_ITEMS:
        raise Misuse("The size of the sample cannot be used.", "--size", f"Give a number from 1 to {MOST_ITEMS}.")
    if not Fraction(1, 2) <= confidence < 1 or confidence.denominator > GRID:
        raise Misuse("The confidence is not between 1/2 and 1.", "--confidence", "Give for instance 95/100.")
    basis = basis_of(case)
    asked = {"class": class_, "size": size, "confidence": str(confidence)}
    wanted = set(CLASSES if class_ == ALL else (class_,))
    for one in samples(case):
        plan = one.document["plan"]
        if one.withdrawn or not bears(one, basis) or wanted.isdisjoint(one.classes):
            continue
        if {name: plan[name] for name in asked} == asked:
            return one
        raise _stands_already(one)
    log = Log(case)
    log.settle()
    state = log.state()
    root = state.frontier.root().hex()
    layers, items = frame.draw(case, CLASSES if class_ == ALL else (class_,), size, root)
    plan = {**basis, **asked, "checkpoint": {"root": root, "size": len(state.lines)}, "tiao": __version__}
    document = {
        "format": FORMAT,
        "sample": hashlib.sha256(_json(plan)).hexdigest()[:16],
        "plan": plan,
        "frame": {
            "pieces": sum(one.pieces for one in layers),
            "strata": [
                {
                    "class": one.class_,
                    "stratum": one.name,
                    "exhibits": list(one.exhibits),
                    "pieces": one.pieces,
                    "size": one.size,
                }
                for one in layers
            ],
        },
        "items": items,
    }
    path = f"runs/samples/{document['sample']}.json"
    folder = case.runs / "samples"
    folder.mkdir(exist_ok=True)
    known = artefacts.current(Log(case).entries())
    for left in folder.iterdir():
        # An interrupted draw under an older root left it; nothing refers to it.
        if f"runs/samples/{left.name}" not in known:
            left.unlink()
    write_whole(case.path / path, _json(document))
    if Log(case).size() != len(state.lines):
        raise Misuse("The log went on while the sample was drawn.", "log", "Run the same command again.")
    entry = artefacts.record(case, [path], DRAWN, {"sample": str(document["sample"]), "class": class_, "size": size})
    return named(case, str(entry))


def samples(case: Case) -> list[Sample]:
    """Every sample of a case, oldest first, withdrawn ones included.

    Raises:
        IntegrityBroken: a sample is not what the log knows.
    """
    entries = Log(case).entries()
    drawn = [entry for entry in entries if entry.event == DRAWN]
    if not drawn:
        return []
    made = decisions.decisions(case, KIND)
    known = artefacts.current(entries)
    return [_sample(case, entry, known, made) for entry in drawn]


def named(case: Case, name: str | None) -> Sample:
    """The sample of this name or log entry; without one, the only one that is not withdrawn.

    Raises:
        Misuse: there is none, or more than one that could be meant.
    """
    found = samples(case)
    if name is None:
        found = [one for one in found if one.withdrawn is None]
    else:
        found = [one for one in found if name in (one.id, str(one.entry))]
    if len(found) == 1:
        return found[0]
    if not found:
        raise Misuse("There is no such sample.", "--sample", "Draw one with `tiao sample`, or name one that stands.")
    raise Misuse("Several samples stand in this case.", "--sample", f"Name one: {', '.join(one.id for one in found)}.")


def record(
    case: Case, sample: Sample, found: Sequence[Verdict], by: Sequence[str], why: str, evidence: str = ""
) -> int:
    """Puts verdicts on record and gives the number of their decision.

    Args:
        case: the case.
        sample: the sample that they are about.
        found: the verdicts; items may follow in a later recording.
        by: who records them; those who found them are added.
        why, evidence: as for every decision.

    Raises:
        Misuse: a withdrawn sample, an unknown item or verdict, an item that has one already, nobody, nothing.
    """
    from tiao.pieces.sample import frame

    if sample.withdrawn is not None:
        raise Misuse("This sample is withdrawn.", sample.id, "Draw another one, or undo the withdrawal.")
    if not bears(sample, basis_of(case)):
        raise Misuse(
            "This sample was drawn from another ledger or an older root.",
            sample.id,
            "Draw one from the ledger as it stands.",
        )
    if not found:
        raise Misuse("There is no verdict to record.", "--verdicts", f"Fill in {', '.join(VERDICTS)}.")
    items = {int(item["n"]): item for item in sample.document["items"]}
    seen: set[int] = set()
    for one in found:
        if one.n not in items:
            raise Misuse("The sample has no such item.", f"item {one.n}", f"Its items are 1 to {len(items)}.")
        if one.verdict not in VERDICTS:
            raise Misuse("There is no such verdict.", f"item {one.n}", f"Known: {', '.join(VERDICTS)}.")
        if one.n in seen or one.n in sample.verdicts:
            raise Misuse("An item has two verdicts.", f"item {one.n}", "Undo the recording that holds the first one.")
        if not (one.by.strip() or any(name.strip() for name in by)):
            raise Misuse("Nobody is named for a verdict.", f"item {one.n}", "Fill in who found it, or give --by.")
        seen.add(one.n)
    struck: list[Json] = []
    for verdict, ground in GROUNDS.items():
        places = frame.places_of(case, [str(items[one.n]["token"]) for one in found if one.verdict == verdict])
        if len(places) > MOST_PLACES:
            raise Misuse(
                "What was found stands in more places than one decision can name.",
                f"more than {MOST_PLACES}",
                "Record fewer items at a time.",
            )
        if places:
            struck.append({"ground": ground, "scope": Scope(places=tuple(places)).to_json()})
    named_by = (*by, *(mask_numbers(one.by) for one in found))
    people = [" ".join(name.split()) for name in named_by if name.strip()]
    body: dict[str, Json] = {
        "act": "verdicts",
        "sample": sample.id,
        "verdicts": [_plain(one) for one in sorted(found, key=lambda one: one.n)],
        "struck": struck,
    }
    return decisions.decide(case, KIND, list(dict.fromkeys(people)), why, evidence, body)


def undo(case: Case, entry: int, by: Sequence[str], why: str) -> int:
    """Undoes a recording of verdicts, or a withdrawal; of a draw, it withdraws the sample. All of it stays on record.

    Args:
        entry: the number of the log entry.

    Raises:
        Misuse: no such entry, it is undone already, or another sample of the same pieces stands.
    """
    for one in samples(case):
        if one.entry == entry:
            if one.withdrawn is not None:
                raise Misuse("This sample is withdrawn already.", one.id, f"See entry {one.withdrawn.number}.")
            return decisions.decide(case, KIND, by, why, "", {"act": "withdraw", "sample": one.id})
        if one.withdrawn is not None and one.withdrawn.number == entry:
            for other in samples(case):
                if other.withdrawn is None and not set(other.classes).isdisjoint(one.classes):
                    raise _stands_already(other)
    if all(one.number != entry for one in decisions.decisions(case, KIND)):
        raise Misuse(
            "This entry of the log is no draw and no verdicts.",
            mask_numbers(str(entry)),
            "See `tiao sample certificate --json`.",
        )
    return decisions.undo(case, entry, by, why)


def standing(case: Case) -> list[Sample]:
    """The samples that bear on the count: not withdrawn, of this ledger and these rules, every item with a verdict."""
    found = [one for one in samples(case) if one.withdrawn is None and one.complete]
    basis = basis_of(case) if found else {}
    return [one for one in found if bears(one, basis)]


def inputs(case: Case) -> dict[str, str]:
    """What a run's plan says about samples: nothing while none bears on the count, so undoing gives the old run."""
    plain: list[Json] = [
        {"sample": one.id, "verdicts": [[n, one.verdicts[n].verdict] for n in sorted(one.verdicts)]}
        for one in standing(case)
    ]
    return {"samples": hashlib.sha256(dump(plain)).hexdigest()} if plain else {}


def rebuttals(case: Case) -> list[Rebuttal]:
    """What standing samples take out of the total: items found false or duplicate, wherever they stand.

    Their decision says what a rebuttal's would: a digest of rebuttals covers what is taken out, not who found it.
    """
    return [
        Rebuttal(str(struck["ground"]), Scope.of(struck["scope"]), replace(decision, kind=REBUTTAL, body=struck))
        for one in standing(case)
        for decision in one.records
        if decision.undone is None
        for struck in decision.body["struck"]
    ]


def _sample(
    case: Case, entry: Entry, known: Mapping[str, artefacts.Artefact], made: Sequence[decisions.Decision]
) -> Sample:
    extra = entry.body.get("extra")
    name = str(extra["sample"]) if isinstance(extra, dict) else ""
    path = f"runs/samples/{name}.json"
    try:
        data = (case.path / path).read_bytes()
    except OSError:
        data = b""
    if path not in known or hashlib.sha256(data).hexdigest() != known[path].sha256:
        raise IntegrityBroken("A sample is not the one that the log knows.", path, "Run `tiao verify --case DIR`.")
    own = [one for one in made if one.body.get("sample") == name]
    records = tuple(one for one in own if one.body.get("act") == "verdicts")
    withdrawn = next((one for one in own if one.body.get("act") == "withdraw" and one.undone is None), None)
    verdicts = {
        int(one["n"]): Verdict(int(one["n"]), str(one["verdict"]), str(one["by"]), str(one["note"]))
        for decision in records
        if decision.undone is None
        for one in decision.body["verdicts"]
    }
    return Sample(entry.n, entry.at, json.loads(data), withdrawn, records, verdicts)


def basis_of(case: Case) -> dict[str, str]:
    """What a frame depends on: ledger, method and rules.

    Raises:
        Misuse: there is no ledger.
    """
    try:
        ledger = hashlib.sha256((case.ledger / SUMMARY).read_bytes()).hexdigest()
    except FileNotFoundError:
        raise Misuse("There is no ledger yet.", "", "Run `tiao find --case DIR` first.") from None
    return {"ledger": ledger, "method": METHOD, "method_sql": method_named(METHOD).digest, "rules": rules().digest}


def bears(sample: Sample, basis: Mapping[str, str]) -> bool:
    """Whether a sample is of this frame, and fixed by the root right before it."""
    return sample.fixed and all(sample.document["plan"].get(name) == value for name, value in basis.items())


def _stands_already(sample: Sample) -> Misuse:
    return Misuse(
        "Another sample of these pieces stands already.",
        f"entry {sample.entry} of the log",
        "Use that one, or withdraw it with `tiao sample undo`: both stay on record.",
    )


def _plain(one: Verdict) -> dict[str, Json]:
    by = mask_numbers(" ".join(one.by.split()))
    return {"n": one.n, "verdict": one.verdict, "by": by, "note": mask_numbers(one.note.strip())}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode("utf-8")
