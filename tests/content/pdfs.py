"""PDF documents, written object by object: Chinese text in a font that every viewer has, lines, photos."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

SIZE = 10
HEIGHT = 842

# The smallest photo (JPEG): one grey dot.
PHOTO = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300" + "10" * 64 + "ffc0000b080001000101011100ffc400140001"
    "00000000000000000000000000000009ffc40014100100000000000000000000000000000000ffda0008010100003f002a9fffd9"
)


def text(x: float, y: float, words: str, size: float = SIZE, mode: int = 0) -> str:
    """Draws words at a place."""
    return f"BT {mode} Tr /F1 {size} Tf {x} {y} Td <{words.encode('utf-16-be').hex()}> Tj ET\n"


def rule(x: float, y: float, to_x: float, to_y: float) -> str:
    """Draws a line."""
    return f"0.5 w {x} {y} m {to_x} {to_y} l S\n"


def photo(x: float, y: float, width: float, height: float) -> str:
    """Draws the photo."""
    return f"q {width} 0 0 {height} {x} {y} cm /I1 Do Q\n"


def lines(words: Sequence[str], top: float = 780) -> str:
    """Lines of text, one below the other."""
    return "".join(text(50, top - 20 * number, line) for number, line in enumerate(words))


def table(
    rows: Sequence[Sequence[str]], top: float = 700, ruled: bool = False, places: Sequence[float] = (50, 180, 330, 480)
) -> str:
    """A table, with a grid drawn around its cells or without."""
    out = ""
    for number, row in enumerate(rows):
        for place, cell in zip(places, row, strict=False):
            for nth, piece in enumerate(cell.split("\n")):
                out += text(place, top - 30 * number - 11 * nth, piece)
    if ruled:
        bottom = top - 30 * len(rows) + 15
        edges = [*places[: max(map(len, rows))], places[max(map(len, rows)) - 1] + 120]
        out += "".join(
            rule(edges[0] - 5, top + 15 - 30 * n, edges[-1] - 5, top + 15 - 30 * n) for n in range(len(rows) + 1)
        )
        out += "".join(rule(edge - 5, top + 15, edge - 5, bottom) for edge in edges)
    return out


def pdf(pages: Sequence[str], trailer: str = "", width: float = 595) -> bytes:
    """A document of pages, each what is drawn on it."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        (
            f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{8 + 2 * n} 0 R' for n in range(len(pages)))}] >>"
        ).encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Regi"
        b"stry (Adobe) /Ordering (GB1)"
        b" /Supplement 2 >> /FontDescriptor 5 0 R /DW 1000 /W [1 95 500] >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 88"
        b"0] /ItalicAngle 0 /Ascent 880"
        b" /Descent -120 /CapHeight 880 /StemV 93 >>",
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
        b" /Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream" % (len(PHOTO), PHOTO),
        b"<< >>",
    ]
    for number, drawn in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {HEIGHT}] /Contents {9 + 2 * number} 0 R"
            " /Resources << /Font << /F1 3 0 R >> /XObject << /I1 6 0 R >> >> >>".encode()
        )
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream".encode())
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer}>>\nstartxref\n{start}\n%%EOF\n".encode()


_PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
_NAME = bytes(16)


def locked(pages: Sequence[str], password: str) -> bytes:
    """The same under a password (the standard handler, version 1): its streams are not readable without it."""
    padded = (password.encode() + _PADDING)[:32]
    owner = _rc4(hashlib.md5(padded).digest()[:5], padded)
    key = hashlib.md5(padded + owner + (-4 & 0xFFFFFFFF).to_bytes(4, "little") + _NAME).digest()[:5]
    user = _rc4(key, _PADDING)
    trailer = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{owner.hex()}> /U <{user.hex()}> /P -4 >> "
    plain = pdf(pages, f"{trailer}/ID [<{_NAME.hex()}> <{_NAME.hex()}>] ")

    def hidden(match: re.Match[bytes]) -> bytes:
        number = int(match.group(1)).to_bytes(3, "little")
        own = hashlib.md5(key + number + bytes(2)).digest()[:10]
        return match.group(1) + match.group(2) + _rc4(own, match.group(3)) + match.group(4)

    return re.sub(rb"(?s)(\d+)( 0 obj\n[^\n]*\nstream\n)(.*?)(\nendstream)", hidden, plain)


def _rc4(key: bytes, data: bytes) -> bytes:
    box = list(range(256))
    at = 0
    for place in range(256):
        at = (at + box[place] + key[place % len(key)]) % 256
        box[place], box[at] = box[at], box[place]
    out, at, place = bytearray(), 0, 0
    for byte in data:
        place = (place + 1) % 256
        at = (at + box[place]) % 256
        box[place], box[at] = box[at], box[place]
        out.append(byte ^ box[(box[place] + box[at]) % 256])
    return bytes(out)
