"""What stands in a seized folder: every name in it, in one order, nothing followed and nothing opened."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tiao.evidence.mask import mask_path

Kind = Literal["file", "link", "outside", "pipe", "socket", "device", "unlisted"]

WHY: dict[str, tuple[str, str]] = {
    "outside": (
        "A symbolic link that leads out of the sealed folder or to nothing; it was not followed.",
        "Seal what it points to by its own path.",
    ),
    "pipe": ("A named pipe: it holds no bytes of its own.", "Nothing to do; it is on record."),
    "socket": ("A socket: it holds no bytes of its own.", "Nothing to do; it is on record."),
    "device": ("A device: only a forensic image makes its content readable.", "Image the device and seal the image."),
    "unlisted": ("A folder that could not be listed.", "Seal it again with the right to read it."),
}


@dataclass(frozen=True)
class Found:
    """One name in a seized folder.

    Attributes:
        path: absolute. Raw.
        shown: the masked path from the root's own name on.
        kind: a regular file, a link to something inside, a link that leads outside, or what cannot be read.
        size: bytes of a regular file, else 0.
    """

    path: str
    shown: str
    kind: Kind
    size: int = 0


def walk(root: Path) -> list[Found]:
    """Everything below a folder, folders themselves left out, in byte order of the relative path; or the file itself.

    Args:
        root: an absolute path without links in it.
    """
    base, name = os.fspath(root), root.name or "/"
    try:
        status = os.lstat(base)
    except OSError:
        return []
    if not stat.S_ISDIR(status.st_mode):
        return [Found(base, mask_path(name), _kind(base, status.st_mode, base), _size(status))]
    found: list[tuple[str, Kind, int]] = []
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(os.path.join(base, folder)) as entries:
                listed = list(entries)
        except OSError:
            found.append((folder, "unlisted", 0))
            continue
        for entry in listed:
            relative = os.path.join(folder, entry.name)
            if entry.is_dir(follow_symlinks=False):
                folders.append(relative)
                continue
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError:
                # It went away, or cannot even be looked at; opening it will say which.
                found.append((relative, "file", 0))
                continue
            found.append((relative, _kind(entry.path, status.st_mode, base), _size(status)))
    found.sort(key=lambda item: os.fsencode(item[0]))
    return [
        Found(os.path.join(base, relative) if relative else base, mask_path(f"{name}/{relative}"), kind, size)
        for relative, kind, size in found
    ]


def _kind(path: str, mode: int, base: str) -> Kind:
    if stat.S_ISREG(mode):
        return "file"
    if stat.S_ISLNK(mode):
        target = os.path.realpath(path)
        inside = target == base or target.startswith(base.rstrip("/") + "/")
        return "link" if inside and os.path.exists(target) else "outside"
    if stat.S_ISFIFO(mode):
        return "pipe"
    return "socket" if stat.S_ISSOCK(mode) else "device"


def _size(status: os.stat_result) -> int:
    return status.st_size if stat.S_ISREG(status.st_mode) else 0
