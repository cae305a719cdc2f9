"""A small writer of Excel workbooks: enough of ECMA-376 for text, numbers, dates, merged titles and several sheets.

Parts are stored without compression, so that the bytes do not depend on the machine's zlib.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from xml.sax.saxutils import escape

from tiao.demo.cells import Cell

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PROLOGUE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Style 1 shows a number as a date (built-in format 14).
_STYLES = (
    f'{_PROLOGUE}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0"/>'
    '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


@dataclass
class Sheet:
    """One sheet: rows of cells from row 1 on, and ranges that are merged, such as ``A1:E1``."""

    name: str
    rows: list[Sequence[Cell]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)

    def add(self, *texts: str) -> None:
        """A row of plain texts: a title, a header, a total."""
        self.rows.append([Cell("", text) for text in texts])


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The bytes of an .xlsx file."""
    parts = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _book(sheets),
        "xl/_rels/workbook.xml.rels": _relations(
            [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)] + [("styles", "styles.xml")]
        ),
        "xl/styles.xml": _STYLES,
    }
    parts |= {f"xl/worksheets/sheet{n}.xml": _sheet(sheet) for n, sheet in enumerate(sheets, 1)}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, (2023, 5, 1, 9, 0, 0))
            info.create_system = 0
            archive.writestr(info, text.encode())
    return buffer.getvalue()


def column_name(at: int) -> str:
    """A for 0, Z for 25, AA for 26."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _sheet(sheet: Sheet) -> str:
    rows = []
    for number, row in enumerate(sheet.rows, 1):
        cells = [_cell(item, f"{column_name(at)}{number}") for at, item in enumerate(row) if item.text]
        if cells:
            rows.append(f'<row r="{number}">{"".join(cells)}</row>')
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in sheet.merged)
    merges = f'<mergeCells count="{len(sheet.merged)}">{merged}</mergeCells>' if merged else ""
    return f'{_PROLOGUE}<worksheet xmlns="{_MAIN}"><sheetData>{"".join(rows)}</sheetData>{merges}</worksheet>'


def _cell(item: Cell, place: str) -> str:
    if item.moment and item.text.isascii():
        days = (date.fromisoformat(item.text) - date(1899, 12, 30)).days
        return f'<c r="{place}" s="1"><v>{days}</v></c>'
    plain = item.text.isascii() and item.text.isdigit()
    if plain and item.kind == "mobile":
        # Excel keeps every number as a float; some programs also write it as one.
        return (
            f'<c r="{place}"><v>{item.text}.0</v></c>'
            if item.text.endswith("7")
            else f'<c r="{place}"><v>{item.text}</v></c>'
        )
    if plain and item.number:
        return f'<c r="{place}"><v>{item.text}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(item.text)}</t></is></c>'


def _book(sheets: Sequence[Sheet]) -> str:
    entries = "".join(
        f'<sheet name="{escape(sheet.name)}" sheetId="{n}" r:id="rId{n}"/>' for n, sheet in enumerate(sheets, 1)
    )
    return f'{_PROLOGUE}<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>{entries}</sheets></workbook>'


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    entries = "".join(
        f'<Relationship Id="rId{n}" Type="{_DOCUMENT}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{_PROLOGUE}<Relationships xmlns="{_PACKAGE}">{entries}</Relationships>'


def _content_types(sheets: int) -> str:
    overrides = [("/xl/workbook.xml", f"{_KIND}.sheet.main+xml"), ("/xl/styles.xml", f"{_KIND}.styles+xml")]
    overrides += [(f"/xl/worksheets/sheet{n}.xml", f"{_KIND}.worksheet+xml") for n in range(1, sheets + 1)]
    entries = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides)
    return (
        f'{_PROLOGUE}<Types xmlns="{_TYPES}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{entries}</Types>'
    )
