"""The synthetic seized folder: every format of the main line, with known duplicates, spoilt values and decoys."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tiao.demo import chats
from tiao.demo.cells import Cell
from tiao.demo.formats import Delimited, json_lines, json_nested
from tiao.demo.library.plan import BYTES_A_ROW, MixedBulk
from tiao.demo.people import People
from tiao.demo.shape import plus
from tiao.demo.sheets import LAYOUTS, Row, Source
from tiao.demo.talk import Message, Talk
from tiao.demo.truth import Record, Truth, count
from tiao.demo.xlsx import Sheet, column_name, workbook
from tiao.errors import Misuse

# More rows than this go to large files, which are written without keeping their rows in memory.
MIXED_ROWS = 50_000
SMALLEST = 12
LIBRARY = "硬盘/社工库"
# More or less; only for asking whether the disk has room.
LEDGER_BYTES_A_ROW = 60

Writer = Callable[[Sequence[str], Sequence[Row]], tuple[bytes, list[int]]]
TalkWriter = Callable[[Sequence[Message]], tuple[bytes, list[int]]]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class TableFile:
    """A file with one table.

    Attributes:
        layout: which columns it has, a key of ``LAYOUTS``.
        write: how it is written.
        share: its share of all rows in thousandths.
        ragged: some rows have a cell too many or too few.
        table: what the table is called inside the file: for JSON, the path of its list.
        plain: no header says what the columns hold.
    """

    layout: str
    write: Writer
    share: int
    ragged: bool = False
    table: str = ""
    plain: bool = False


TABLES: dict[str, TableFile] = {
    "电脑/客户资料.csv": TableFile("general", Delimited(quotes=True, newline="\r\n", repeat=40, blank=25).write, 120),
    "电脑/客户资料_备份.csv": TableFile("general", Delimited(encoding="utf-8-sig", blank=31).write, 80, ragged=True),
    "电脑/名单_13900000000_王.csv": TableFile("abbreviated", Delimited(separator=";").write, 50),
    "电脑/贷款余额.txt": TableFile("property", Delimited(separator="\t", encoding="utf-16-le").write, 50),
    "电脑/卡密.txt": TableFile("card_password", Delimited(separator="----", encoding="gb18030").write, 30),
    "电脑/征信.csv": TableFile("credit", Delimited(encoding="gb18030", newline="\r\n").write, 40),
    "电脑/开房.csv": TableFile("lodging", Delimited(encoding="gb18030").write, 50),
    "电脑/话单.txt": TableFile("calls", Delimited(separator="|").write, 50),
    "电脑/短信.txt": TableFile("messages", Delimited(separator="\t", encoding="utf-16-be", newline="\r\n").write, 30),
    "电脑/医院.csv": TableFile("health", Delimited(separator=";", encoding="gb18030").write, 40),
    "电脑/订单.csv": TableFile("orders", Delimited(repeat=50).write, 60),
    "电脑/面单.txt": TableFile("parcels", Delimited(separator="|||").write, 40),
    "U盘/轨迹.csv": TableFile("track", Delimited().write, 30),
    "U盘/卡口.txt": TableFile("checkpoints", Delimited(separator="\t").write, 30),
    "U盘/航班.json": TableFile("trips", json_nested, 20, table="$.data"),
    "U盘/账号.jsonl": TableFile("accounts", json_lines, 30),
    "U盘/会员.jsonl": TableFile("general", json_lines, 30),
    "U盘/社交.csv": TableFile("contacts", Delimited(encoding="utf-8-sig", newline="\r\n").write, 20),
    "U盘/车主": TableFile("vehicles", Delimited(separator="|").write, 20),
    "U盘/企业.csv": TableFile("companies", Delimited().write, 20),
    "U盘/设备.csv": TableFile("devices", Delimited().write, 15),
    "U盘/学生.csv": TableFile("names", Delimited().write, 15),
    "U盘/无表头.txt": TableFile("bare", Delimited(separator="----", header=False).write, 40, plain=True),
    "U盘/证件.csv": TableFile("travellers", Delimited(separator=";", encoding="utf-8-sig").write, 15),
    "U盘/住户.csv": TableFile("households", Delimited(encoding="gb18030", blank=20).write, 20),
    "U盘/邮箱密码.txt": TableFile("combos", Delimited(separator="----", header=False).write, 20, plain=True),
    "U盘/无表头2.csv": TableFile("bare", Delimited(encoding="gb18030", header=False, blank=17).write, 30, plain=True),
}
TALKS: dict[str, tuple[TalkWriter, bool, int]] = {
    "手机/笔记.txt": (chats.free_text, False, 20),
    "手机/QQ消息记录.txt": (chats.qq, True, 20),
    "手机/微信.txt": (chats.wechat, True, 15),
    "手机/telegram.txt": (chats.telegram, True, 15),
    "手机/irc.log": (chats.irc, False, 10),
}
WORKBOOKS = ("电脑/汇总.xlsx",)
UNREADABLE = ("U盘/损坏.xlsx", "U盘/扫描件.pdf")
FILES = (*TABLES, *TALKS, *WORKBOOKS, *UNREADABLE)


@dataclass
class Folder:
    """Writes the files and books every record.

    Attributes:
        root: the seized folder.
        rows: wanted data rows in all.
    """

    root: Path
    rows: int
    seed: int
    book: list[Record] = field(default_factory=list)
    files: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.source = Source(People(self.seed))
        self.talk = Talk(self.source)

    def write(self, names: Collection[str]) -> None:
        for name, table in TABLES.items():
            if name in names:
                self._table(name, table)
        for name, (writer, lines, share) in TALKS.items():
            if name in names:
                self._talk(name, writer, self.talk.messages(self._count(share), lines))
        for name in WORKBOOKS:
            if name in names:
                self._workbook(name)
        for name in UNREADABLE:
            if name in names:
                self._unreadable(name)

    def _count(self, share: int) -> int:
        return max(SMALLEST, self.rows * share // 1000)

    def _table(self, name: str, table: TableFile) -> None:
        rows = self.source.rows(table.layout, self._count(table.share), table.plain)
        if table.ragged:
            rows = [self._ragged(row) if at % 37 == 20 else row for at, row in enumerate(rows)]
        header = [column.header for column in LAYOUTS[table.layout]]
        content, numbers = table.write(header, rows)
        self._save(name, content, len(rows))
        for row, number in zip(rows, numbers, strict=True):
            self._enter(name, table.table, number, row)

    def _ragged(self, row: Row) -> Row:
        """A cell too many, or the last two missing."""
        if self.source.chance.random() < 0.5:
            return row[:-2]
        mobile = self.source.people.draw().mobile
        return (*row, Cell("mobile", mobile, (("mobile", mobile),)))

    def _talk(self, name: str, writer: TalkWriter, messages: Sequence[Message]) -> None:
        content, numbers = writer(messages)
        self._save(name, content, len(messages))
        for message, number in zip(messages, numbers, strict=True):
            for part, (values, struck) in enumerate(message.parts, 1):
                self.book.append(Record(name, "", number, part, values, struck))

    def _workbook(self, name: str) -> None:
        """Titles above the header, merged cells, totals below, numbers as floats, dates, an empty sheet, a note."""
        clients, flats, guests = Sheet("客户"), Sheet("业主"), Sheet("住宿")
        note, nothing = Sheet("说明"), Sheet("空表")
        clients.add("2023年客户信息汇总（内部资料）")
        clients.add("")
        self._sheet(name, clients, "property", self._count(30), "合计")
        clients.merged.append("A1:E1")
        self._sheet(name, flats, "flats", self._count(20), "总计：")
        guests.add("旅馆登记")
        guests.merged.append("A1:D1")
        self._sheet(name, guests, "lodging_dates", self._count(20), "小 计", merge=2)
        note.add("数据说明")
        note.add("仅供内部使用")
        self._save(name, workbook([clients, flats, guests, note, nothing]), self.files.get(name, 0) + len(note.rows))

    def _sheet(self, name: str, sheet: Sheet, layout: str, rows: int, total: str, merge: int = -1) -> None:
        """Header, rows and a row of totals. ``merge``: in that column every three rows share one merged cell."""
        sheet.add(*(column.header for column in LAYOUTS[layout]))
        shared: Cell | None = None
        for place, row in enumerate(self.source.rows(layout, rows)):
            written = row
            if merge >= 0:
                if place % 3 == 0 or shared is None:
                    shared = row[merge]
                    below = min(2, rows - 1 - place)
                    if below:
                        column, first = column_name(merge), len(sheet.rows) + 1
                        sheet.merged.append(f"{column}{first}:{column}{first + below}")
                else:
                    written = (*row[:merge], Cell("", ""), *row[merge + 1 :])
                row = (*row[:merge], shared, *row[merge + 1 :])
            sheet.rows.append(written)
            self._enter(name, sheet.name, len(sheet.rows), row)
        sheet.add(total, "", "", str(rows))
        self.files[name] = self.files.get(name, 0) + rows

    def _unreadable(self, name: str) -> None:
        if name.endswith(".pdf"):
            content = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\n\x00\x01\x02\x03 scan\n%%EOF\n"
        else:
            sheet = Sheet("客户")
            for _ in range(50):
                sheet.add("数据", "数据")
            whole = workbook([sheet])
            content = whole[: len(whole) * 2 // 3]
        self._save(name, content, 0)

    def _enter(self, name: str, table: str, number: int, row: Row) -> None:
        self.book.append(
            Record(
                name,
                table,
                number,
                1,
                tuple(pair for item in row for pair in item.values),
                tuple(struck for item in row for struck in item.struck),
                frozenset(doubt for item in row for doubt in item.doubts),
            )
        )

    def _save(self, name: str, content: bytes, rows: int) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.files[name] = rows


def make(
    out: Path,
    rows: int = 20_000,
    seed: int = 1,
    only: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Truth:
    """Writes ``out/seized/`` and, beside it, ``out/truth.json``.

    Args:
        out: a folder that does not exist yet, or is empty.
        rows: data rows, more or less: every file has 12 at least. Above 50,000 the rest goes to large CSV files.
        seed: same seed, same bytes on every machine.
        only: names of ``FILES`` to write, all by default.
        progress: called with (what, bytes done, bytes in all, more or less) while large files are written.

    Raises:
        Misuse: the folder has something in it, the disk has no room for the files, or a name is not one of ``FILES``.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise Misuse("The folder for the demonstration is not empty.", str(out), "Name a new folder with --out.")
    if only is not None and (unknown := set(only) - set(FILES)):
        raise Misuse("The demonstration has no such file.", ", ".join(sorted(unknown)), f"It has: {', '.join(FILES)}.")
    library = MixedBulk(rows - MIXED_ROWS, seed) if rows > MIXED_ROWS and only is None else None
    root = out / "seized"
    folder = Folder(root, min(rows, MIXED_ROWS), seed)
    root.mkdir(parents=True)
    if library is not None:
        _require_room(root, library.rows)
    folder.write(FILES if only is None else only)
    methods, not_identifying = count(folder.book)
    unreadable = sum(name in folder.files for name in UNREADABLE)
    truth = Truth(sum(folder.files.values()), unreadable, not_identifying, methods, files=dict(folder.files))
    truth.records = folder.book
    if library is not None:
        _write_library(root / LIBRARY, library, truth, progress)
    with open(out / "truth.json", "w", encoding="utf-8") as file:
        json.dump(truth.json(), file, ensure_ascii=False, indent=1)
    return truth


def _require_room(root: Path, rows: int) -> None:
    """The files and their ledger may fill a disk; better said before than half-way."""
    size, free = rows * (BYTES_A_ROW + LEDGER_BYTES_A_ROW), shutil.disk_usage(root).free
    if size > free:
        root.rmdir()
        raise Misuse(
            f"The large files and their case take about {size / 1e9:,.1f} GB; the disk has {free / 1e9:,.1f} GB free.",
            str(root.parent),
            "Ask for fewer rows with --rows, or name a folder on another disk with --out.",
        )


def _write_library(folder: Path, library: MixedBulk, truth: Truth, progress: Progress | None) -> None:
    """The large files. They share no value with the small ones, so the truths add up."""
    folder.mkdir(parents=True)
    done, whole = 0, library.rows * BYTES_A_ROW

    def wrote(size: int) -> None:
        nonlocal done
        done += size
        if progress is not None:
            progress("make", done, max(done, whole))

    for name, rows in library.files():
        library.write(name, folder / name, wrote)
        truth.files[f"{LIBRARY}/{name}"] = rows
    truth.rows += library.rows
    truth.not_identifying += library.not_identifying()
    truth.methods = {name: plus(figures, truth.methods[name]) for name, figures in library.truth().items()}
