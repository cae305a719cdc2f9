"""Heads of letters (邮件头): RFC 5322 lines, encoded words of RFC 2047, parameters of RFC 2231, and what breaks them.

Chinese programs write heads as plain GBK, cut characters between two encoded words, and say GB2312 where they mean
GBK. All of that is read.
"""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from tiao.content.encoding import detect

LONGEST_HEAD = 1 << 20
"""Bytes of the heads of one part; what is longer is no head."""
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:[ \t]*")
_WORD = re.compile(r"=\?([^?\s]{1,40})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]+(=\?)")
# Parameter name, with the number and the star of RFC 2231, and its value.
_PARAMETER = re.compile(rb';[ \t\r\n]*([\w.-]+)(?:\*(\d+))?(\*)?[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^;\r\n]*))')
# GB2312 is what letters say; GBK, which holds it, is what they mean.
_ALIASES = {"gb2312": "gb18030", "gb_2312-80": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030"}
_ALIASES |= {"big5": "big5hkscs", "cp950": "big5hkscs", "iso-8859-1": "cp1252", "us-ascii": "utf-8", "ascii": "utf-8"}
_ALIASES |= {"hz-gb-2312": "hz", "unicode-1-1-utf-7": "utf-7", "utf8": "utf-8", "ks_c_5601-1987": "cp949"}


@dataclass(frozen=True, repr=False)
class Heads:
    """The heads of a letter or of a part of one. Raw.

    Attributes:
        fields: lower-case name to its value as bytes, unfolded; of several the first.
    """

    fields: dict[str, bytes]

    def text(self, name: str) -> str:
        """A head as a person reads it."""
        return words(self.fields.get(name, b""))

    @property
    def kind(self) -> str:
        """The media type, lower case: ``text/html``; ``text/plain`` where none is said."""
        value = self.fields.get("content-type", b"").split(b";")[0].strip().lower().decode("ascii", "replace")
        return value if "/" in value else "text/plain"

    @property
    def transfer(self) -> str:
        """How the body is packed: ``base64``, ``quoted-printable`` or something else."""
        value = self.fields.get("content-transfer-encoding", b"").split(b";")[0]
        return value.strip().strip(b'"').lower().decode("ascii", "replace")

    def parameter(self, name: str, of: str = "content-type") -> bytes:
        """A parameter as bytes; those of RFC 2231 as ``charset''bytes``; empty if it is not there."""
        found: dict[int, bytes] = {}
        charset = b""
        for key, number, star, quoted, bare in _PARAMETER.findall(b";" + self.fields.get(of, b"").partition(b";")[2]):
            if key.lower() != name.encode():
                continue
            value = re.sub(rb"\\(.)", rb"\1", quoted) if quoted else bare.strip()
            if star:
                if not number or int(number) == 0:
                    charset, _, value = value.partition(b"'")
                    value = value.partition(b"'")[2]
                value = unquote_to_bytes(value)
            found.setdefault(int(number or 0), value)
        value = b"".join(found[number] for number in sorted(found))
        return charset + b"''" + value if charset else value

    @property
    def charset(self) -> str:
        """The codec of the body, as Python names it; empty if none is said or it is unknown."""
        return codec(self.parameter("charset").decode("ascii", "replace"))

    @property
    def filename(self) -> str:
        """The name of what is attached; empty if it has none. Raw."""
        for name, of in (("filename", "content-disposition"), ("name", "content-type")):
            value = self.parameter(name, of)
            if value:
                charset, mark, rest = value.partition(b"''")
                if mark and codec(charset.decode("ascii", "replace")):
                    return decoded(rest, charset.decode("ascii", "replace")).strip()
                return words(value).strip()
        return ""


def parsed(head: bytes) -> Heads:
    """The heads in some bytes; lines that are none are left out."""
    fields: dict[str, bytes] = {}
    for name, value in lines(head):
        fields.setdefault(name, value)
    return Heads(fields)


def lines(head: bytes) -> Iterator[tuple[str, bytes]]:
    """Name, in lower case, and value of each head; folded lines put together."""
    name, value = "", b""
    for line in re.split(rb"\r\n|\r|\n", head):
        if line[:1] in (b" ", b"\t"):
            value += b" " + line.strip() if name else b""
            continue
        if name:
            yield name, value
        match = _FIELD.match(line)
        name = match.group(1).decode("ascii", "replace").lower() if match else ""
        value = line[match.end() :] if match else b""
    if name:
        yield name, value


def codec(charset: str) -> str:
    """Python's name for a charset, or '' if it knows none."""
    name = charset.strip().strip("\"'").lower()
    name = _ALIASES.get(name, name)
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    # Python also has codecs that turn bytes into bytes.
    return found.name if getattr(found, "_is_text_encoding", True) else ""


def decoded(raw: bytes, charset: str = "") -> str:
    """Bytes as text: in what they are said to be if they are, else in what they look like."""
    name = codec(charset) if charset else ""
    if name:
        try:
            return raw.decode(name)
        except (UnicodeError, ValueError):
            pass
    return raw.decode(detect(raw, tail_ok=False).name, "replace").removeprefix("\ufeff")


def words(raw: bytes) -> str:
    """A head with its encoded words as text. Words of one charset are joined as bytes: they may cut a character."""
    text = _BETWEEN_WORDS.sub(r"\1\2", decoded(raw))
    out: list[str] = []
    held, charset, end = b"", "", 0
    for match in _WORD.finditer(text):
        if match.start() > end or match.group(1).lower() != charset:
            out.append(decoded(held, charset) if held else "")
            held = b""
        out.append(text[end : match.start()])
        charset, end = match.group(1).lower(), match.end()
        held += _word(match.group(2).lower(), match.group(3))
    out.append(decoded(held, charset) if held else "")
    out.append(text[end:])
    return "".join(out)


def _word(way: str, text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    if way == "q":
        return binascii.a2b_qp(raw, header=True)
    return from_base64(raw)


_NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))


def from_base64(raw: bytes) -> bytes:
    """Base64 without its padding and whatever else has come into it."""
    clean = raw.translate(None, _NOT_BASE64)
    # A single character at the end stands for no byte.
    clean = clean[: len(clean) - (len(clean) % 4 == 1)]
    return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))
