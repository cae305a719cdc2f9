"""Judgments that the user lawfully holds: txt, html, docx, pdf. Nothing is fetched.

The text is what stands in the document, in reading order. Spans of statements are counted in it, and the digest is
that of the file's bytes: whoever has the same file gets the same text and the same spans.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

from tiao.cases.document import Document, digest_of
from tiao.errors import Unreadable

MAX_BYTES = 64 << 20
# A judgment of a hundred defendants has fewer characters.
MAX_TEXT = 1_000_000
MAX_PAGES = 5_000
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BLOCKS = {"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "title", "table", "section", "article"}
_UNSEEN = {"script", "style", "head", "noscript", "template", "nav", "footer"}
_HTML = re.compile(
    rb"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body|div|p|meta)\b", re.I | re.S
)


def read_document(path: str | Path) -> Document:
    """A judgment from a file, by its content and not by its extension.

    Args:
        path: a txt, html, docx or pdf file of at most 64 MiB.

    Raises:
        Unreadable: the file cannot be opened, is none of these, is damaged, holds no text, or is too large.
    """
    try:
        with open(path, "rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise Unreadable(
            f"The file cannot be read: {error.strerror or 'input error'}.", "", "Check the path."
        ) from None
    return document_of(raw)


def document_of(raw: bytes) -> Document:
    """A judgment from the bytes of its file; as ``read_document``."""
    if len(raw) > MAX_BYTES:
        raise Unreadable("The file is larger than 64 MiB.", "", "A judgment is not; give the judgment alone.")
    pages: tuple[int, ...] = ()
    if raw.startswith(b"%PDF-"):
        form = "pdf"
        text, pages = _pdf(raw)
    elif raw.startswith(b"PK\x03\x04"):
        form, text = "docx", _docx(raw)
    elif raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("The file is in Word's old format.", "", "Save it as .docx, then read that.")
    elif _HTML.match(raw.removeprefix(b"\xef\xbb\xbf")):
        form, text = "html", _html(_decoded(raw))
    else:
        form, text = "txt", _decoded(raw)
    if not re.search(r"[\u4e00-\u9fff]", text):
        hint = "A scanned PDF must go through text recognition first." if form == "pdf" else "Check the file."
        raise Unreadable("There is no Chinese text in the file.", "", hint)
    if len(text) > MAX_TEXT:
        raise Unreadable("The text is longer than a million characters.", "", "Give one judgment a file.")
    return Document(digest_of(raw), text, pages, form)


def _decoded(raw: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or GB18030; line ends are left as they are."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        codings = ["utf-16"]
    else:
        declared = re.search(rb"charset=[\"']?\s*([A-Za-z0-9_-]{2,20})", raw[:2048])
        gb = declared is not None and declared[1].lower().startswith(b"gb")
        codings = ["gb18030", "utf-8-sig"] if gb else ["utf-8-sig", "gb18030"]
    for coding in codings:
        try:
            text = raw.decode(coding)
        except UnicodeDecodeError:
            continue
        if text.count("\0") > len(text) // 100:
            break
        return text
    raise Unreadable("The file is no text, and no html, docx or pdf either.", "", "Give one of these formats.")


class _Text(HTMLParser):
    """The words of a page, one block a line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins a line; what no reader sees is passed over."""
        if tag in _UNSEEN:
            self._unseen.append(tag)
        if tag == "body":
            self._unseen.clear()
        if tag in _BLOCKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        """A block ends its line."""
        if tag in self._unseen:
            del self._unseen[self._unseen.index(tag) :]
        if tag in _BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        """Line ends within a block are spaces, as a browser shows them."""
        if not self._unseen:
            self.words.append(re.sub(r"[ \t\r\n]+", " ", data))

    def _break(self) -> None:
        if self.words and self.words[-1] != "\n":
            self.words.append("\n")


def _html(text: str) -> str:
    parser = _Text()
    try:
        parser.feed(text)
        parser.close()
    except (AssertionError, RecursionError):
        raise Unreadable("The page is damaged.", "", "Save it from the browser again.") from None
    return "".join(parser.words).strip("\n ")


def _docx(raw: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive, archive.open("word/document.xml") as stream:
            content = stream.read(MAX_BYTES + 1)
    except KeyError:
        raise Unreadable("The file is a zip archive, but no Word document.", "", "Unpack it first.") from None
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError):
        raise Unreadable(
            "The Word document is damaged or locked.", "", "Open and save it again without a password."
        ) from None
    except Exception as error:
        # zlib.error has no public base of its own in every Python; anything else is not ours to hide.
        if type(error).__module__ == "zlib":
            raise Unreadable("The Word document is damaged.", "", "Open and save it again.") from None
        raise
    if len(content) > MAX_BYTES or b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content:
        raise Unreadable("The Word document is not made as Word makes them.", "", "Open and save it again.")
    try:
        return "\n".join(_paragraphs(content))
    except ElementTree.ParseError:
        raise Unreadable("The Word document is damaged.", "", "Open and save it again.") from None


def _paragraphs(content: bytes) -> Iterator[str]:
    """Each paragraph of the body and of its tables; deleted text of tracked changes is not in ``w:t``."""
    words: list[str] = []
    for event, element in ElementTree.iterparse(io.BytesIO(content), events=("start", "end")):
        if event == "start":
            continue
        if element.tag == f"{_WORD}t":
            words.append(element.text or "")
        elif element.tag in (f"{_WORD}tab", f"{_WORD}br", f"{_WORD}cr"):
            words.append(" " if element.tag.endswith("tab") else "\n")
        elif element.tag == f"{_WORD}p":
            yield "".join(words)
            words.clear()
            element.clear()


def _pdf(raw: bytes) -> tuple[str, tuple[int, ...]]:
    """The text of every page, a form feed after each, and where the pages start."""
    try:
        import pypdfium2
    except ImportError:
        raise Unreadable(
            "PDF judgments need the extra tiao[pdf].", "", "Install it: pip install 'tiao[pdf]'."
        ) from None
    texts: list[str] = []
    starts: list[int] = []
    length = 0
    try:
        with pypdfium2.PdfDocument(raw) as document:
            if len(document) > MAX_PAGES:
                raise Unreadable(f"The PDF has more than {MAX_PAGES} pages.", "", "Give one judgment a file.")
            for page in document:
                said = page.get_textpage().get_text_range().replace("\r\n", "\n").replace("\r", "\n")
                said = re.sub(r"[\ufffe\uffff\0]", "", said) + "\f"
                starts.append(length)
                length += len(said)
                texts.append(said)
                if length > MAX_TEXT:
                    break
    except pypdfium2.PdfiumError:
        raise Unreadable("The PDF is damaged or locked by a password.", "", "Open and save it again.") from None
    return "".join(texts), tuple(starts)
