"""What a file is, told from its bytes: each file that no reader reads is named, and none is passed over."""

from __future__ import annotations

import zipfile
from collections.abc import Collection
from typing import BinaryIO

import numpy as np

from tiao.content.documents import compound

# More of it than any office document has; a longer directory is not even opened.
_LONGEST_DIRECTORY = 8 << 20

_ARCHIVE = "Unpack it into a folder of its own and seal that folder as well."
_PICTURE = "Read it by eye or by text recognition and seal the transcript as well."
_DOCUMENT = "Save it as plain text or as a table in its own program and seal that copy as well."
_DATABASE = "Export its tables as CSV in its own program and seal the export as well."
_LOG = "Join it to a copy of its database with SQLite, and seal that copy as well."
_WHOLE = "Look for a whole copy and seal that as well."
_OTHER = "Examine it with a tool for that format; it is listed as unread."

# (offset, bytes, what it is, what to do next)
_MAGICS = (
    (4, b"ftyphei", "a HEIC photo", _PICTURE),
    (4, b"ftypmif1", "a HEIC photo", _PICTURE),
    (0, b"\0\0\1\0", "an icon", _PICTURE),
    (0, b"Rar!\x1a\x07", "a RAR archive", _ARCHIVE),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _ARCHIVE),
    (0, b"\x1f\x8b", "a gzip archive", _ARCHIVE),
    (0, b"\x1f\x9d", "an archive of the program compress (Z)", _ARCHIVE),
    (0, b"\x04\x22\x4d\x18", "an LZ4 archive", _ARCHIVE),
    (0, b"LZIP\1", "an lzip archive", _ARCHIVE),
    (0, b"MSCF\0\0\0\0", "a cabinet archive (CAB)", _ARCHIVE),
    (0, b"!<arch>\n", "an archive of the program ar", _ARCHIVE),
    (0, b"070701", "an archive of the program cpio", _ARCHIVE),
    (257, b"ustar", "a tar archive", _ARCHIVE),
    (0, b"\x37\x7f\x06\x82", "the log of a SQLite database (WAL)", _LOG),
    (0, b"\x37\x7f\x06\x83", "the log of a SQLite database (WAL)", _LOG),
    (0, b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", "the journal of a SQLite database", _LOG),
    (8, b"DUCK", "a DuckDB database", _DATABASE),
    (0, b"PAR1", "a Parquet file that is cut short", _WHOLE),
    (0, b"PARE", "a Parquet file that is cut short", _WHOLE),
    (0, b"FEA1", "a Feather file of version 1", "Write it again as version 2 with pyarrow and seal that copy as well."),
    (0, b"\x6d\xe2\x99\x81", "an archive of mongodump", "Take its collections out with mongorestore and seal them."),
    (0, b"\x7fELF", "a Linux program", _OTHER),
    (0, b"MZ", "a Windows program", _OTHER),
    (0, b"\xca\xfe\xba\xbe", "a Java class or a macOS program", _OTHER),
    (0, b"\xcf\xfa\xed\xfe", "a macOS program", _OTHER),
    (0, b"dex\n03", "an Android program", _OTHER),
    (0, b"!BDN", "an Outlook mailbox (PST)", _OTHER),
    (0, b"\xd4\xc3\xb2\xa1", "a network capture", _OTHER),
    (0, b"\n\r\r\n", "a network capture", _OTHER),
    (0, b"EVF\t\r\n\xff\0", "a disk image (E01)", _OTHER),
    (0, b"KDMV", "a virtual disk", _OTHER),
    (0, b"QFI\xfb", "a virtual disk", _OTHER),
    (0, b"LUKS\xba\xbe", "an encrypted disk", _OTHER),
    (0, b"Salted__", "an encrypted file (OpenSSL)", _OTHER),
    (0, b"-----BEGIN PGP MESSAGE", "an encrypted file (PGP)", _OTHER),
    (4, b"ftyp", "a video or sound recording (MP4)", _OTHER),
    (8, b"WAVE", "a sound recording (WAV)", _OTHER),
    (8, b"AVI ", "a video (AVI)", _OTHER),
    (0, b"\x1aE\xdf\xa3", "a video (Matroska)", _OTHER),
    (0, b"ID3", "a sound recording (MP3)", _OTHER),
    (0, b"OggS", "a sound recording (Ogg)", _OTHER),
    (0, b"#!AMR", "a sound recording (AMR)", _OTHER),
    (0, b"\x02#!SILK_V3", "a WeChat voice message (SILK)", _OTHER),
    (0, b"#!SILK_V3", "a WeChat voice message (SILK)", _OTHER),
    (0, b"BM", "a BMP picture", _PICTURE),
)
# Plain letters at the start of a text must not turn it into a picture.
_ALSO_TEXT = (
    b"BM", b"MZ", b"ID3", b"PAR1", b"070701", b"PARE", b"FEA1", b"KDMV", b"OggS", b"WAVE", b"AVI ", b"ftyp",
    b"DUCK",
)  # fmt: skip

# (name or start of a name in the archive, what it is, what to do next); the first that is there decides.
_IN_ZIP = (
    ("xl/workbook.bin", "a binary Excel workbook (xlsb)", "Save it as .xlsx in Excel and seal that copy as well."),
    ("word/document", "a Word document", _DOCUMENT),
    ("ppt/presentation", "a PowerPoint presentation", _DOCUMENT),
    ("AndroidManifest.xml", "an Android app (APK)", _OTHER),
    ("META-INF/MANIFEST.MF", "a Java archive", _OTHER),
    ("content.xml", "an OpenDocument file", "Save it as .xlsx or .csv and seal that copy as well."),
)
# What an office document begins with; a workbook that Excel did not write can begin with its sheets.
_OFFICE = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"word/", b"ppt/", b"xl/", b"customXml/")
_IN_OLE2 = (("PowerPoint Document", "a PowerPoint presentation (ppt)", _DOCUMENT),)

# SQLCipher encrypts page by page.
_CIPHER_PAGE = 1024
_CIPHER = "Decrypt a copy with the key of the program that made it, and seal that copy as well."
_LEAST, _MOST = 140.0, 370.0

ZIP_START, ZIP_EMPTY = b"PK\x03\x04", b"PK\x05\x06"


def zip_names(stream: BinaryIO) -> list[str]:
    """The names in a ZIP archive; empty when its directory is missing, damaged or beyond bounds."""
    stream.seek(0, 2)
    size = stream.tell()
    stream.seek(max(0, size - (1 << 16) - 22))
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or int.from_bytes(tail[at + 12 : at + 16], "little") > _LONGEST_DIRECTORY:
        return []
    try:
        with zipfile.ZipFile(stream) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError, OverflowError):
        return []


def in_zip(names: Collection[str]) -> tuple[str, str] | None:
    """What a file is that has the form of a ZIP archive and is no archive to those who use it, and what to do next."""
    for name, what, hint in _IN_ZIP:
        if any(inside.startswith(name) for inside in names):
            return what, hint
    return None


def begins_as_office(head: bytes) -> bool:
    """Whether a ZIP archive, of which the directory may be missing, begins as office documents do."""
    name = head[30 : 30 + int.from_bytes(head[26:28], "little")]
    return head.startswith(ZIP_START) and name.startswith(_OFFICE)


def known(head: bytes, stream: BinaryIO, is_text: bool) -> tuple[str, str] | None:
    """What a file is and what to do next, when its first bytes say so.

    Args:
        head: the first bytes of the file.
        stream: the whole file, for the formats that are containers.
        is_text: the bytes look like text, so that two plain letters prove nothing.
    """
    if head.startswith(ZIP_START):
        found = in_zip(zip_names(stream))
        if found or begins_as_office(head):
            return found or ("an office document that is damaged or cut short", _DOCUMENT)
    if head.startswith(compound.MAGIC):
        names_inside = compound.stream_names(stream)
        for name, what, hint in _IN_OLE2:
            if name in names_inside:
                return what, hint
        return "an office document of an old format (OLE2) without a table in it, or damaged", _DOCUMENT
    for offset, magic, what, hint in _MAGICS:
        if head.startswith(magic, offset) and not (is_text and magic in _ALSO_TEXT):
            return what, hint
    if not is_text and not stream.seek(0, 2) % _CIPHER_PAGE and looks_random(head):
        return "data that look encrypted as a whole, perhaps a SQLCipher database (such as EnMicroMsg.db)", _CIPHER
    return None


def looks_random(head: bytes) -> bool:
    """Whether every byte occurs about as often as any other: so do encrypted data, and little else."""
    counts = np.bincount(np.frombuffer(head, np.uint8), minlength=256)
    expected = len(head) / 256
    # The sum is 255 on average for random bytes, and 23 more or less; that of packed data is mostly larger.
    return bool(_LEAST <= float(((counts - expected) ** 2).sum() / expected) <= _MOST)
