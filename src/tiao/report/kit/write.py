"""Writes the kit: one zip, the same bytes for the same case. What stands in it: docs/reference/recount-kit.md."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any, BinaryIO

import duckdb

from tiao import __version__
from tiao.case import Case, sync_folder, writing
from tiao.errors import IntegrityBroken, Misuse
from tiao.evidence import artefacts, logfile, merkle
from tiao.evidence.custody import Log
from tiao.evidence.decisions import EVENT as DECISION
from tiao.evidence.seals import seals
from tiao.findings.found import summary
from tiao.pieces.method import HERE as PIECES
from tiao.pieces.method import method_named
from tiao.pieces.readings.overlay import Overlay, combine, parse
from tiao.pieces.runs import Run, runs
from tiao.pieces.sample.record import DRAWN
from tiao.report.kit.prelude import Sql, of_reading, statements

FORMAT = "tiao.recount-kit/1"
# A digest proves a guess of the whole file. What is smaller than this may hold one number and nothing else, and then
# all numbers could be tried: its digest stays in the seal.
SMALL = 4096
BLOCK = 4 << 20
_TODAY = ("today", "reading")
_TIME = (1980, 1, 1, 0, 0, 0)
_TABLE = (
    "source", "exhibit", "shown", "table", "layout", "reader", "header", "rows", "records", "participants", "held_back",
    "parts",
)  # fmt: skip
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class _File:
    """A file of the kit: bytes at hand, or a file of the case with the digest that the log has of it."""

    path: str
    size: int
    sha256: str
    data: bytes | None = None
    source: Path | None = None

    def open(self) -> BinaryIO:
        return open(self.source, "rb") if self.source else io.BytesIO(self.data or b"")


def write_kit(case: Case, out: Path, progress: Progress | None = None) -> dict[str, Any]:
    """Writes the kit of a case. Needs no key of the case, and puts none in it.

    Args:
        case: sealed, found and counted.
        out: the zip. An earlier kit there is replaced; any other file is kept.
        progress: called with (what, bytes done, bytes in all).

    Returns:
        ``files``, ``bytes`` and ``sha256`` of the zip; ``runs`` that can be counted again; ``older`` runs, which
        are left out; ``written_by_hand``: lines of the log with people's own words, to be read before it is given away.

    Raises:
        Misuse: there is no ledger, no run of today's ledger, or ``out`` cannot be written or holds something else.
        IntegrityBroken: ledger, runs or log are not what the log says.
    """
    _check_out(case, out)
    summary(case)
    all_runs = runs(case)
    chosen = [run for run in all_runs if run.standing in _TODAY]
    if not chosen:
        raise Misuse("There is no run of today's ledger and rules.", "runs", "Run `tiao count --case DIR` first.")
    log = Log(case)
    sql = statements(case)
    members = [*_of_case(case, log, chosen), *_of_program(sql, chosen), *_of_samples(case, log)]
    members += [file for run in chosen if run.standing == "reading" for file in _of_reading(case, run)]
    members += _of_log(case, log, {file.path for file in members})
    members.append(_manifest(members, sql, chosen, _drawn(log)))
    members.sort(key=lambda file: file.path)
    size = _zip(members, out, progress)
    entries = log.entries()
    return {
        "files": len(members),
        "bytes": size,
        "sha256": _sha256_of(out),
        "runs": [run.document["run"] for run in chosen],
        "older": [run.name for run in all_runs if run.standing not in _TODAY],
        "written_by_hand": [entry.n + 1 for entry in entries if entry.event.startswith((DECISION, "reveal"))],
    }


def _of_case(case: Case, log: Log, chosen: list[Run]) -> Iterator[_File]:
    """Ledger and runs as they stand, held against the log; the lists, masked."""
    known = artefacts.current(log.entries())
    found = summary(case)
    for path in [*_parts(found), *(f"runs/{run.name}" for run in chosen)]:
        yield _on_record(case, path, known)
    yield _file("case/tiao.toml", case.settings.read_bytes())
    yield _file("case/exhibits.json", _json({"seals": [_seal(seal) for seal in seals(case)]}))
    tables = [{key: entry[key] for key in _TABLE if key in entry} for entry in found["files"]]
    yield _file("case/found.json", _json({"tables": tables, "unread": found["unread"], "rows": found["rows"]}))


def _of_program(sql: Sql, chosen: list[Run]) -> Iterator[_File]:
    """What counts: rules, SQL, the scripts, the instructions."""
    for path, source in (
        ("rules/classes.yaml", PIECES / "classes.yaml"),
        ("rules/identity.yaml", PIECES / "identity.yaml"),
        ("rules/kinds.yaml", PIECES.parent / "findings" / "kinds.yaml"),
        ("sql/not_identifying.sql", PIECES / "methods" / "not_identifying.sql"),
    ):
        yield _file(path, source.read_bytes())
    for name in sorted({name for run in chosen for name in run.document["methods"]}):
        yield _file(_sql(name), method_named(name).sql.encode())
    for path, text in sql.files.items():
        yield _file(path, text.encode())
    for name in ("README.zh.md", "README.en.md", "check.py", "recount.py"):
        yield _file(name, files("tiao.report.kit").joinpath(name).read_bytes())


def _of_reading(case: Case, run: Run) -> Iterator[_File]:
    """What the positions of a run change about tables and views."""
    sql, beside = of_reading(case, replace(_overlay(run), method=None))
    paths = _reading(run)
    yield _file(paths["sql"], sql.encode())
    yield _file(paths["not_identifying"], beside.encode())


def _overlay(run: Run) -> Overlay:
    return combine(parse(one["overlay"]) for one in run.document["plan"]["readings"].values())


def _reading(run: Run) -> dict[str, Any]:
    name = run.document["run"]
    return {
        "sql": f"sql/reading_{name}.sql",
        "not_identifying": f"sql/reading_{name}_not_counted.sql",
        "participants": _overlay(run).participants,
    }


def _of_samples(case: Case, log: Log) -> Iterator[_File]:
    """Samples as they were drawn, withdrawn ones too, and what draws them again; nothing if there is none."""
    known = artefacts.current(log.entries())
    for path in _drawn(log):
        yield _on_record(case, path, known)
    if _drawn(log):
        folder = PIECES / "sample"
        yield _file("sql/sample_frame.sql", (folder / "frame.sql").read_bytes())
        yield _file("sql/sample_draw.sql", (folder / "draw.sql").read_bytes())
        yield _file("bounds.py", (folder / "bounds.py").read_bytes())
        yield _file("samples.py", files("tiao.report.kit").joinpath("samples.py").read_bytes())


def _drawn(log: Log) -> list[str]:
    """The samples, in the order in which they were drawn."""
    return [item["path"] for entry in log.entries() if entry.event == DRAWN for item in _artefacts(entry)]


def _on_record(case: Case, path: str, known: dict[str, artefacts.Artefact]) -> _File:
    """A file of the case as the log knows it; its bytes are compared as they are streamed."""
    record, source = known.get(path), case.path / path
    if record is None or not source.is_file() or source.stat().st_size != record.size:
        raise _changed(path)
    return _File(path, record.size, record.sha256, source=source)


def _of_log(case: Case, log: Log, held: set[str]) -> Iterator[_File]:
    """The custody log whole, every checkpoint, and the proofs of the entries that the recount rests on."""
    state = log.state()
    leaves = state.leaves()
    entries = log.entries()
    on = [entry.n for entry in entries if entry.n == 0 or any(item["path"] in held for item in _artefacts(entry))]
    yield _file(f"log/{logfile.ENTRIES}", b"".join(line + b"\n" for line in state.lines))
    yield _file(f"log/{logfile.CHECKPOINT}", state.note.encode())
    yield _file(f"log/{logfile.PUBLIC_KEY}", (case.log / logfile.PUBLIC_KEY).read_bytes())
    for size in range(1, len(leaves)):
        path = f"{logfile.CHECKPOINTS}/{logfile.checkpoint_name(size)}"
        yield _file(f"log/{path}", (case.log / path).read_bytes())
    # The newest one may still be pending on disk.
    yield _file(f"log/{logfile.CHECKPOINTS}/{logfile.checkpoint_name(len(leaves))}", state.note.encode())
    proofs = {
        "inclusion": [
            {"entry": n, "leaf": leaves[n].hex(), "path": [step.hex() for step in merkle.inclusion_proof(leaves, n)]}
            for n in on
        ],
        "consistency": [
            {"size": size, "path": [step.hex() for step in merkle.consistency_proof(leaves, size)]}
            for size in range(1, len(leaves))
        ],
    }
    yield _file("log/proofs.json", _json(proofs))


def _manifest(members: list[_File], sql: Sql, chosen: list[Run], samples: list[str]) -> _File:
    listed = sorted(members, key=lambda file: file.path)
    body = {
        "format": FORMAT,
        "made_with": {"tiao": __version__, "duckdb": duckdb.__version__},
        "files": [{"path": file.path, "size": file.size, "sha256": file.sha256} for file in listed],
        "parts": [file.path for file in listed if file.path.startswith("ledger/")],
        "rules": ["rules/classes.yaml", "rules/identity.yaml"],
        "prelude": "sql/prelude.sql",
        "not_identifying": "sql/not_identifying.sql",
        "rebuttals": sql.rebuttals,
        "samples": None
        if not samples
        else {
            "documents": samples,
            "frame": "sql/sample_frame.sql",
            "draw": "sql/sample_draw.sql",
        },
        "runs": [
            {
                "path": f"runs/{run.name}",
                "methods": {name: _sql(name) for name in run.document["methods"]},
                "reading": _reading(run) if run.standing == "reading" else None,
            }
            for run in chosen
        ],
    }
    return _file("manifest.json", _json(body))


def _zip(members: list[_File], out: Path, progress: Progress | None) -> int:
    """Streams the files into a zip that stands whole or not at all. Nothing is compressed: tokens have no pattern."""
    part = out.with_name(f".{out.name}.part")
    total, done = sum(file.size for file in members), 0
    with writing(out.name):
        try:
            with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
                for file in members:
                    about = zipfile.ZipInfo(file.path, _TIME)
                    about.create_system, about.external_attr = 3, 0o644 << 16
                    digest = hashlib.sha256()
                    wide = file.size >= zipfile.ZIP64_LIMIT
                    with file.open() as source, archive.open(about, "w", force_zip64=wide) as target:
                        while block := source.read(BLOCK):
                            digest.update(block)
                            target.write(block)
                            done += len(block)
                            if progress:
                                progress("recount-kit 复算包", done, total)
                    if digest.hexdigest() != file.sha256:
                        raise _changed(file.path)
            with open(part, "rb+") as whole:
                os.fsync(whole.fileno())
            os.replace(part, out)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        sync_folder(out.parent)
        return out.stat().st_size


def _check_out(case: Case, out: Path) -> None:
    """Never over a file that is no kit, and never among what the case keeps on record."""
    home, place = os.path.realpath(case.path), os.path.realpath(out.parent)
    if Path(place).is_relative_to(home) and not Path(place).is_relative_to(os.path.realpath(case.out)):
        raise Misuse("The kit may not lie among the files of the case.", out.name, "Put it in out/ or outside.")
    if not os.path.isdir(place):
        raise Misuse("There is no such folder.", out.name, "Choose a folder that exists.")
    if os.path.lexists(out) and not _is_kit(out):
        raise Misuse("A file that is no recount kit stands there already.", out.name, "Choose another name.")


def _is_kit(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return bool(json.loads(archive.read("manifest.json"))["format"] == FORMAT)
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
        return False


def _seal(seal: Any) -> dict[str, Any]:
    """A seal with its itemised list (清单), masked."""
    return {
        "number": seal.number,
        "at": seal.at,
        "by": list(seal.by),
        "authority": seal.authority,
        "sha256": seal.sha256,
        "exhibits": [
            {
                "id": one.id,
                "shown": one.shown,
                "size": one.size,
                "media_type": one.media_type,
                "sha256": one.sha256 if one.size >= SMALL else None,
                "sm3": one.sm3 if one.size >= SMALL else None,
            }
            for one in seal.exhibits
        ],
    }


def _artefacts(entry: logfile.Entry) -> list[Any]:
    items = entry.body.get("artefacts")
    return items if isinstance(items, list) else []


def _parts(found: dict[str, Any]) -> list[str]:
    return [f"ledger/{name}" for entry in found["files"] for name in entry["parts"]]


def _sql(method: str) -> str:
    return f"sql/{method}.sql"


def _file(path: str, data: bytes) -> _File:
    return _File(path, len(data), hashlib.sha256(data).hexdigest(), data=data)


def _changed(path: str) -> IntegrityBroken:
    return IntegrityBroken("A file is not the one on record.", path, "Run `tiao verify --case DIR`.")


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode("utf-8") + b"\n"


def _sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
