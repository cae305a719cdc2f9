"""Which reader reads a file: by its content first, by the end of its name only where two readers could."""

from __future__ import annotations

import os
import re
import stat

from tiao.content import magic, registry
from tiao.content.encoding import SAMPLE, Encoding, detect
from tiao.content.reader import Claim, Reader, Source
from tiao.errors import Unreadable

# Control characters that text has: tab, line ends, form feed, escape; and 0x01, 0x1C to 0x1F, which divide fields.
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\x01\t\n\v\f\r\x1b\x1c\x1d\x1e\x1f") + b"\x7f"
_MOST_CONTROLS = 0.005
_MOST_DAMAGED = 0.05
# One stray NUL in so many bytes of otherwise whole text is damage, not a sign of a binary file.
_TEXT_PER_NUL = 4096
_NEXT = "Examine it with a tool for that format; it is listed as unread."


def sniff(source: Source) -> tuple[Reader, str]:
    """The reader for a file, and why.

    An empty file goes to the text reader and has no rows.

    Raises:
        Unreadable: the file cannot be opened, or it is of a kind that no reader reads; the sentence names the kind.
    """
    head = _head(source)
    if not head:
        return registry.TEXTS[-1], "an empty file: no rows"
    for reader in registry.CONTAINERS:
        claim, reason = reader.claims(head, source)
        if claim:
            return reader, reason
    encoding = detect(head)
    is_text = looks_like_text(head, encoding)
    with source.open() as stream:
        known = magic.known(head, stream, is_text)
    if known:
        what, hint = known
        raise Unreadable(f"It is {what}, which is not read here.", source.shown, hint)
    if not is_text:
        raise Unreadable("It holds binary data of no kind that is known here.", source.shown, _NEXT)
    best: tuple[Claim, Reader, str] | None = None
    for reader in registry.TEXTS:
        claim, reason = reader.claims(head, source)
        if claim is Claim.YES:
            return reader, reason
        if claim and best is None:
            best = (claim, reader, reason)
    if best is None:
        raise Unreadable("No reader knows this text.", source.shown, _NEXT)
    return best[1], best[2]


def _head(source: Source) -> bytes:
    """The first megabyte. Only plain files are opened: a pipe or a device would never end."""
    shown = source.shown
    try:
        if source.path is not None and not stat.S_ISREG(os.stat(source.path).st_mode):
            raise Unreadable("It is not a plain file.", shown, "Image the device into a file and seal that.")
        with source.open() as stream:
            return stream.read(SAMPLE)
    except PermissionError:
        raise Unreadable("The file may not be read.", shown, "Change its permissions or image it again.") from None
    except FileNotFoundError:
        raise Unreadable("The file is gone, or a link leads nowhere.", shown, "Seal the folder again.") from None
    except (OSError, ValueError):
        raise Unreadable("The file could not be opened.", shown, "Check the disk that it is on.") from None


def looks_like_text(head: bytes, encoding: Encoding) -> bool:
    """False for bytes that no text has: NUL outside UTF-16, many control characters, much that does not decode."""
    if encoding.name.startswith("utf-16") or encoding.name.startswith("utf-32"):
        text = head[encoding.mark :].decode(encoding.name, "replace")
        controls = len(re.findall(r"[\x00-\x08\x0e-\x1a\x7f]", text))
        return controls <= _MOST_CONTROLS * len(text) and encoding.errors <= max(1, _MOST_DAMAGED * len(text))
    nuls = head.count(0)
    if nuls and (nuls * _TEXT_PER_NUL > len(head) or encoding.errors):
        return False
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > max(1, _MOST_CONTROLS * len(head)):
        return False
    return encoding.errors <= max(2, _MOST_DAMAGED * len(head))
