"""``tiao cases read``: judgments to statements with their quotes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from tiao.cli.options import lang_option
from tiao.cli.output import json_option, note, print_json_line, stdout, table, warn
from tiao.errors import Misuse, TiaoError

if TYPE_CHECKING:
    from tiao.cases.document import Document
    from tiao.cases.statement import Statement


# What is looked for in a folder; a file that is named is read whatever it is called.
_SUFFIXES = {".txt", ".html", ".htm", ".docx", ".doc", ".pdf"}


@click.command(short_help="Judgments to statements with their quotes.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Documents and statements into this file, JSON lines, for `tiao cases import`.",
)
@click.option(
    "--case", "case", metavar="NAME", help="What to call the case; its number (案号) if not given. For one FILE."
)
@lang_option
@json_option
def read(files: tuple[Path, ...], out: Path | None, case: str | None, lang: str, as_json: bool) -> None:
    """Read judgments (txt, docx, pdf, html) and print what they say: one fact a line, each with the words that say it.

    FILE: a judgment, or a folder of them. Every statement is proposed, by a rule with its version; people accept or
    reject. With --json one statement a line. What cannot be read is named; exit code 2 if nothing could be.
    """
    found = _files(files)
    if case is not None and len(found) != 1:
        raise Misuse("One name cannot be given to several cases.", "--case", "Give one FILE, or leave --case out.")
    done = unread = 0
    with _opened(out) as target:
        for path in found:
            try:
                document, statements = _read(path, case)
            except TiaoError as error:
                unread += 1
                _unread(path, error, as_json)
                continue
            done += 1
            if target:
                _write(target, path, document, statements)
            elif as_json:
                for statement in statements:
                    print_json_line(statement.row())
            else:
                _print(path, statements, lang)
    if not done:
        raise Misuse(f"No file could be read as a judgment; unread: {unread}.", "FILE", "Give txt, docx, pdf or html.")
    if not as_json or out:
        note(f"judgments read 已读裁判文书: {done}; unread 未能读取: {unread}")


def _files(given: tuple[Path, ...]) -> list[Path]:
    """The files, those of folders in the order of their names; other files that lie in a folder are counted aloud."""
    found: list[Path] = []
    beside = 0
    for path in given:
        if not path.is_dir():
            found.append(path)
            continue
        inside = sorted(item for item in path.rglob("*") if item.is_file())
        taken = [item for item in inside if item.suffix.lower() in _SUFFIXES]
        beside += len(inside) - len(taken)
        found += taken
    if beside:
        warn(f"files in the folders with other extensions, not read 其他扩展名的文件，未读取: {beside}")
    return found


def _read(path: Path, case: str | None) -> tuple[Document, list[Statement]]:
    from tiao.cases.intake import read_document
    from tiao.cases.read import read as statements_of

    document = read_document(path)
    return document, statements_of(document, case)


@contextmanager
def _opened(out: Path | None) -> Iterator[TextIO | None]:
    """The file of --out, if there is one, with its first line."""
    if out is None:
        yield None
        return
    try:
        with open(out, "w", encoding="utf-8", newline="\n") as stream:
            stream.write('{"format":"tiao.cases/1"}\n')
            yield stream
    except OSError as error:
        what = f"The file cannot be written: {error.strerror or 'output error'}."
        raise Misuse(what, "--out", "Check the path.") from None


def _write(out: TextIO, path: Path, document: Document, statements: list[Statement]) -> None:
    """The document, then what it says: whoever reads the file can hold each quote against the text."""
    case = statements[0].case if statements else document.digest[:12]
    text = {"id": document.digest, "case_id": case, "kind": "judgment", "source": path.name, "body": document.text}
    for line in ({"document": text}, *({"statement": statement.row()} for statement in statements)):
        out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")


def _unread(path: Path, error: TiaoError, as_json: bool) -> None:
    if as_json:
        print_json_line({"unread": {"file": path.name, "what": error.what, "hint": error.hint}})
    warn(f"{path.name}: could not be read 未能读取: {error.what} {error.hint}")


def _print(path: Path, statements: list[Statement], lang: str) -> None:
    from tiao.cases.show import quoted, shown, subject_name
    from tiao.cases.vocabulary import predicates

    names = predicates()
    rows = [
        (
            subject_name(one.subject, lang),
            names[one.predicate].en if lang == "en" else names[one.predicate].zh,
            shown(one, lang),
            quoted(one),
            one.start if one.page is None else f"{one.start} (p. {one.page})",
        )
        for one in statements
    ]
    case = statements[0].case if statements else ""
    heads = ("of", "what", "value", "quote", "at") if lang == "en" else ("主体", "事项", "值", "原文", "位置")
    stdout().print(table(f"{path.name}  {case}", heads, rows))
