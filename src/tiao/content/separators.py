"""Which sign divides the lines of a text into cells, if any does: by fixed rules over its first lines."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

HEAD_LINES = 200
# Longer signs first: `----` also holds `--`.
SEPARATORS = (
    "----", "---", "|||", "@@@", "###", "$$$", "||", "@@", "::", "——", "--",
    "\t", "\x01", "\x1f", "|", "｜", ",", ";", "；", "~", "^", "#", "，", "、", ":",
)  # fmt: skip
# Signs that hardly stand in running text: it is enough that most lines have one.
_STRONG = {"----", "|||", "@@@", "###", "$$$", "||", "\t", "\x01", "\x1f"}
# Signs that stand in running text all the time: nearly every line must have the same number.
_WEAK = {":", "，", "、", "#", "~", "^", "--", "——", "；"}
_TIMES = re.compile("[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?|://")
# Lines of frames, as database programs draw them around a table.
_RULER = re.compile(r"[-+|=: \t─┼│├┤]+")
_SENTENCE_END = tuple("。！？!?…；~～")
_DIRECTIVE = re.compile('"?sep=([^"\r\n])"?')
_RUN = re.compile("[^\\w\\s\"'(){}\\[\\]<>（）《》“”‘’、。，]{2,8}")
_PLAIN_NUMBER = re.compile("[-='\"+(). 0-9]{5,30}[0-9Xx'\"]")
_NUMBER = re.compile("[0-9]{5}")
_HAN = re.compile("[\u4e00-\u9fff]")
_MOST_TITLES = 10
_MOST_JOINED = 50


@dataclass(frozen=True)
class Separation:
    """How lines are divided.

    Attributes:
        sign: the separator.
        sure: enough lines agree that no other reading is likely.
        quote: the quotation byte that cells are wrapped in, or -1 for none.
        directive: the first line only says ``sep=``, as spreadsheets write it; it is no row.
        lone: there is no separator; every line is one cell.
    """

    sign: str
    sure: bool
    quote: int = -1
    directive: bool = False
    lone: bool = False


@lru_cache(maxsize=4)
def separation(text: str) -> Separation | None:
    """How the lines of a text are divided; None when they are not. Of each file it is asked twice.

    Args:
        text: whole lines from the start of a file, line ends as LF.
    """
    first, _, rest = text.partition("\n")
    said = _DIRECTIVE.fullmatch(first.strip("\r"))
    if said:
        return Separation(said[1], True, _quote(_lines(rest), said[1]), directive=True)
    lines = _lines(text)
    for mark in "\"'":
        wrapped = _wrapped(lines, mark)
        if wrapped:
            return Separation(wrapped, len(lines) >= 3, ord(mark))
    found = _best(lines)
    if found is None:
        return Separation(",", len(lines) >= 3, 34, lone=True) if _one_value_each(lines) else None
    sign, sure = found
    return Separation(sign, sure, _quote(lines, sign))


def _lines(text: str) -> list[str]:
    """The first lines that are not blank; line breaks in quotes do not end one."""
    lines: list[str] = []
    joined = 0
    for line in text.split("\n"):
        if joined:
            lines[-1] += " " + line
            joined = 0 if line.count('"') % 2 else joined + 1
            if joined > _MOST_JOINED:
                # Nobody closes it: the lines are lines after all.
                return [line for line in text.split("\n") if line.strip()][:HEAD_LINES]
        elif line.strip():
            if len(lines) >= HEAD_LINES:
                break
            lines.append(line)
            joined = line.count('"') % 2 if _opens(line) else 0
    if joined:
        return [line for line in text.split("\n") if line.strip()][:HEAD_LINES]
    return lines


def _opens(line: str) -> bool:
    return line.startswith('"') or any(sign + '"' in line for sign in (",", ";", "\t", "|"))


def _best(lines: list[str]) -> tuple[str, bool] | None:
    drawn = [line for line in lines if not _RULER.fullmatch(line)] or lines
    prose = sum(_is_sentence(line) for line in drawn) * 2 >= len(drawn)
    fits: list[tuple[float, bool, int, int, str]] = []
    whole = "\n".join(drawn)
    for place, sign in enumerate(SEPARATORS):
        if sign not in whole:
            continue
        counts = [_count(line, sign) for line in drawn]
        score = _score(sign, counts, drawn, prose)
        if score > 0:
            usual = max(set(counts), key=lambda value: (counts.count(value), value))
            level = round(score * 20)
            fits.append((level, counts[0] == usual, 9 if sign in _STRONG else usual, -place, sign))
    if not fits:
        return None
    score, _, _, _, sign = max(fits)
    sign = _wider(drawn, sign)
    return sign, score >= 18 and len(drawn) >= 3


def _is_sentence(line: str) -> bool:
    """Ends as a sentence does, and is no secret that happens to: it has words."""
    line = line.strip()
    return line.endswith(_SENTENCE_END) and (" " in line or len(_HAN.findall(line)) >= 3)


def _score(sign: str, counts: list[int], lines: list[str], prose: bool) -> float:
    """How well a sign fits, 0 to 1."""
    holding = [place for place, count in enumerate(counts) if count]
    if not holding:
        return 0.0
    if holding[0] and holding[0] <= _MOST_TITLES and len(counts) - holding[0] >= 3 and sign not in _WEAK:
        # What stands above the first row that is divided may be a title, if the rest is all alike.
        below = counts[holding[0] :]
        if below.count(below[0]) >= 0.75 * len(below):
            return _score(sign, below, lines[holding[0] :], prose) * 0.95
    usual = max(set(counts), key=lambda value: (counts.count(value), value))
    same = counts.count(usual) / len(counts) if usual else 0.0
    if sign in _STRONG:
        share = len(holding) / len(counts)
        return share if share >= 0.7 else 0.0
    if sign in _WEAK:
        if sign == ":":
            # Secrets hold colons as well.
            same = len(holding) / len(counts) if _leads_with_data(lines, sign) else 0.0
        return same - 0.2 if same >= 0.95 and len(counts) >= 3 and not prose else 0.0
    if len(counts) == 1 and usual < 2:
        return 0.0
    headed = _is_headed(lines[0], sign, counts)
    if prose and not headed:
        return 0.0
    if same >= 0.7:
        return same
    return 0.75 if headed else 0.0


def _is_headed(first: str, sign: str, counts: list[int]) -> bool:
    """A first line of short words, and no fewer signs below: rows in which a cell holds the sign unquoted."""
    words = [word.strip(' "') for word in first.split(sign)]
    plain = all(word and len(word) <= 12 and not _NUMBER.search(word) for word in words)
    plain = plain and not first.rstrip().endswith(_SENTENCE_END)
    enough = sum(count >= len(words) - 1 for count in counts)
    return plain and len(words) >= 3 and len(set(words)) == len(words) and enough >= 0.6 * len(counts)


def _leads_with_data(lines: list[str], sign: str) -> bool:
    """Whether accounts stand first and not labels: ``user@mail:secret``, but not ``QQ:12345``."""
    heads = [line.split(sign)[0].strip() for line in lines]
    return sum(" " not in head and ("@" in head or bool(_NUMBER.search(head))) for head in heads) >= 0.8 * len(heads)


def _wider(lines: list[str], sign: str) -> str:
    """``|#|`` where each ``|`` stands in one: the sign and what always stands around it."""
    if len(sign) > 1 or sign == "\t" or sign.isspace():
        return sign
    runs: Counter[str] = Counter(run for line in lines for run in set(_RUN.findall(line)))
    for run, _ in runs.most_common(5):
        whole = run[0] == run[-1] and len(set(run)) > 1 and sign in run
        if whole and run in lines[0]:
            kept = sum(line.count(run) * run.count(sign) == line.count(sign) for line in lines)
            if kept >= 0.9 * len(lines):
                return run
    return sign


def _one_value_each(lines: list[str]) -> bool:
    """A list of numbers, one a line, perhaps with a heading: no line has two words, and most have a long number."""
    if len(lines) < 2:
        return False
    labelled = sum(":" in line or "：" in line or "=" in line[1:] for line in lines)
    single = sum(len(line.split()) == 1 and len(line.strip()) <= 40 for line in lines) - labelled
    numbers = sum(bool(_PLAIN_NUMBER.fullmatch(line.strip())) for line in lines)
    return single >= 0.95 * len(lines) and numbers >= 0.5 * len(lines)


def _wrapped(lines: list[str], mark: str) -> str:
    """The sign between cells that all stand in quotes, or ""."""
    trimmed = [line.strip() for line in lines]
    if not trimmed or not all(line.startswith(mark) and line.endswith(mark) for line in trimmed):
        return ""
    return next((sign for sign in SEPARATORS if all(mark + sign + mark in line for line in trimmed)), "")


def _quote(lines: list[str], sign: str) -> int:
    """The quotation byte, or -1."""
    if len(sign) == 1:
        return -1 if sign == '"' else 34
    # In lists with signs of several characters a quotation mark is mostly part of a password.
    return 34 if sum(line.startswith('"') for line in lines) * 2 >= len(lines) else -1


def _count(line: str, sign: str) -> int:
    """Signs outside quotes; the colons of times and addresses of the net are none."""
    if sign == ":":
        line = _TIMES.sub("", line)
    if '"' in line and len(sign) == 1:
        line = "".join(line.split('"')[::2])
    return line.count(sign)
