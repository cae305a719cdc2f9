"""Documents of every format, made by plain means: lines of text, a table, and files within."""

from __future__ import annotations

import base64
import html
import io
import quopri
import zipfile
from collections.abc import Mapping, Sequence
from email.header import Header
from email.message import Message
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart

Cells = Sequence[Sequence[str]]

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"


def page(lines: Sequence[str] = (), table: Cells = (), encoding: str = "utf-8", meta: bool = True) -> bytes:
    """A web page."""
    said = f'<meta http-equiv="Content-Type" content="text/html; charset={encoding}">' if meta else ""
    text = "".join(f"<p>{html.escape(line)}</p>\n" for line in lines)
    rows = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>\n" for row in table)
    body = text + (f"<table border=1>\n{rows}</table>" if table else "")
    return f"<!DOCTYPE html><html><head>{said}</head><body>{body}</body></html>".encode(encoding)


def letter(
    text: str = "",
    page_: str = "",
    files: Mapping[str, bytes] | None = None,
    charset: str = "utf-8",
    packing: str = "base64",
    subject: str = "信",
) -> bytes:
    """A letter (eml)."""
    texts = [_text(text, "plain", charset, packing)] if text else []
    texts += [_text(page_, "html", charset, packing)] if page_ else []
    made: Message = MIMEMultipart("alternative", _subparts=texts) if len(texts) > 1 else texts[0]
    if files:
        attached = [MIMEApplication(data) for data in files.values()]
        for name, part in zip(files, attached, strict=True):
            part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
        made = MIMEMultipart(_subparts=[made, *attached])
    made["From"] = Header("张三", "utf-8").encode() + " <zhang@example.com>"
    made["To"] = "li@example.com"
    made["Date"] = "Mon, 01 Jun 2020 12:00:00 +0800"
    made["Subject"] = Header(subject, charset if charset != "utf-16" else "utf-8").encode()
    return made.as_bytes()


def _text(text: str, kind: str, charset: str, packing: str) -> Message:
    made = MIMENonMultipart("text", kind, charset=charset)
    made["Content-Transfer-Encoding"] = packing
    made.set_payload(packed(packing, text.encode(charset)).decode("ascii", "surrogateescape"))
    return made


def bare_letter(heads: str, body: bytes, encoding: str = "utf-8") -> bytes:
    """A letter as it is written down here: for what no library would write."""
    return heads.encode(encoding) + b"\r\n\r\n" + body


def packed(way: str, text: bytes) -> bytes:
    """A body as it goes on its way."""
    return (
        base64.encodebytes(text)
        if way == "base64"
        else quopri.encodestring(text)
        if way == "quoted-printable"
        else text
    )


def mailbox(letters: Sequence[bytes], newline: bytes = b"\n") -> bytes:
    """A mailbox (mbox)."""
    out = b""
    for one in letters:
        one = one.replace(b"\nFrom ", b"\n>From ")
        out += b"From zhang@example.com Mon Jun  1 12:00:00 2020\n" + one + b"\n\n"
    return out.replace(b"\r\n", b"\n").replace(b"\n", newline)


def zipped(parts: Mapping[str, str | bytes], way: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive; the same bytes every time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", way) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, way)
    return out.getvalue()


def word_part(body: str, root: str = "document") -> str:
    """The XML of a part of a Word document."""
    inner = f"<w:body>{body}</w:body>" if root == "document" else body
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} xmlns:w="{_W}">{inner}</w:{root}>'


def word_lines(lines: Sequence[str]) -> str:
    """Paragraphs; each in two runs, as Word cuts them where somebody typed twice."""
    runs = [(line[: len(line) // 2], line[len(line) // 2 :]) for line in lines]
    return "".join(
        "<w:p>" + "".join(f"<w:r><w:t>{html.escape(run)}</w:t></w:r>" for run in pair) + "</w:p>" for pair in runs
    )


def word_table(table: Cells) -> str:
    """A table of a Word document."""
    rows = ("".join(f"<w:tc><w:tcPr/>{word_lines([cell])}</w:tc>" for cell in row) for row in table)
    return "<w:tbl><w:tblPr/>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def word(
    lines: Sequence[str] = (),
    table: Cells = (),
    files: Mapping[str, bytes] | None = None,
    way: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A Word document (docx)."""
    body = word_lines(lines) + (word_table(table) if table else "")
    parts: dict[str, str | bytes] = {"[Content_Types].xml": "<Types/>", "word/document.xml": word_part(body)}
    return zipped(parts | {f"word/{name}": data for name, data in (files or {}).items()}, way)


def slides(
    pages: Sequence[tuple[Sequence[str], Cells]],
    files: Mapping[str, bytes] | None = None,
    way: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A presentation (pptx); its slides are stored in the order opposite to that in which they are shown."""
    parts: dict[str, str | bytes] = {}
    count = len(pages)
    relations, order = "", ""
    for number, (lines, table) in enumerate(pages):
        stored = count - number
        text = "".join(f"<a:p><a:r><a:t>{html.escape(line)}</a:t></a:r></a:p>" for line in lines)
        rows = "".join(
            "<a:tr>"
            + "".join(
                f"<a:tc><a:txBody><a:p><a:r><a:t>{html.escape(cell)}</a:t></a:r></a:p></a:txBody></a:tc>"
                for cell in row
            )
            + "</a:tr>"
            for row in table
        )
        frame = f"<p:graphicFrame><a:graphic><a:tbl>{rows}</a:tbl></a:graphic></p:graphicFrame>" if table else ""
        parts[f"ppt/slides/slide{stored}.xml"] = (
            f'<p:sld xmlns:p="{_P}" xmlns:a="{_A}"><p:cSld><p:sp><p:txBody>{text}</p:txBody></p:sp>'
            f"{frame}</p:cSld></p:sld>"
        )
        relations += f'<Relationship Id="rId{stored}" Type="slide" Target="slides/slide{stored}.xml"/>'
        order += f'<p:sldId id="{300 + stored}" r:id="rId{stored}"/>'
    parts["ppt/presentation.xml"] = (
        f'<p:presentation xmlns:p="{_P}" xmlns:r="{_OFFICE}"><p:sldIdLst>{order}</p:sldIdLst></p:presentation>'
    )
    parts["ppt/_rels/presentation.xml.rels"] = f"<Relationships>{relations}</Relationships>"
    return zipped(parts | {f"ppt/{name}": data for name, data in (files or {}).items()}, way)


def markdown(lines: Sequence[str] = (), table: Cells = ()) -> str:
    """Markdown: lines, a blank one, a table."""
    rows = ["| " + " | ".join(cell.replace("|", "\\|").replace("\n", "<br>") for cell in row) + " |" for row in table]
    if rows:
        rows.insert(1, "|" + "---|" * len(table[0]))
    return "".join(f"{line}\n" for line in lines) + "\n" + "".join(f"{row}\n" for row in rows)


def rich_text(lines: Sequence[str] = (), table: Cells = (), way: str = "unicode") -> bytes:
    """Rich text (RTF), its characters as ``unicode``, in the document's ``code page`` or in a ``font``'s."""

    def signs(text: str) -> str:
        out = ""
        for sign in text:
            if sign in "\\{}":
                out += "\\" + sign
            elif sign.isascii():
                out += sign
            elif way == "unicode":
                units = sign.encode("utf-16-le")
                out += "".join(
                    f"\\u{int.from_bytes(units[at : at + 2], 'little', signed=True)}?" for at in range(0, len(units), 2)
                )
            else:
                out += "".join(f"\\'{byte:02x}" for byte in sign.encode("gb18030"))
        return out

    page = "\\ansicpg936" if way == "code page" else "\\ansicpg1252"
    fonts = "{\\fonttbl{\\f0\\fnil Times;}{\\f1\\fnil\\fcharset134 \\'cb\\'ce\\'cc\\'e5;}}"
    text = "".join(f"\\pard\\f1 {signs(line)}\\par\r\n" for line in lines)
    for row in table:
        cells = "".join(f"\\pard\\intbl\\f1 {signs(cell)}\\cell\r\n" for cell in row)
        text += f"\\trowd\\cellx1000{cells}\\row\r\n"
    return f"{{\\rtf1\\ansi{page}{fonts}{text}\\pard}}".encode("ascii")
