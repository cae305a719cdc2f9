"""RAR archives (rar), through the system's libarchive: every file in them is a member, links are never followed."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, BinaryIO, cast

from tiao.content.archives.names import decoded
from tiao.content.archives.told import EMPTY, LINK, LISTED, WHOLE
from tiao.content.reader import BrokenOff, Claim, Member, Source
from tiao.errors import Unreadable
from tiao.evidence.mask import mask_inner
from tiao.model import Unread

MAGICS = (b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00")
_BLOCK = 1 << 20
_MISSING = "It is a RAR archive, and the system's library that reads those (libarchive) is missing."
_INSTALL = "Install it: apt-get install libarchive13, pip install 'tiao[archives]'; then run the same command again."
_LOCKED = "It is locked by a password, and passwords of RAR archives are not tried here."
_UNPACK = "Unpack it with its password into a folder of its own and seal that folder as well."
_BROKEN = "The archive is damaged, cut short or one of several parts; what came before that place was read."
_BROKEN_FILE = "The file is damaged or cut short in the archive; what came before that place was read."


class Rar:
    """Reads RAR archives of versions 2 to 5 that are not locked."""

    name = "rar@1"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        return (Claim.YES, "the head of a RAR archive") if head.startswith(MAGICS) else (Claim.NO, "")

    def tables(self, source: Source) -> Iterator[Member | Unread]:
        library, exhibit, some = _library(), source.exhibit.id, False
        with source.open() as stream, ExitStack() as stack:
            try:
                version = "rar5" if stream.read(8) == MAGICS[1] else "rar"
                stream.seek(0)
                archive = stack.enter_context(library.stream_reader(stream, version, "none", _BLOCK))
                for entry in archive:
                    some = True
                    if entry.isdir:
                        continue
                    name = _name(library, entry)
                    if entry.issym or entry.islnk or not (entry.isfile or entry.filetype == 0):
                        yield Unread(exhibit, mask_inner(name), LINK, LISTED)
                    elif _is_locked(library, entry):
                        yield Unread(exhibit, mask_inner(name), _LOCKED, _UNPACK)
                    else:
                        size = int(entry.size or 0)
                        yield Member(name, _Opening(entry, library), size, size)
            except library.ArchiveError as problem:
                locked = "ncrypt" in str(problem.msg)
                raise Unreadable(*(_LOCKED, "", _UNPACK) if locked else (_BROKEN, "", WHOLE)) from None
        if not some:
            yield Unread(exhibit, "", EMPTY, LISTED)


def _library() -> Any:
    try:
        import libarchive
    except Exception:
        # Without the system's library, loading it fails in several ways.
        raise Unreadable(_MISSING, "", _INSTALL) from None
    # What it warns of may quote names.
    logging.getLogger("libarchive").disabled = True
    return libarchive


def _name(library: Any, entry: Any) -> str:
    wide = library.ffi.entry_pathname_w(entry._entry_p)
    if wide:
        return str(wide).replace("\\", "/")
    return decoded([library.ffi.entry_pathname(entry._entry_p) or b""])[0]


def _is_locked(library: Any, entry: Any) -> bool:
    asked = library.ffi.libarchive.archive_entry_is_data_encrypted
    asked.argtypes, asked.restype = [library.ffi.c_archive_entry_p], library.ffi.c_int
    return bool(asked(entry._entry_p))


class _Opening:
    """Opens a file once."""

    def __init__(self, entry: Any, library: Any) -> None:
        self._entry = entry
        self._library = library

    def __call__(self) -> BinaryIO:
        return cast(BinaryIO, _Blocks(self._entry.get_blocks(_BLOCK), self._library.ArchiveError))


class _Blocks(io.RawIOBase):
    """The blocks that the library gives, as a stream."""

    def __init__(self, blocks: Iterator[bytes], error: type[Exception]) -> None:
        self._blocks = blocks
        self._error = error
        self._over = b""

    def read(self, size: int = -1) -> bytes:
        if not self._over:
            try:
                self._over = next(self._blocks, b"")
            except self._error as problem:
                if "ncrypt" in str(problem):
                    raise Unreadable(_LOCKED, "", _UNPACK) from None
                raise BrokenOff(_BROKEN_FILE, "", WHOLE) from None
        data, self._over = self._over[:size], self._over[size:]
        return data
