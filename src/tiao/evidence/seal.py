"""Sealing (封存): every seized file hashed, listed and signed before anything reads it.

The seal is the itemised list of electronic data (电子数据清单) of 法发〔2016〕22号 第十四条: category, format and
integrity check value (完整性校验值) of each item, with the people who acted and the authority document. It stands in
``sealed/seal-0001.json`` as canonical JSON, with a detached Ed25519 signature of 64 bytes in ``seal-0001.sig``.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tiao import __version__
from tiao.case import Case, sync_folder, write_whole, writing
from tiao.errors import IntegrityBroken, Misuse
from tiao.evidence import keys
from tiao.evidence.canonical import Json, dump
from tiao.evidence.custody import Log, utc
from tiao.evidence.filetype import media_type
from tiao.evidence.hashes import Changed, Digests, NotAFile, Progress, digest, sha256_of
from tiao.evidence.mac import Mac
from tiao.evidence.mask import mask_path
from tiao.evidence.seals import (
    COPIES,
    EVENT,
    FORMAT,
    Seal,
    authority,
    by,
    exhibits,
    load_seal,
    name_of,
    seals,
    seized_year,
    unread,
)
from tiao.evidence.vault import Vault
from tiao.evidence.walk import WHY, Found, walk

__all__ = [
    "Seal",
    "authority",
    "by",
    "exhibits",
    "measure",
    "roots_of",
    "seal",
    "seals",
    "seized_year",
    "settle",
    "unread",
]

_UNREADABLE = "A file that could not be read: {}."
_UNREADABLE_HINT = "Seal it again with the right to read it, or from an image of the medium."


def measure(paths: Sequence[Path]) -> tuple[int, int]:
    """How many files stand at these paths and how many bytes they hold, for a progress bar. Opens nothing."""
    files = [item for root in _resolved(paths) for item in walk(root) if item.kind == "file"]
    return len(files), sum(item.size for item in files)


def seal(
    paths: Sequence[Path],
    case: Case,
    *,
    by: Sequence[str],
    authority: str | None,
    copy: bool = False,
    at: datetime | None = None,
    progress: Progress | None = None,
) -> Seal:
    """Seals files and folders. Never writes to them.

    What an earlier seal of the case lists already is compared with it and not listed twice. So sealing again after an
    interruption gives the same list.

    Args:
        paths: files or folders.
        case: the case; its keys and its log are made if it has none yet.
        by: the people who act (二名以上侦查人员). Nobody is recorded as nobody.
        authority: the document that allows it, for instance a seizure decision.
        copy: whether the bytes are copied into the case. If so, later work reads the copies.
        at: when, with a time zone; now if not given.
        progress: called with bytes read, from several threads, one call at a time.

    Returns:
        The new seal, or the newest one if there was nothing new.

    Raises:
        Misuse: no such path, the case lies inside, nothing to seal, a file that changes meanwhile, disk full.
        IntegrityBroken: a file differs from what an earlier seal says, or the case itself is broken.
    """
    moment = utc(at)
    roots = roots_of(paths, case)
    Vault.create(case)
    settle(case)
    earlier = seals(case)
    known = {str(item["path"]): str(item["sha256"]) for old in earlier for item in old.items}
    named = {(str(item["path"]), str(item["kind"])) for old in earlier for item in old.others}
    number = len(earlier) + 1
    copies = case.sealed / COPIES / f"{number:04d}"
    with writing(f"sealed/{COPIES}"):
        # What stands here belongs to a sealing that was interrupted: no seal speaks for it.
        shutil.rmtree(copies, ignore_errors=True)
        if copy:
            copies.mkdir(parents=True)
    found = list({item.path: item for root in roots for item in walk(root)}.values())
    files = [item for item in found if item.kind == "file"]
    results = _read_all(files, known, copies if copy else None, keys.read(case).mac, progress)

    next_id = sum(len(old.items) for old in earlier) + 1
    items: list[Json] = []
    others: list[Json] = []
    for item in found:
        if item.kind != "file":
            what, hint = WHY.get(item.kind, ("", ""))
            if (item.path, item.kind) not in named:
                others.append(_other(item, what, hint))
            continue
        result = results[item.path]
        if isinstance(result, str):
            if (item.path, item.kind) not in named:
                others.append(_other(item, _UNREADABLE.format(result), _UNREADABLE_HINT))
        elif item.path not in known:
            copied = _place(copies, f"E{next_id}", item.path) if copy else None
            items.append(_entry(f"E{next_id}", item, result, copied))
            next_id += 1
    if not items and not others:
        if earlier:
            return earlier[-1]
        raise Misuse("There is nothing to seal at these paths.", "", "Name a folder or a file that was seized.")
    if copy:
        with writing(f"sealed/{COPIES}"):
            sync_folder(copies)
    body: dict[str, Json] = {
        "at": moment,
        "authority": authority,
        "by": [" ".join(name.split()) for name in by if name.strip()],
        "copy": copy,
        "exhibits": items,
        "format": FORMAT,
        "number": number,
        "others": others,
        "roots": [{"folder": root.is_dir(), "path": os.fspath(root), "shown": mask_path(root.name)} for root in roots],
        "tool": f"tiao {__version__}",
    }
    data = dump(body)
    # The list comes last: a seal without it, and a list without a signature, do not count.
    write_whole(case.sealed / f"{name_of(number)}.sig", keys.read(case).signer().sign(data))
    write_whole(case.sealed / f"{name_of(number)}.json", data)
    settle(case)
    return load_seal(case, number)


def settle(case: Case) -> None:
    """Completes what an interruption left between a seal and its entry in the log. Call it before resuming work.

    Raises:
        IntegrityBroken: the log or a seal is not what was signed.
    """
    log = Log(case)
    log.settle()
    logged = {entry.body.get("number") for entry in log.entries() if entry.event == EVENT}
    for one in seals(case):
        if one.number not in logged:
            log.append(
                EVENT,
                {
                    "by": list(one.by),
                    "bytes": sum(exhibit.size for exhibit in one.exhibits),
                    "exhibits": len(one.exhibits),
                    "number": one.number,
                    "sealed_at": one.at,
                    "sha256": one.sha256,
                    "unread": len(one.unread),
                },
            )


def _resolved(paths: Sequence[Path]) -> list[Path]:
    return [Path(os.path.realpath(path)) for path in paths]


def roots_of(paths: Sequence[Path], case: Case) -> list[Path]:
    """The given paths, links in them resolved, without those that stand inside another one. The case need not stand.

    Raises:
        Misuse: nothing stands at a path, or it and the case lie inside one another.
    """
    home = Path(os.path.realpath(case.path))
    roots: list[Path] = []
    for root in _resolved(paths):
        if not os.path.lexists(root):
            raise Misuse("There is nothing at this path.", mask_path(root.name), "Check the path.")
        if home == root or home.is_relative_to(root) or root.is_relative_to(home):
            raise Misuse(
                "The case folder and what is sealed may not lie inside one another.",
                mask_path(root.name),
                "Put the case folder somewhere else.",
            )
        roots.append(root)
    return [
        root
        for place, root in enumerate(roots)
        if root not in roots[:place] and not any(root != other and root.is_relative_to(other) for other in roots)
    ]


def _read_all(
    files: Sequence[Found], known: dict[str, str], copies: Path | None, key: bytes, progress: Progress | None
) -> dict[str, Digests | str]:
    """Digests of every file, or the reason why it cannot be read. Files that are sealed already are compared."""
    lock = threading.Lock()

    def report(size: int) -> None:
        with lock:
            if progress:
                progress(size)

    def one(item: Found) -> Digests | str:
        try:
            old = known.get(item.path)
            if old is None and copies is not None:
                return _copy(item, copies / _part(item.path), key, report)
            mac = Mac(key)
            read = replace(digest(item.path, report, mac.update), mac=mac.finish())
        except OSError as error:
            return os.strerror(error.errno) if error.errno else "no reason given"
        except NotAFile:
            return "it is no regular file"
        except Changed:
            raise Misuse(
                "A file changed while it was being sealed.", item.shown, "Stop what writes to it, or seal a still copy."
            ) from None
        if old is not None and old != read.sha256:
            raise IntegrityBroken(
                "A file is not what was sealed.", item.shown, "Compare it with the medium; run `tiao verify`."
            )
        return read

    threads = ThreadPoolExecutor(min(4, os.cpu_count() or 1))
    try:
        return dict(zip([item.path for item in files], threads.map(one, files), strict=True))
    finally:
        threads.shutdown(cancel_futures=True)


def _copy(item: Found, target: Path, key: bytes, report: Callable[[int], None]) -> Digests:
    mac = Mac(key)
    with writing(f"sealed/{COPIES}"):
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)

    def write(block: bytes) -> None:
        mac.update(block)
        with writing(f"sealed/{COPIES}"):
            left = memoryview(block)
            while left:
                left = left[os.write(handle, left) :]

    try:
        read = replace(digest(item.path, report, write), mac=mac.finish())
        with writing(f"sealed/{COPIES}"):
            os.fsync(handle)
    finally:
        os.close(handle)
    with writing(f"sealed/{COPIES}"):
        os.utime(target, ns=(read.mtime_ns, read.mtime_ns))
        os.chmod(target, 0o444)
        if sha256_of(target) != read.sha256:
            raise IntegrityBroken("A copy differs from its original.", item.shown, "Check the disk of the case.")
    return read


def _part(path: str) -> str:
    """A name for a copy whose exhibit number is not known yet; no part of the raw name is in it."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()


def _place(copies: Path, number: str, path: str) -> str:
    """Gives a copy its exhibit's number. A plain extension stays; nothing else of the raw name does."""
    stem, dot, extension = os.path.basename(path).rpartition(".")
    plain = (
        stem and dot and extension.isascii() and extension.isalnum() and extension[0].isalpha() and len(extension) < 9
    )
    name = f"{number}.{extension}" if plain else number
    with writing(f"sealed/{COPIES}"):
        os.rename(copies / _part(path), copies / name)
    return f"{COPIES}/{copies.name}/{name}"


def _entry(number: str, item: Found, read: Digests, copied: str | None) -> Json:
    return {
        "copied_to": copied,
        "id": number,
        "mac": read.mac,
        "media_type": media_type(read.head),
        "mtime": datetime.fromtimestamp(read.mtime_ns // 10**9, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        # As text: nanoseconds pass what a JSON number holds exactly.
        "mtime_ns": str(read.mtime_ns),
        "path": item.path,
        "sha256": read.sha256,
        "shown": item.shown,
        "size": read.size,
        "sm3": read.sm3,
    }


def _other(item: Found, what: str, hint: str) -> Json:
    return {"hint": hint, "kind": item.kind, "path": item.path, "shown": item.shown, "what": what}
