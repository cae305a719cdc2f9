"""Content lines (RFC 5545 and 6350): what calendars and cards are written in, older versions included.

A long line is folded: it goes on behind a line end and a blank. In the older versions (vCard 2.1, vCalendar 1.0) text
can stand as quoted-printable in an encoding of its own, and then goes on behind a ``=`` at the end of a line.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tiao.content.cells import as_text
from tiao.content.encoding import detect, head_text
from tiao.content.lines import LineBlock, lines_of

LONGEST = 1 << 20
"""Bytes of a value that is text; pictures are longer, and are no text."""
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
# Bytes in which name and parameters stand.
_HEAD_LENGTH = 200
_BINARY = frozenset(("BASE64", "B"))
_QUOTED = "QUOTED-PRINTABLE"
# Bare words behind a name, in version 2.1, that say how the value is written.
_ENCODINGS = frozenset((_QUOTED, "BASE64", "7BIT", "8BIT", "B", "Q"))
_PARAMETERS = re.compile(r';((?:[^";:]|"[^"]*")*)')
_HEAD = re.compile(r'([^;:"]+)((?:;(?:[^";:]|"[^"]*")*)*):')


def begins(head: bytes, name: str) -> bool:
    """Whether a file begins with a component of this name, in any encoding."""
    text = head_text(head, detect(head))
    return re.match(rf"\s*BEGIN:{name}[ \t]*[\r\n]".encode(), text, re.IGNORECASE) is not None


@dataclass(frozen=True, repr=False)
class Line:
    """One property. Raw.

    Attributes:
        number: the line on which it begins, from 0. until: behind the line on which it ends.
        name: upper case, without a group. group: what stands before the point in front of the name, or "".
        parameters: by name in upper case; bare words under ``TYPE``; several divided by a comma.
        value: as text, still escaped; "" if it is binary.
        binary: it is a picture or the like.
    """

    number: int
    until: int
    name: str
    group: str
    parameters: dict[str, str]
    value: str
    binary: bool = False

    @property
    def types(self) -> set[str]:
        return {word.strip('" ').upper() for word in self.parameters.get("TYPE", "").split(",")}


def properties(blocks: Iterator[LineBlock]) -> Iterator[Line | int]:
    """The properties of a file in order; a number for a line, from 0, that is none."""
    for number, until, raw in _unfolded(blocks):
        text = raw.decode("utf-8", "replace")
        head = _HEAD.match(text)
        if head is None:
            if text.strip():
                yield number
            continue
        parameters = _parameters(head[2])
        group, _, name = head[1].strip().rpartition(".")
        value, binary = _value(text[head.end() :], parameters)
        yield Line(number, until, name.upper(), group, parameters, value, binary)


def unescaped(value: str) -> str:
    """A value as it is meant: ``\\n`` is a line end, ``\\,`` a comma."""
    if "\\" not in value:
        return value
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)


def parts(value: str) -> list[str]:
    """What is divided by semicolons that are not escaped, each part as it is meant."""
    found = [""]
    for piece in re.split(r"(\\.|;)", value, flags=re.DOTALL):
        if piece == ";":
            found.append("")
        else:
            found[-1] += piece
    return [unescaped(part).strip() for part in found]


def _parameters(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in _PARAMETERS.findall(text):
        name, equals, value = part.partition("=")
        name = name.strip().upper()
        if not equals:
            name, value = ("ENCODING", name) if name in _ENCODINGS else ("TYPE", part.strip())
        found[name] = f"{found[name]},{value.strip()}" if name in found else value.strip().strip('"')
    return found


def _value(text: str, parameters: dict[str, str]) -> tuple[str, bool]:
    encoding = parameters.get("ENCODING", "").upper()
    if encoding in _BINARY or text.lower().startswith("data:") or len(text) > LONGEST:
        return "", True
    if encoding == _QUOTED or encoding == "Q":
        raw = quopri.decodestring(text.encode("utf-8", "replace"))
        try:
            return raw.decode(_charset(parameters)), False
        except (LookupError, UnicodeDecodeError):
            return as_text(raw).decode(), False
    return text, False


def _charset(parameters: dict[str, str]) -> str:
    name = parameters.get("CHARSET", "utf-8").lower()
    # GB2312 is said where GBK or GB18030 is meant.
    return "gb18030" if name in ("gb2312", "gbk", "gb18030", "x-gbk", "hz-gb-2312") else name


def _unfolded(blocks: Iterator[LineBlock]) -> Iterator[tuple[int, int, bytes]]:
    """(its first line, behind its last, bytes) of each line that stands on one line or on several."""
    number = begin = size = 0
    held: list[bytes] = []
    quoted = False
    for block in blocks:
        for line in lines_of(block.data):
            if quoted and held[-1].endswith(b"="):
                held[-1] = held[-1][:-1]
            elif held and line[:1] in (b" ", b"\t"):
                line = line[1:]
            else:
                if held:
                    yield begin, number, b"".join(held)
                held, size, begin = [], 0, number
                quoted = _QUOTED.encode() in line[:_HEAD_LENGTH].upper()
            if size <= LONGEST:
                held.append(line)
                size += len(line)
            number += 1
        number -= block.cut
    if held:
        yield begin, number, b"".join(held)
