"""Clean text out of an original, with the way back: every character knows where it stands in the original.

Full-width digits and letters become half-width, half-width punctuation between Chinese words becomes Chinese. Spaces
between Chinese characters, line ends within a sentence, page headers and page numbers go.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HAN = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff○×“”‘’《》〈〉、，。；：？！（）〔〕【】…—]")
_PUNCTUATION = {
    ",": "，",
    ";": "；",
    ":": "：",
    "(": "（",
    ")": "）",
    "?": "？",
    "!": "！",
    "[": "〔",
    "]": "〕",
    "［": "〔",
    "］": "〕",
}
_SPACES = " \t\u3000\xa0\u2002\u2003\u2009\ufeff\u200b\u200c\u200d\r\v"
_PAGE_NUMBER = re.compile(r"[-—－\s]*(?:第\s*)?[0-9０-９]{1,4}(?:\s*页)?(?:[\s/，,共]*[0-9０-９]{1,4}\s*页?)?[-—－\s]*")
_ENDS = "。；：！？”】"
# A line of a page that was cut by the printer is about as long as its neighbours, and no page has longer ones.
_LONGEST_PRINTED = 60


@dataclass(frozen=True)
class Clean:
    """Clean text and its way back.

    Attributes:
        text: the clean text; paragraphs end with a line feed.
        at: for each character of ``text`` its offset in the original.
    """

    text: str
    at: tuple[int, ...]

    def back(self, start: int, end: int) -> tuple[int, int]:
        """The span in the original of ``text[start:end]``, which must not be empty."""
        return self.at[start], self.at[end - 1] + 1


def clean(text: str) -> Clean:
    """Clean a text.

    Args:
        text: as it stands in the original; pages are separated by a form feed.

    Returns:
        The clean text; a character of it that stands for several (a line end) points at the first of them.
    """
    made: list[str] = []
    at: list[int] = []
    lines = _lines(text)
    printed = _printed_width([text[start:end] for start, end in lines])
    one_line = len(lines) == 1
    for start, end in lines:
        before = len(made)
        for offset in range(start, end):
            character = text[offset]
            if not "\u4e00" <= character <= "\u9fff":
                character = _narrow(text, offset, start, end, one_line)
            if character:
                made.append(character)
                at.append(offset)
        if len(made) == before:
            continue
        if not printed or len("".join(text[start:end].split())) < printed or made[-1] in _ENDS:
            made.append("\n")
            at.append(end if end < len(text) else end - 1)
    return Clean("".join(made), tuple(at))


def _lines(text: str) -> list[tuple[int, int]]:
    """Spans of the lines that say something: no blank ones, page numbers, or headers that stand on several pages."""
    spans: list[tuple[int, int]] = []
    tops: list[str] = []
    kept: list[tuple[int, int, str | None]] = []
    for page in re.finditer(r"[^\f]+", text):
        first = True
        for line in re.finditer(r"[^\n\u2028\u0085]+", page.group()):
            bare = "".join(line.group().split())
            if not bare or _PAGE_NUMBER.fullmatch(bare):
                continue
            span = (page.start() + line.start(), page.start() + line.end())
            top = re.sub(r"[0-9０-９]+", "", bare) if first else None
            kept.append((*span, top))
            if top:
                tops.append(top)
            first = False
    for start, end, top in kept:
        if top and tops.count(top) > 1 and len(top) < _LONGEST_PRINTED:
            continue
        spans.append((start, end))
    return spans


def _printed_width(lines: list[str]) -> int:
    """How long a line is at least that the printer cut; 0 where lines are paragraphs."""
    lengths = sorted(len("".join(line.split())) for line in lines)
    if len(lengths) < 8 or lengths[-1] > _LONGEST_PRINTED:
        return 0
    return max(16, lengths[int(len(lengths) * 0.9)] - 5)


def _narrow(text: str, offset: int, start: int, end: int, one_line: bool) -> str:
    """What stands for a character in the clean text; empty where it goes."""
    character = text[offset]
    if "！" <= character <= "～" and character not in "，；：？！（）":
        character = chr(ord(character) - 0xFEE0)
    previous = text[offset - 1] if offset > start else ""
    following = text[offset + 1] if offset + 1 < end else ""
    if character in _SPACES:
        if one_line and _HAN.match(previous) and _HAN.match(following):
            return "\n"
        inside = re.match(r"[A-Za-z]", previous) and re.match(r"[A-Za-z]", following)
        return " " if inside else ""
    if character in ",:" and re.match(r"[0-9０-９]", previous) and re.match(r"[0-9０-９]", following):
        return character
    if character in "①②③④⑤":
        return character
    return {"○": "〇", "Ο": "〇", "０": "0"}.get(character, _PUNCTUATION.get(character, character))
