"""Samples that people verify by hand (抽样核实): draw, record, undo, certificate, and sizes beforehand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from tiao.case import Case, write_whole
from tiao.errors import Misuse
from tiao.run.line import PathLike, Progress, _assess, _open, count

_SHARE = re.compile(r"[0-9]{1,9}(/[0-9]{1,9})?|[0-9]{0,3}\.[0-9]{1,9}")
WHY = "抽样核实 hand verification of the sample"


def sample(
    case: Case | PathLike,
    class_: str,
    size: int,
    confidence: str | Fraction = "95/100",
    out: PathLike | None = None,
    reveal: bool = False,
    purpose: str | None = None,
    by: Sequence[str] = (),
) -> dict[str, Any]:
    """Draws a reproducible sample to verify by hand. The same one is given back as long as it stands.

    Args:
        case: the case or its folder.
        class_: a class of ``tiao.model.CLASSES``, or ``all``.
        size: how many items.
        confidence: of the bounds that will follow from it.
        out: a CSV sheet to fill in, with masked values.
        reveal: raw values in the answer, for verification. Recorded in the log before the first one is read.
        purpose, by: why, and the two people who look at them.

    Returns:
        The ``tiao.sample/1`` document, with the log ``entry`` of the draw and ``values`` and ``doubts`` on each item.

    Raises:
        Misuse: a size that does not fit, another sample of these pieces that stands, reveal without two people.
        IntegrityBroken: an exhibit is not what was sealed.
    """
    from tiao.pieces.sample import record
    from tiao.pieces.sample.sheet import sheet

    opened = _open(case)
    if purpose and not reveal:
        raise Misuse(
            "A purpose was given, but no raw values were asked for.", "--purpose", "Add --reveal, or leave it out."
        )
    if reveal and len(by) != 2:
        raise Misuse("Raw values are shown to two different named people only.", "--by", "Name both, each with --by.")
    if out is not None and Path(out).exists():
        raise Misuse("A file stands there already.", Path(out).suffix or "--out", "Name a new file for the sheet.")
    drawn = record.draw(opened, class_, size, share(confidence, "--confidence"))
    if out is not None:
        write_whole(Path(out), sheet(_with_values(opened, drawn.document)))
    if reveal:
        from tiao.evidence.vault import record_reveal

        record_reveal(opened, purpose or "", by[0], by[1], f"sample of log entry {drawn.entry}, all items")
    return {**_with_values(opened, drawn.document, reveal), "entry": drawn.entry, "at": drawn.at}


def record_sample(
    case: Case | PathLike,
    verdicts: PathLike,
    sample: str | None = None,
    by: Sequence[str] = (),
    why: str = WHY,
    evidence: str = "",
) -> dict[str, Any]:
    """Puts verdicts on record: true, false, duplicate or unclear for each item.

    Args:
        case: the case or its folder.
        verdicts: the sheet, filled in, or JSON.
        sample: which one, if several stand and the file does not say.
        by: who records; who found each verdict may stand in the file.
        why, evidence: as for every decision.

    Returns:
        ``tiao.sample-record/1``: sample, entry, verdicts by kind, open.

    Raises:
        Misuse: a file, item or verdict that cannot be used.
    """
    from tiao.pieces.sample import record
    from tiao.pieces.sample.sheet import read_verdicts

    opened = _open(case)
    name, found = read_verdicts(Path(verdicts))
    if sample and name and sample != name:
        raise Misuse("The file is of another sample.", "--sample", "Leave --sample out: the file names its own.")
    entry = record.record(opened, record.named(opened, name or sample), found, by, why, evidence)
    after = record.named(opened, name or sample)
    tally = {word: sum(one.verdict == word for one in after.verdicts.values()) for word in record.VERDICTS}
    left = len(after.document["items"]) - len(after.verdicts)
    return {"format": "tiao.sample-record/1", "sample": after.id, "entry": entry, "verdicts": {**tally, "open": left}}


def undo_sample(case: Case | PathLike, entry: int, by: Sequence[str], why: str) -> dict[str, Any]:
    """Undoes a recording of verdicts or a withdrawal, or withdraws a sample. Everything stays on record.

    Args:
        case: the case or its folder.
        entry: the log entry of the verdicts, of the withdrawal or of the draw.
        by, why: who, and the reason.

    Raises:
        Misuse: no such entry, nobody, no reason, or it is undone already.
    """
    from tiao.pieces.sample import record

    return {"format": "tiao.sample-undo/1", "undone": entry, "entry": record.undo(_open(case), entry, by, why)}


def sample_certificate(
    case: Case | PathLike,
    sample: str | None = None,
    facts: PathLike | Mapping[str, Any] | None = None,
    out: PathLike | None = None,
    lang: str = "zh",
    progress: Progress | None = None,
) -> dict[str, Any]:
    """The certificate of a sample (抽样验证说明书). Nothing raw stands in it.

    Args:
        case: the case or its folder.
        sample: which one, if several stand.
        facts: facts for the assessment, beside the exhibits' counts.
        out: write it as one HTML page that opens offline.
        lang: ``zh`` or ``en``, for the page.
        progress: as for ``count``.

    Returns:
        The ``tiao.sample-certificate/1`` document; ``assessment`` gives the outcome by total, by the share found, and
        by low.
    """
    from tiao.pieces.sample import record
    from tiao.pieces.sample.certificate import certificate

    opened = _open(case)
    chosen = record.named(opened, sample)
    counted = count(opened, progress=progress)
    document = certificate(opened, chosen, counted)
    shown = {item["n"]: item for item in _with_values(opened, chosen.document)["items"]}
    for item in document["items"]:
        item["values"] = shown[item["n"]]["values"]
    if document["count"]["effective"]:
        document["assessment"] = _outcomes(counted, document, facts)
    if out is not None:
        from tiao.report.certificate import certificate_html
        from tiao.report.render import write_page

        write_page(Path(out), certificate_html(document, lang))  # type: ignore[arg-type]  # it names what it does not know
    return document


def sample_size(
    margin: str | Fraction,
    confidence: str | Fraction = "95/100",
    expect: str | Fraction = "0",
    case: Case | PathLike | None = None,
    class_: str = "all",
    pieces: int | None = None,
) -> dict[str, Any]:
    """How many items a wanted margin needs: in the worst case, and for an expected share of false items.

    Args:
        margin: for instance ``1/100``.
        confidence: two-sided.
        expect: the expected share of false items.
        case: take the frame from this case.
        class_: which class of it.
        pieces: or so many pieces.

    Returns:
        The ``tiao.sample-size/1`` document.

    Raises:
        Misuse: a share that cannot be read or used, or a case and a number of pieces at once.
    """
    from tiao.model import CLASSES
    from tiao.pieces.sample.size import sizes

    if case is not None:
        if pieces is not None:
            raise Misuse("A case and a number of pieces were given.", "--case, --pieces", "Give one of the two.")
        from tiao.pieces.sample.frame import pieces_of

        if class_ not in (*CLASSES, "all"):
            raise Misuse("There is no such class.", "--class", f"Known: {', '.join((*CLASSES, 'all'))}.")
        frame = pieces_of(_open(case))
        pieces = sum(frame.values()) if class_ == "all" else frame[class_]
    return sizes(share(margin, "--margin"), share(confidence, "--confidence"), share(expect, "--expect"), pieces)


def share(given: str | Fraction, option: str) -> Fraction:
    """A share written as ``1/100`` or ``0.01``, exactly.

    Raises:
        Misuse: neither.
    """
    if isinstance(given, Fraction):
        return given
    text = given.strip()
    if not _SHARE.fullmatch(text) or ("/" in text and not int(text.partition("/")[2])):
        raise Misuse("This is no share.", option, "Write it as a fraction or a decimal, for instance 1/100 or 0.01.")
    return Fraction(text)


def _with_values(case: Case, document: Any, reveal: bool = False) -> dict[str, Any]:
    """A sample with what its items say, read again from the sealed bytes."""
    from tiao.pieces.explain import at_places

    places = {(item["source"], item["row"], item["part"]): item["n"] for item in document["items"]}
    found = {places[place]: line for place, line in at_places(case, places.keys(), reveal)}
    items = [
        {**item, **{name: found[item["n"]][name] if item["n"] in found else [] for name in ("values", "doubts")}}
        for item in document["items"]
    ]
    return {**document, "items": items}


def _outcomes(
    counted: dict[str, Any], document: dict[str, Any], facts: PathLike | Mapping[str, Any] | None
) -> dict[str, str]:
    """The outcome under three counts: as it stands, cut by the share found true, and low."""
    method = document["method"]
    figures = counted["methods"][method]
    cut = dict(figures["classes"])
    for name, own in document["classes"].items():
        cut[name] = min(cut[name], own["pieces"] * own["true"] // own["size"])
    bases = {"total": figures["classes"], "share": cut, "low": figures["low_classes"]}
    outcomes = {}
    for basis, classes in bases.items():
        plain = {"total": sum(classes.values()), "classes": classes, "low_classes": classes, "high_classes": classes}
        given = {**counted, "methods": {method: {**plain, "excluded": []}}}
        given.pop("readings", None)
        outcomes[basis] = str(_assess(given, facts, None)["outcome"])
    return outcomes
