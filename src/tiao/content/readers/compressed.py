"""Single compressed files (gz, bz2, xz, zst): the one file in them is a member, a tar archive in them gives its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from tiao.content.archives import decompress
from tiao.content.archives.decompress import GZIP, XZ, ZSTD, ZSTD_SKIPPED, Decompressed, Form, Gzip
from tiao.content.archives.names import decoded
from tiao.content.archives.streams import Ahead
from tiao.content.reader import BrokenOff, Claim, Member, Source
from tiao.content.readers import tar
from tiao.errors import Unreadable
from tiao.model import Unread

_BEHIND = "Bytes stand behind the end of the compressed file and were not read."
# What a file shrinks to, more or less: for progress bars.
_USUAL = 4
_WHOLE = "Look for a whole copy, or examine those bytes with another tool."
# A block begins behind the size sign, or the file ends there.
_BZIP2 = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")
_ENDS = re.compile(r"\.(?:gz|gzip|z|bz2|bz|xz|zst|zstd)$", re.IGNORECASE)
_TAR_ENDS = re.compile(r"\.(?:tgz|taz|tbz2?|txz|tzst)$", re.IGNORECASE)


class Compressed:
    """Reads a file that gzip, bzip2, xz or Zstandard compressed; a tar archive in it is read while it is unpacked."""

    name = "compressed@1"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        for is_one, what, _ in _FORMS:
            if is_one(head):
                return Claim.YES, f"the head of a file compressed by {what}"
        return Claim.NO, ""

    def tables(self, source: Source) -> Iterator[Member | Unread]:
        with source.open() as stream:
            head = stream.read(16)
            form = next(form for is_one, _, form in _FORMS if is_one(head))()
            stream.seek(0)
            unpacked = Decompressed(stream, form)
            try:
                first = unpacked.read(tar.HEAD)
            except BrokenOff as problem:
                raise Unreadable(problem.what, "", problem.hint) from None
            again = cast(BinaryIO, Ahead(cast(BinaryIO, unpacked), first))
            if tar.is_tar(first):
                yield from tar.members(again, source, parts=_USUAL)
            else:
                yield Member(_inner_name(source, form), lambda: again, None, source.size)
            if unpacked.behind:
                yield Unread(source.exhibit.id, "", _BEHIND, _WHOLE)


def _inner_name(source: Source, form: Form) -> str:
    """As gzip has it; else the name of the compressed file without its ending."""
    if isinstance(form, Gzip) and form.inner_name:
        name = decoded([form.inner_name])[0].rsplit("/", 1)[-1]
        if name:
            return name
    name = source.name.rsplit("/", 1)[-1]
    bare = _TAR_ENDS.sub(".tar", _ENDS.sub("", name))
    return bare or name


_FORMS: tuple[tuple[Callable[[bytes], object], str, Callable[[], Form]], ...] = (
    (lambda head: head.startswith(GZIP), "gzip", decompress.gzip),
    (_BZIP2.match, "bzip2", decompress.bzip2),
    (lambda head: head.startswith(XZ), "xz", decompress.xz),
    (lambda head: head.startswith((ZSTD, *ZSTD_SKIPPED)), "Zstandard", decompress.zstd),
)
