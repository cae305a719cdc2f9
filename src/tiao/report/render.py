"""The doors of this room: a bundle to one HTML page, or to a file of HTML or JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from tiao.errors import Misuse
from tiao.report import figures, pictures, view
from tiao.report.bundle import Bundle, parse_bundle
from tiao.report.figures import Lang
from tiao.report.words import Words

# A table of more rows than this names how many more stand in the JSON report.
MOST_ROWS = 500
# A name or text of the case longer than this is cut; the JSON report holds the whole.
_LONGEST = 4000
# The head of a printed page is one line.
_LONGEST_HEAD = 40
_FORMAT = "tiao.report/1"
_HTML_MARK = b'<meta name="generator" content="tiao"'
_JSON_MARK = b'"format": "tiao.report/1"'


def render_html(bundle: Mapping[str, Any], lang: Lang) -> str:
    """The report as one HTML page that opens offline: no script, no outside resource, charts as inline SVG.

    Args:
        bundle: the document that ``bundle.py`` describes; every key is optional.
        lang: ``zh`` or ``en``. Provisions are quoted in Chinese in both.

    Raises:
        Misuse: the language is unknown or the bundle has the wrong shape.
    """
    if lang not in ("zh", "en"):
        raise Misuse("The report is written in Chinese or in English.", f"--lang {lang}", "Give zh or en.")
    facts, words = parse_bundle(bundle), Words(lang)
    page = _environment().get_template("report.html.j2")
    return page.render(
        b=facts,
        t=words,
        lang=lang,
        number=_Numbering(words),
        first=_First(),
        style=_style(facts, words),
        **_view(facts, words),
    )


def write_report(
    bundle: Mapping[str, Any], out: Path, fmt: Literal["html", "json"] = "html", lang: Lang = "zh"
) -> Path:
    """Write the report to ``out`` and return the path. An earlier report there is replaced, any other file is kept.

    Raises:
        Misuse: the format is not written by this version, the bundle has the wrong shape, or ``out`` cannot be
            written or holds something that is no report.
    """
    if fmt in ("docx", "pdf"):
        raise Misuse(
            f"This version writes the report as html or json, not as {fmt}.",
            f"--format {fmt}",
            "Write html, open it in a browser and print it to PDF: it is laid out for A4.",
        )
    if fmt not in ("html", "json"):
        raise Misuse("The report has no such format.", f"--format {fmt}", "Give html or json.")
    text = render_html(bundle, lang) if fmt == "html" else _json(bundle)
    _write(out, text.encode("utf-8", "replace"))
    return out


def page(template: str, lang: Lang, title: str, number: str, **facts: Any) -> str:
    """Another page in the clothes of the report, for instance a certificate.

    Args:
        template: its file in ``templates/``.
        lang: ``zh`` or ``en``.
        title, number: what the head of each printed page says: the document, and the case number.
        facts: what the template shows.
    """
    return _environment().get_template(template).render(lang=lang, style=_sheet(title, number, Words(lang)), **facts)


def write_page(out: Path, text: str) -> Path:
    """Writes such a page to ``out`` under the same guard as a report, and returns the path.

    Raises:
        Misuse: ``out`` cannot be written or holds something that is no report.
    """
    _write(out, text.encode("utf-8", "replace"))
    return out


def _json(bundle: Mapping[str, Any]) -> str:
    parse_bundle(bundle)
    return json.dumps({"format": _FORMAT, **bundle}, ensure_ascii=False, indent=1) + "\n"


def _write(out: Path, content: bytes) -> None:
    """Whole or not at all, and never over a file that is no report: a slip of the hand must not destroy evidence."""
    part = out.with_name(f".{out.name}.part")
    try:
        if out.exists() and not _is_report(out):
            raise Misuse(
                "A file that is no report stands there already.", out.name, "Choose another name for the report."
            )
        part.write_bytes(content)
        os.replace(part, out)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise Misuse(
            f"The report cannot be written: {error.strerror or 'input or output failed'}.",
            out.name,
            "Choose a folder that exists and can be written to.",
        ) from None


def _is_report(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(600)
    return _HTML_MARK in head or _JSON_MARK in head


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("tiao.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.filters |= {
        "num": figures.thousands,
        "ratio": figures.ratio,
        "percent": figures.percent,
        "yuan": figures.yuan,
        "moment": figures.moment,
        "head": lambda rows: rows[:MOST_ROWS],
    }
    environment.globals["most"] = MOST_ROWS
    return environment


def _finalize(value: Any) -> Any:
    """Every text that is put on the page, before it is escaped."""
    if type(value) is not str:
        return value
    return figures.visible(value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…")


class _Numbering:
    """Numbers tables and figures through the whole report, in the order in which they stand."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._last = {"table": 0, "figure": 0}

    def __call__(self, kind: str, caption: str) -> str:
        self._last[kind] += 1
        return self._words(f"page.{kind}", n=self._last[kind], caption=caption)


class _First:
    """Says whether a text comes for the first time: an article that is scaled is quoted once, not at each line."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def __call__(self, text: str) -> bool:
        new = text not in self._seen
        self._seen.add(text)
        return new


def _style(facts: Bundle, words: Words) -> Markup:
    return _sheet(words("page.title"), facts.case.number, words)


def _sheet(title: str, number: str, words: Words) -> Markup:
    """The style sheet, with the case number in the head of every printed page. It is CSS, so it is escaped as CSS."""
    sheet = files("tiao.report").joinpath("templates/style.css").read_text(encoding="utf-8")
    running = " · ".join(part for part in (title, number[:_LONGEST_HEAD]) if part)
    sheet = sheet.replace('"RUNNING HEAD"', figures.css_string(running))
    return Markup(sheet.replace('"PAGE NUMBER"', words("page.page_of")))


def _view(facts: Bundle, words: Words) -> dict[str, Any]:
    count, assessment = facts.count, facts.assessment
    return {
        "pictures": pictures.draw(facts, words),
        "warnings": view.warnings(facts, words),
        "chosen": view.default_method(count),
        "kinds": view.found_kinds(facts),
        "doubts": view.found_doubts(facts),
        "classes": view.class_rows(count) if count else [],
        "exclusions": view.exclusion_rows(count) if count else [],
        "balances": view.balances(count) if count else {},
        "pairs": view.pairs(facts.overlap),
        "heaviest": view.heaviest(assessment),
        "reading_rows": view.reading_rows(assessment),
        "deciding": view.only_together(assessment, words),
        "term": view.statutory_range(assessment, words) if assessment else "",
        "unread_places": view.unread_places(facts),
        "sections": ("sealed", "read", "found", "counted", "overlap", "law", "unread", "explained", "verify"),
    }
