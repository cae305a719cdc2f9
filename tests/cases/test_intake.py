"""Judgments in four formats: the same statements, and spans in what stands in the original."""

from __future__ import annotations

import builtins
import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tiao.cases.clean import clean
from tiao.cases.intake import document_of, read_document
from tiao.cases.read import read
from tiao.errors import Unreadable

TEXT = (Path(__file__).parent / "texts" / "tuned" / "01-zhejiang-expedited.txt").read_text("utf-8")
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(text: str, head: str = "") -> bytes:
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.splitlines())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", f'{head}<w:document xmlns:w="{WORD}"><w:body>{paragraphs}</w:body></w:document>'
        )
    return out.getvalue()


def html(text: str) -> bytes:
    paragraphs = "".join(f"<p>{line}</p>\n" for line in text.splitlines())
    return (
        "<!DOCTYPE html><html><head><title>x</title><script>var 法院 = '某某人民法院';</script></head><body><div>"
        f"{paragraphs}</div></body></html>"
    ).encode()


def pdf(pages: list[str]) -> bytes:
    """A PDF with Chinese text that a reader can take out again: codes of the characters, no font file."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    font = 3
    objects += [
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo "
        "<< /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 5 0 R >>",
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 "
        "/Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
    ]
    kids = []
    for page in pages:
        lines = "".join(f"<{line.encode('utf-16-be').hex()}> Tj T*\n" for line in page.splitlines())
        content = f"BT /F1 10 Tf 14 TL 40 800 Td\n{lines}ET"
        kids.append(f"{len(objects) + 2} 0 R")
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            f"/Resources << /Font << /F1 {font} 0 R >> >> >>"
        )
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(pages)} >>"
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode()


def said(raw: bytes) -> set[tuple[str, str, str]]:
    document = document_of(raw)
    return {(one.subject, one.predicate, one.value) for one in read(document)}


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode("utf-8-sig"),
        TEXT.encode("gb18030"),
        TEXT.encode("utf-16"),
        TEXT.replace("\n", "\r\n").encode(),
        docx(TEXT),
        html(TEXT),
    ],
    ids=["utf-8", "gb18030", "utf-16", "crlf", "docx", "html"],
)
def test_every_format_says_the_same(raw: bytes) -> None:
    assert said(raw) == said(TEXT.encode())
    assert document_of(raw).digest == hashlib.sha256(raw).hexdigest()


def test_a_pdf_has_pages_and_quotes_on_them() -> None:
    lines = [line[start : start + 40] for line in TEXT.splitlines() for start in range(0, len(line), 40)]
    pages = ["\n".join([*lines[start : start + 30], f"- {start // 30 + 1} -"]) for start in range(0, len(lines), 30)]
    document = document_of(pdf(pages))
    assert document.format == "pdf"
    found = read(document)
    assert {(one.subject, one.predicate, one.value) for one in found} == said(TEXT.encode())
    court = next(one for one in found if one.predicate == "court")
    date = next(one for one in found if one.predicate == "judgment_date")
    assert (court.page, date.page) == (1, len(pages))


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "no Chinese text"),
        (b"hello", "no Chinese text"),
        (b"%PDF-1.4\nbroken", "damaged"),
        (b"PK\x03\x04broken", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old format"),
        (b"\x00\x01\x02\xff\xfe" * 99, "no text"),
        (docx("法院", '<!DOCTYPE x [<!ENTITY a "法">]>'), "not made as Word"),
    ],
)
def test_what_is_no_judgment_is_said_in_a_sentence(raw: bytes, words: str) -> None:
    with pytest.raises(Unreadable) as caught:
        document_of(raw)
    assert words in caught.value.what
    assert caught.value.hint


def test_a_zip_that_is_no_document_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "法院")
    with pytest.raises(Unreadable, match="no Word document"):
        document_of(out.getvalue())
    with pytest.raises(Unreadable, match="cannot be read"):
        read_document(tmp_path / "absent.txt")


def test_without_the_extra_the_program_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def absent(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "pypdfium2":
            raise ImportError
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(Unreadable, match=r"tiao\[pdf\]"):
        document_of(pdf(["法院"]))


def test_clean_text_leads_back_to_the_original() -> None:
    text = "　　被告人　张某，男，１９８９年９月\n９日出生。\n"
    made = clean(text)
    assert made.text == "被告人张某，男，1989年9月\n9日出生。\n"
    for offset, character in enumerate(made.text):
        start, end = made.back(offset, offset + 1)
        assert text[start:end] == character or not text[start:end].isascii()


@pytest.mark.parametrize("cut", range(0, len(TEXT), 97))
def test_a_text_cut_anywhere_is_read_as_far_as_it_goes(cut: int) -> None:
    document = document_of((TEXT[:cut] + "法").encode())
    for one in read(document):
        assert document.text[one.start : one.end] == one.quote
