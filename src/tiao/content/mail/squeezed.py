"""Rich text as Outlook squeezes it (MS-OXRTFCP): pieces that were there before are named by their place."""

from __future__ import annotations

import struct

from tiao.errors import Unreadable

MOST_BYTES = 64 << 20
# What such texts often begin with; places before the first byte lead here.
_BEFORE = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20"
    b"\\b\\i\\u\\tab\\tx"
)
_WINDOW = 4096
_DAMAGED = "The rich text of the message is damaged."
_NEXT = "Open the message in its own program, save its text, and seal that as well."


def unsqueezed(data: bytes) -> bytes:
    """The rich text; what comes before the damage, if it is damaged.

    Raises:
        Unreadable: it is of no kind that is known, or larger than any message.
    """
    if len(data) < 16:
        raise Unreadable(_DAMAGED, "", _NEXT)
    size, kind = struct.unpack_from("<I4s", data, 4)
    if size > MOST_BYTES or kind not in (b"LZFu", b"MELA"):
        raise Unreadable(_DAMAGED, "", _NEXT)
    if kind == b"MELA":
        return data[16 : 16 + size]
    out = bytearray(_BEFORE)
    front, at, end = len(_BEFORE), 16, len(data)
    while at < end and len(out) - front < size:
        flags, at = data[at], at + 1
        for bit in range(8):
            if not flags >> bit & 1:
                if at >= end:
                    break
                out.append(data[at])
                at += 1
                continue
            if at + 1 >= end:
                at = end
                break
            pair, at = data[at] << 8 | data[at + 1], at + 2
            place, length = pair >> 4, (pair & 15) + 2
            now = len(out) % _WINDOW
            if place == now:
                return bytes(out[front : front + size])
            start = len(out) - ((now - place) % _WINDOW)
            for step in range(length):
                out.append(out[start + step] if 0 <= start + step < len(out) else 0x20)
    return bytes(out[front : front + size])
