"""Verifying (校验): every byte that was sealed, signed or logged against what stands there now. Offline, read-only.

A case proves itself only as far as its own key goes: who holds the vault could write a new log from the start. Against
that stands a checkpoint that was kept outside the case, given here as ``checkpoint``.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tiao.case import SETTINGS, Case
from tiao.errors import IntegrityBroken, Misuse
from tiao.evidence import artefacts, keys, logfile, passwords, signing
from tiao.evidence.custody import Log
from tiao.evidence.hashes import NotAFile, Progress, open_still, sha256_of
from tiao.evidence.logfile import Entry, State
from tiao.evidence.mask import mask_path
from tiao.evidence.seals import EVENT, Seal, exhibits, load_seal, name_of, numbers
from tiao.evidence.vault import CREATED
from tiao.evidence.walk import walk

Kind = Literal["changed", "missing", "added", "unlogged", "log", "forked", "keys"]
_RESTORE = "Restore it from a copy, and find out who wrote to it."
_PARALLEL = 64 << 20  # below this many bytes threads cost more than they save


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was signed.

    Attributes:
        what: what is wrong, one sentence.
        where: the file, masked if its name came from outside.
        hint: what to do next.
        kind: changed, missing, added; unlogged: a seal without its entry in the log; log; forked; keys.
    """

    what: str
    where: str
    hint: str
    kind: Kind


@dataclass(frozen=True)
class _Expected:
    """A file and what was signed about it."""

    path: Path
    shown: str
    size: int
    sha256: str


def verify(
    case: Case, checkpoint: str | None = None, progress: Progress | None = None, *, without_keys: bool = False
) -> list[Finding]:
    """Checks seals, sealed files, the ledger, runs, the log, its checkpoints and the keys.

    SHA-256 alone is recomputed: it finds any changed byte, and the SM3 values stand under the same signature.

    Args:
        case: the case.
        checkpoint: a checkpoint of this log that was kept outside; the log must be a continuation of it.
        progress: called with bytes read.
        without_keys: for a third party, who was given the case without its vault.

    Returns:
        What is wrong; empty if all is sound.
    """
    state, findings = _log(case)
    entries: list[Entry] = []
    if state is not None:
        for n, line in enumerate(state.lines):
            try:
                entries.append(logfile.parse(line, n))
            except IntegrityBroken as error:
                findings.append(_finding(error, "log"))
    sound = state is not None and len(entries) == len(state.lines)
    if state is not None:
        findings += _checkpoints(case, state)
        if checkpoint is not None:
            findings += _outside(case, state, checkpoint)
    findings += _creation(case, entries)
    if not without_keys:
        findings += _keys(case, entries)
    seals, broken = _seals(case, entries)
    findings += broken
    expected = [file for seal in seals for file in _sealed_files(case, seal)]
    try:
        standing = artefacts.current(entries)
    except IntegrityBroken as error:
        findings.append(_finding(error, "log"))
        standing = {}
    expected += [_Expected(case.path / one.path, one.path, one.size, one.sha256) for one in standing.values()]
    findings += _compare(expected, progress)
    findings += _sealed_folders(seals)
    # A broken log says nothing about what may stand here; it is reported as broken instead.
    for room in artefacts.ROOMS if sound else ():
        findings += _strangers(case, room, set(standing))
    copied = {f"sealed/{item['copied_to']}" for seal in seals for item in seal.items}
    lists = {f"sealed/{name_of(number)}.{end}" for number in numbers(case) for end in ("json", "sig")}
    # A broken seal no longer says which copies are its own.
    findings += _strangers(case, "sealed", copied | lists) if not broken else []
    findings += _strangers(case, "vault", {f"vault/{keys.FILE}", f"vault/{passwords.FILE}"})
    return findings


def measure(case: Case) -> int:
    """How many bytes ``verify`` will read, for a progress bar; 0 if the case is too broken to say."""
    try:
        standing = artefacts.current(Log(case).entries())
        return sum(one.size for one in exhibits(case)) + sum(one.size for one in standing.values())
    except (IntegrityBroken, Misuse):
        return 0


def _log(case: Case) -> tuple[State | None, list[Finding]]:
    """The log, or why it cannot be trusted and from which line on."""
    try:
        state = Log(case).state()
    except Misuse as error:
        return None, [_finding(error, "missing")]
    except IntegrityBroken as error:
        place = _first_bad_line(case)
        where = f"log/{logfile.ENTRIES}, line {place}" if place else error.where
        return None, [Finding(error.what, where, error.hint, "log"), *_other_key(case)]
    if not state.lines:
        missing = Finding("The case has no custody log.", f"log/{logfile.ENTRIES}", _RESTORE, "missing")
        return None, [missing]
    return state, []


def _first_bad_line(case: Case) -> int | None:
    """The first line that differs from what an older checkpoint signed, from 1; None if the older ones all agree."""
    try:
        public = logfile.public_key(case.log)
        lines = (case.log / logfile.ENTRIES).read_bytes().split(b"\n")[:-1]
    except (IntegrityBroken, OSError):
        return None
    for size, root in enumerate(logfile.roots(lines)):
        path = case.log / logfile.CHECKPOINTS / logfile.checkpoint_name(size)
        try:
            if size and signing.open_checkpoint(path.read_text("utf-8"), public, "") != (size, root):
                return size
        except (IntegrityBroken, OSError, UnicodeDecodeError):
            continue
    return None


def _other_key(case: Case) -> Iterator[Finding]:
    """A changed key that is still a key fails every signature; the log's first line tells that it is the key."""
    try:
        first = (case.log / logfile.ENTRIES).read_bytes().split(b"\n", 1)[0]
        yield from _creation_key(case, logfile.parse(first, 0))
    except (IntegrityBroken, OSError):
        return


def _checkpoints(case: Case, state: State) -> Iterator[Finding]:
    """Every checkpoint that was ever signed, against the log as it stands."""
    public = logfile.public_key(case.log)
    known = {f"log/{name}" for name in (logfile.ENTRIES, logfile.CHECKPOINT, logfile.PUBLIC_KEY)}
    if state.pending:
        known.add(f"log/{logfile.PENDING}")
    for size, root in enumerate(logfile.roots(state.lines)):
        if size == 0:
            continue
        where = f"log/{logfile.CHECKPOINTS}/{logfile.checkpoint_name(size)}"
        known.add(where)
        try:
            note = (case.path / where).read_bytes().decode("utf-8", "replace")
            if signing.open_checkpoint(note, public, where) != (size, root):
                yield Finding("The log was rewritten after this checkpoint.", where, logfile.HINT, "forked")
        except FileNotFoundError:
            # The newest is still to be written if its append was interrupted.
            if not (state.pending and size == len(state.lines)):
                yield Finding("A checkpoint is missing.", where, _RESTORE, "missing")
        except OSError:
            yield Finding("A checkpoint cannot be read.", where, _RESTORE, "missing")
        except IntegrityBroken as error:
            yield _finding(error, "changed")
    yield from _strangers(case, "log", known)


def _outside(case: Case, state: State, checkpoint: str) -> Iterator[Finding]:
    """The log against a checkpoint that was kept outside."""
    where = "the checkpoint given"
    # Copying by hand changes line ends and the last line end, and nothing else that is forgiven.
    note = checkpoint.replace("\r\n", "\n").strip("\n") + "\n"
    try:
        size, root = signing.open_checkpoint(note, logfile.public_key(case.log), where)
    except IntegrityBroken:
        what = "The checkpoint was not signed with the key of this log, or was altered."
        yield Finding(what, where, "Use the checkpoint of this very case; if it is, the log was replaced.", "forked")
        return
    if size > len(state.lines):
        what = f"The log was rolled back: it has {len(state.lines)} entries, the checkpoint has {size}."
        yield Finding(what, f"log/{logfile.ENTRIES}", logfile.HINT, "forked")
    elif logfile.roots(state.lines)[size] != root:
        what = f"The log is a fork: its first {size} entries are not those of the checkpoint."
        yield Finding(what, f"log/{logfile.ENTRIES}", logfile.HINT, "forked")


def _creation(case: Case, entries: Sequence[Entry]) -> Iterator[Finding]:
    """The log's first entry: it knows the settings and the public key of the case."""
    if not entries:
        return
    if entries[0].event != CREATED:
        where = f"log/{logfile.ENTRIES}, line 1"
        yield Finding("The log does not begin with the case's creation.", where, logfile.HINT, "log")
        return
    if _sha256(case.settings) != entries[0].body.get("settings"):
        yield Finding("The settings of the case were changed.", SETTINGS, _RESTORE, "changed")
    yield from _creation_key(case, entries[0])


def _creation_key(case: Case, first: Entry) -> Iterator[Finding]:
    marks = first.body.get("keys")
    if not isinstance(marks, dict) or marks.get("public") != logfile.public_key(case.log).hex():
        where = f"log/{logfile.PUBLIC_KEY}"
        yield Finding("Another key signs this log than the one it began with.", where, logfile.HINT, "keys")


def _keys(case: Case, entries: Sequence[Entry]) -> Iterator[Finding]:
    try:
        secret = keys.read(case)
    except Misuse as error:
        yield _finding(error, "missing")
    except IntegrityBroken as error:
        yield _finding(error, "keys")
    else:
        if entries and entries[0].body.get("keys") != secret.fingerprints():
            yield Finding("The keys are not those that the log knows.", f"vault/{keys.FILE}", _RESTORE, "keys")


def _seals(case: Case, entries: Sequence[Entry]) -> tuple[list[Seal], list[Finding]]:
    """The seals that are sound, and what is wrong with the others."""
    seals: list[Seal] = []
    findings: list[Finding] = []
    logged = {entry.body.get("number"): entry.body.get("sha256") for entry in entries if entry.event == EVENT}
    for number in sorted({*numbers(case), *(number for number in logged if isinstance(number, int))}):
        where = f"sealed/{name_of(number)}.json"
        try:
            seal = load_seal(case, number)
        except IntegrityBroken as error:
            findings.append(_finding(error, "changed" if (case.path / where).exists() else "missing"))
            continue
        seals.append(seal)
        if entries and number not in logged:
            what = "A seal has no entry in the log: its sealing was interrupted."
            findings.append(Finding(what, where, "Seal again: it completes what was interrupted.", "unlogged"))
        elif entries and logged[number] != seal.sha256:
            findings.append(Finding("The seal is not the one that the log knows.", where, _RESTORE, "changed"))
    return seals, findings


def _sealed_files(case: Case, seal: Seal) -> Iterator[_Expected]:
    """Of a seal with copies the copies count: the originals may have gone back to their owner."""
    for exhibit, item in zip(seal.exhibits, seal.items, strict=True):
        shown = f"{exhibit.id} {exhibit.shown}" if item["copied_to"] is None else f"sealed/{item['copied_to']}"
        yield _Expected(Path(exhibit.path), shown, exhibit.size, exhibit.sha256)


def _compare(files: Sequence[_Expected], progress: Progress | None) -> list[Finding]:
    if sum(file.size for file in files) < _PARALLEL:
        results = [_compare_one(file, progress) for file in files]
    else:
        with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as threads:
            results = list(threads.map(lambda file: _compare_one(file, progress), files))
    return [finding for finding in results if finding is not None]


def _compare_one(file: _Expected, progress: Progress | None) -> Finding | None:
    try:
        with open_still(file.path) as still:
            same_size = os.fstat(still.fileno()).st_size == file.size
        if same_size and sha256_of(file.path, progress) == file.sha256:
            return None
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            return Finding("A file is missing.", file.shown, _RESTORE, "missing")
        return Finding("A file can no longer be read.", file.shown, _RESTORE, "changed")
    except NotAFile:
        return Finding("Something else stands in the place of a file.", file.shown, _RESTORE, "changed")
    return Finding("A file is not what was signed.", file.shown, _RESTORE, "changed")


def _sealed_folders(seals: Sequence[Seal]) -> Iterator[Finding]:
    """Names that came into sealed folders, or went out of them, since; only where the originals are the evidence."""
    exhibits = {str(item["path"]) for seal in seals for item in seal.items}
    others = {(str(item["path"]), str(item["kind"])): str(item["shown"]) for seal in seals for item in seal.others}
    seen: set[str] = set()
    for root in [Path(str(root["path"])) for seal in seals if not seal.copy for root in seal.roots if root["folder"]]:
        if str(root) in seen:
            continue
        seen.add(str(root))
        standing = walk(root)
        for found in standing:
            if found.path not in exhibits and (found.path, found.kind) not in others:
                hint = "Seal the folder again, or find out who added it."
                yield Finding("A file was added to a sealed folder.", found.shown, hint, "added")
        paths = {(found.path, str(found.kind)) for found in standing}
        for (path, kind), shown in others.items():
            if path.startswith(f"{root}/") and (path, kind) not in paths:
                yield Finding("What stood in a sealed folder, unread, is gone.", shown, _RESTORE, "missing")


def _strangers(case: Case, room: str, known: set[str]) -> Iterator[Finding]:
    """Files in a room of the case that nobody put on record."""
    unlisted: list[OSError] = []
    for folder, folders, files in os.walk(case.path / room, onerror=unlisted.append):
        linked = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        for name in sorted([*files, *linked]):
            path = os.path.relpath(os.path.join(folder, name), case.path)
            if path not in known:
                hint = (
                    "If a command was interrupted, run it again; else take the file away and find out who put it there."
                )
                yield Finding("A file stands here that is not on record.", mask_path(path), hint, "added")
    # An empty room may get lost in copying; what stood in it is looked for by name.
    for error in (error for error in unlisted if error.errno != errno.ENOENT):
        where = mask_path(os.path.relpath(str(error.filename), case.path))
        yield Finding("A folder of the case cannot be listed.", where, _RESTORE, "missing")


def _sha256(path: Path) -> str:
    try:
        return sha256_of(path)
    except (OSError, NotAFile):
        return ""


def _finding(error: IntegrityBroken | Misuse, kind: Kind) -> Finding:
    return Finding(error.what, error.where, error.hint, kind)
