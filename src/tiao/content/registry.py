"""The readers, in the order in which they are asked. To add a format: one file in ``readers/`` and one line here."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from tiao.content.reader import Reader
from tiao.content.readers.access import Access
from tiao.content.readers.arrow_ipc import ArrowIpc
from tiao.content.readers.bson import Bson
from tiao.content.readers.chat import Chat
from tiao.content.readers.compressed import Compressed
from tiao.content.readers.dbf import Dbf
from tiao.content.readers.delimited import Delimited
from tiao.content.readers.elastic import Elastic
from tiao.content.readers.ical import ICal
from tiao.content.readers.json_ import Json
from tiao.content.readers.jsonl import JsonLines
from tiao.content.readers.letter import Letters
from tiao.content.readers.mailbox import Mailbox
from tiao.content.readers.markdown import Markdown
from tiao.content.readers.old_word import OldWord
from tiao.content.readers.outlook import Outlook
from tiao.content.readers.page import Pages
from tiao.content.readers.parquet import Parquet
from tiao.content.readers.pdf import Pdf
from tiao.content.readers.photo import Photo
from tiao.content.readers.rar import Rar
from tiao.content.readers.rtf import Rtf
from tiao.content.readers.sevenzip import SevenZip
from tiao.content.readers.slides import Slides
from tiao.content.readers.spreadsheet import Spreadsheet
from tiao.content.readers.sql_dump import SqlDump
from tiao.content.readers.sqlite_ import Sqlite
from tiao.content.readers.tar import Tar
from tiao.content.readers.text import Text
from tiao.content.readers.vcard import VCard
from tiao.content.readers.word import Word
from tiao.content.readers.zip_ import Zip

# Readers that tell their format from its signature, so no look at the text is needed; the most particular first.
CONTAINERS: tuple[Reader, ...] = (
    Spreadsheet(),
    Tar(),
    Mailbox(),
    Letters(),
    Outlook(),
    OldWord(),
    Word(),
    Slides(),
    Pdf(),
    Rtf(),
    Photo(),
    Zip(),
    SevenZip(),
    Rar(),
    Compressed(),
    Sqlite(),
    Parquet(),
    ArrowIpc(),
    Access(),
    Dbf(),
    Bson(),
)
# Readers of text: the first that is sure wins; if none is, the first that thinks it possible.
TEXTS: tuple[Reader, ...] = (
    VCard(), ICal(), Elastic(), SqlDump(), Pages(), JsonLines(), Json(), Chat(), Markdown(), Delimited(), Text(),
)  # fmt: skip


@runtime_checkable
class Pinned(Protocol):
    """A reader whose results depend on more than this program: on models on disk, on another program."""

    def pin(self) -> str:
        """What that is, in a word, and never a path."""
        ...


def versions() -> dict[str, str]:
    """Name to version of every reader: what a run pins, because a change of behaviour gets a new version.

    Behind the version of a reader that has more than its own program to go by stands what that is.
    """
    return {
        name: version + (f"+{reader.pin()}" if isinstance(reader, Pinned) else "")
        for reader in CONTAINERS + TEXTS
        for name, _, version in [reader.name.partition("@")]
    }
