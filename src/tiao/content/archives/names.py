"""Names of files in archives, most of which do not say in which encoding they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence

# In the order of asking. Windows in China writes GBK; every sequence of bytes is some text in the last.
_ENCODINGS = ("utf-8", "gb18030", "big5", "cp437")
# Of two bytes each in UTF-8, and no letters of Russian: two bytes of GBK often look like that.
_DOUBTFUL = re.compile("[\x00-\x7f\x80-\u040f\u0450-\u07ff]*")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_HAN = re.compile("[\x00-\x7f\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]*")


def decoded(names: Sequence[bytes]) -> list[str]:
    """The names of one archive as text, in the one encoding in which all of them are valid.

    Some short names are valid in two: what the other names of the archive speak for decides.

    Args:
        names: as they stand, folders divided by ``/`` or ``\\``.
    """
    found = [text for text in (_all(names, encoding) for encoding in _ENCODINGS) if text is not None]
    # Big5 read as GB18030 gives characters that nobody uses.
    found.sort(key=lambda texts: any(map(_PRIVATE.search, texts)))
    best = found[0]
    if b"".join(names).isascii():
        return best
    if len(found) > 1 and all(map(_DOUBTFUL.fullmatch, best)) and all(map(_HAN.fullmatch, found[1])):
        # The one character U+04BB or the Han character for one: in these archives it is the latter.
        return found[1]
    return best


def _all(names: Sequence[bytes], encoding: str) -> list[str] | None:
    try:
        return [name.decode(encoding).replace("\\", "/") for name in names]
    except UnicodeDecodeError:
        return None
