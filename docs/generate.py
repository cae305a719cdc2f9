"""Writes the pages that follow from the program itself: ``make docs``. ``tests/docs`` refuses pages that are behind."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import click
import yaml

from tiao.cli.main import tiao
from tiao.content.registry import CONTAINERS, TEXTS
from tiao.law.courts.page import page as courts_page
from tiao.law.pages import pages as law_pages
from tiao.law.reading_pages import page as readings_page

HERE = Path(__file__).parent
LAYOUTS = HERE.parent / "tests" / "truth" / "layouts"
_ABOUT_LAYOUTS = """each with its columns, its class (类别) and tier (档, 法释〔2017〕10号 art. 5(1)(3) to (5)) under
the default readings, and the other readings of a [disputed question](readings.md) that move it. The class of each was
written from the law before the program was run; `tests/truth/test_layouts.py` holds it. Each layout is made three
times, about other invented people: as CSV with a header, as a list between `----` without one (GBK), as a workbook with
a title; with rows repeated, values in other written forms, values proven invalid, rows in which nothing identifies. The
figures of every method are exact, under every reading that changes the count.

*Without a header*: what is left where the values alone have to tell. *none*: nobody is identified, nothing counts.
Readings that are not named leave the class as it is.
"""
_BY = "Written by `make docs` from the program itself: change {what}, not this page.\n"


def pages() -> dict[Path, str]:
    """Every generated page, by its place."""
    return {
        HERE / "reference" / "cli.md": commands(),
        HERE / "reference" / "courts.md": courts_page(),
        HERE / "reference" / "kinds.md": kinds(),
        HERE / "reference" / "predicates.md": predicates(),
        HERE / "reference" / "layouts.md": layouts(),
        HERE / "reference" / "readers.md": readers(),
        HERE / "reference" / "readings.md": readings_page(),
        **{HERE / "law" / name: text for name, text in law_pages().items()},
    }


def commands() -> str:
    """The commands with their options, as ``--help`` shows them."""
    head = (
        "# The commands\n\n"
        + _BY.format(what="the commands in `src/tiao/cli/`")
        + "\nWith `--json` a command prints one JSON document on stdout and nothing else (`explain`: JSON lines);\n"
        "words and progress bars go to stderr. An error is a document as well:\n"
        '`{"error": {"what", "where", "hint"}}`.\n\n'
        "| exit code | meaning |\n|---|---|\n"
        "| 0 | done |\n"
        "| 1 | checked, and the answer is no |\n"
        "| 2 | misuse, or input that cannot be used |\n"
        "| 3 | integrity broken |\n"
        "| 130 | interrupted: run the same command again, it resumes |\n"
    )
    return head + "".join(_command("tiao", tiao, None))


def _command(name: str, command: click.Command, parent: click.Context | None) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=parent, max_content_width=100, terminal_width=100)
    if isinstance(command, click.Group):
        for sub in command.list_commands(context):
            yield from _command(sub, command.commands[sub], context)
    else:
        yield f"\n## {context.command_path}\n\n```\n{command.get_help(context)}\n```\n"


def kinds() -> str:
    """The kinds of information, what identifies a person, and which class each makes."""
    catalogue = _yaml("tiao.findings", "kinds.yaml")["kinds"]
    identity = _yaml("tiao.pieces", "identity.yaml")
    classes = _yaml("tiao.pieces", "classes.yaml")
    lines = [
        "# Kinds of information\n",
        _BY.format(what="`findings/kinds.yaml`, `pieces/identity.yaml` and `pieces/classes.yaml`"),
        "In order of strength: the first valid key in a record stands for the person. How each is tested:",
        "[recognition](recognition.md). *Alone*: identifies a person by itself (法释〔2017〕10号 art. 1).\n",
        "| kind | 中文 | key | alone | column headers, for instance |",
        "|---|---|---|---|---|",
    ]
    for entry in catalogue:
        marks = ["✓" if entry.get("key") else "", "✓" if entry["kind"] in identity["alone"] else ""]
        cells = [f"`{entry['kind']}`", entry["zh"], *marks, "、".join(entry["headers"][:5])]
        lines.append(f"| {' | '.join(cells)} |")
    together = "; ".join(" + ".join(f"`{kind}`" for kind in line) for line in identity["together"])
    lines += [
        "",
        f"Or together: {together}.",
        "",
        "## Classes\n",
        "Read from the top: the first line that a record meets is its class.\n",
        "| class | tier | one of | all of | source |",
        "|---|---|---|---|---|",
    ]
    for line in classes["classes"]:
        one, every = (" ".join(f"`{kind}`" for kind in line.get(name, ())) for name in ("any", "all"))
        lines.append(f"| `{line['class']}` | {classes['tiers'][line['class']]} | {one} | {every} | {line['source']} |")
    return "\n".join(lines) + "\n"


def predicates() -> str:
    """What can be said of a case, and in which form."""
    found = _yaml("tiao.cases", "predicates.yaml")["predicates"]
    lines = [
        "# What can be said of a case\n",
        _BY.format(what="`src/tiao/cases/predicates.yaml`"),
        "*Of*: what it is said of. *Form*: count is pieces, money is fen (分), dates have bounds as yyyymmdd.",
        "*Many*: several values can stand side by side. How they are found: [statements](statements.md).\n",
        "| predicate | 中文 | of | form | many | values | source |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, entry in found.items():
        values = "、".join(f"`{value}` {names['zh']}" for value, names in entry.get("values", {}).items())
        of = " ".join(entry["subject"])
        many = "✓" if entry["many"] else ""
        lines.append(f"| `{name}` | {entry['zh']} | {of} | {entry['type']} | {many} | {values} | {entry['source']} |")
    return "\n".join(lines) + "\n"


def layouts() -> str:
    """Lists as they are traded: the class of each, what moves it, and what the program cannot tell."""
    families = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(LAYOUTS.glob("*.yaml"))]
    tiers = _yaml("tiao.pieces", "classes.yaml")["tiers"]
    lines = [
        "# Lists as they are traded\n",
        _BY.format(what="`tests/truth/layouts/`, one file a family"),
        f"{sum(len(family['layouts']) for family in families)} layouts, {_ABOUT_LAYOUTS}",
    ]
    for family in families:
        lines += [
            f"\n## {family['family']['zh']} ({family['family']['en']})\n",
            "| layout | columns | class, tier | without a header | other readings |",
            "|---|---|---|---|---|",
            *(_layout_row(layout, tiers) for layout in family["layouts"]),
            "",
            *(line for layout in family["layouts"] for line in _layout_notes(layout)),
        ]
    return "\n".join(lines) + "\n"


def _layout_row(layout: dict[str, Any], tiers: dict[str, int]) -> str:
    columns = "、".join(str(header) for column in layout["columns"] for header in column)
    moved = layout.get("readings", {}).items()
    cells = [
        f"{layout['zh']}<br>{layout['en']}",
        columns,
        f"`{layout['class']}` {tiers[layout['class']]}",
        f"`{layout.get('headerless', {}).get('class', 'general')}`",
        "<br>".join(f"`{position}`: `{name}`" for position, name in moved) or "none",
    ]
    return f"| {' | '.join(cells)} |"


def _layout_notes(layout: dict[str, Any]) -> Iterator[str]:
    """Why, and what is not sure."""
    said = [layout["because"]]
    why = layout.get("headerless", {}).get("why")
    said += [f"Without a header: {why[0].lower()}{why[1:]}"] if why else []
    for position, limit in layout.get("limits", {}).items():
        said.append(
            f"Under `{position}` the program says `{limit['told']}`: {limit['why'][0].lower()}{limit['why'][1:]}"
        )
    said += [f"Doubtful: {layout['doubtful']}"] if layout.get("doubtful") else []
    if layout.get("cases"):
        said.append(f"Cases: {', '.join(f'`{case}`' for case in layout['cases'])} ([courts](courts.md)).")
    yield f"- **{layout['zh']}** ({layout['article']}): {' '.join(said)}"


def readers() -> str:
    """The formats that are read, in the order in which they are asked."""
    lines = [
        "# Formats that are read\n",
        _BY.format(what="the readers in `src/tiao/content/readers/`"),
        "By content, not by extension. The readers are asked in this order; the first that is sure reads the file.",
        "What each one reads and what not: [formats](../formats/README.md).\n",
        "| reader | what |",
        "|---|---|",
    ]
    for reader in CONTAINERS + TEXTS:
        said = (type(reader).__doc__ or "").strip().splitlines()[0]
        lines.append(f"| `{reader.name}` | {said} |")
    return "\n".join(lines) + "\n"


def _yaml(package: str, name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(files(package).joinpath(name).read_text(encoding="utf-8"))
    return content


if __name__ == "__main__":
    for place, text in pages().items():
        place.write_text(text, encoding="utf-8")
