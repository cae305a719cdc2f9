"""The type of a file by its content, not by its name, for the itemised list (法发〔2016〕22号 第十四条: 文件格式)."""

from __future__ import annotations

import codecs

_SAMPLE = 64 << 10
# Offset, bytes, type. First match wins.
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF8", "image/gif"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (8, b"AVI ", "video/x-msvideo"),
    (4, b"ftyphei", "image/heic"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/x-matroska"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\x00", "application/x-xz"),
    (0, b"(\xb5/\xfd", "application/zstd"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (257, b"ustar", "application/x-tar"),
    (0, b"PAR1", "application/vnd.apache.parquet"),
    (0, b"!BDN", "application/vnd.ms-outlook-pst"),
    (0, b"\x7fELF", "application/x-executable"),
    (0, b"{\\rtf", "application/rtf"),
)
_ZIP_PARTS = (
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.spreadsheet"),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
    (b"AndroidManifest.xml", "application/vnd.android.package-archive"),
)
_OLE_PARTS = (("Workbook", "application/vnd.ms-excel"), ("WordDocument", "application/msword"))


def media_type(head: bytes) -> str:
    """The media type that the first bytes of a file speak for.

    Args:
        head: the beginning of the file; the whole of it if it is short.
    """
    if not head:
        return "application/x-empty"
    for offset, signature, name in _SIGNATURES:
        if head.startswith(signature, offset):
            return name
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return next((name for part, name in _ZIP_PARTS if part in head), "application/zip")
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return next(
            (name for part, name in _OLE_PARTS if part.encode("utf-16-le") in head), "application/x-ole-storage"
        )
    if head.startswith(b"MZ") and b"\x00" in head[:512]:
        return "application/vnd.microsoft.portable-executable"
    return _text_type(head)


def _text_type(head: bytes) -> str:
    sample = head[:_SAMPLE]
    charset = ""
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        charset = "utf-16"
    elif b"\x00" not in sample:
        # Text may be cut in the middle of a character, so the decoders are not told that it ends.
        charset = next((name for name in ("utf-8", "gb18030") if _decodes(sample, name)), "")
    if not charset:
        return "application/octet-stream"
    start = codecs.getincrementaldecoder(charset)("replace").decode(sample).lstrip("\ufeff \t\r\n")
    if start.startswith(("{", "[{", "[[", '["')):
        return f"application/json; charset={charset}"
    lower = start[:64].lower()
    kind = "html" if lower.startswith(("<!doctype html", "<html")) else "xml" if lower.startswith("<?xml") else "plain"
    return f"text/{kind}; charset={charset}"


def _decodes(sample: bytes, charset: str) -> bool:
    try:
        codecs.getincrementaldecoder(charset)("strict").decode(sample)
    except UnicodeDecodeError:
        return False
    return True
