"""Marked synthetic values, planted in every format and in every place where a value can stand."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import xlwt

from content import access_files, compounds, database_files, documents, pdfs, photos, sql_dumps, tars, zips

# Long or rare enough that no chance sequence of bytes in a token, a digest or a table of ours equals one.
NAMES = ("慕容镇岳", "诸葛渊澄", "欧阳骞翥")
EMAIL_LOCAL = "qzxkvj.canary77"
PASSWORD = "Zq9vKx7wPlumage"
ADDRESS = "云麓镇鹿鸣巷三百七十七号"
TALK = "今晚八点老地方翡翠麒麟"
LANDLINE = "0838-62039"
EMPLOYER = "霁月琉璃物流有限公司"
# Nobody's number: it stands only where people write it, in options, in names of files and in notes.
RAW = "511781197304299995"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Person:
    """One marked person; every value is his alone."""

    number: int

    @property
    def resident_id(self) -> str:
        body = f"5117811973042{self.number:04d}"
        return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]

    @property
    def struck_id(self) -> str:
        """The same with a wrong check digit: struck from the record, and no less private."""
        right = self.resident_id
        return right[:17] + ("1" if right[17] != "1" else "2")

    @property
    def mobile(self) -> str:
        return f"1867740{self.number:04d}"

    @property
    def email(self) -> str:
        return f"{EMAIL_LOCAL}{self.number}@example.com"

    @property
    def card(self) -> str:
        body = f"62220212734{self.number:04d}"
        total = sum(sum(divmod(int(d) * (2 if place % 2 == 0 else 1), 10)) for place, d in enumerate(reversed(body)))
        return body + str(-total % 10)

    @property
    def name(self) -> str:
        return NAMES[self.number % len(NAMES)]

    @property
    def plate(self) -> str:
        return f"川Z{self.number:04d}Q"

    def row(self) -> list[str]:
        return [self.name, self.resident_id, self.mobile, self.email, self.card, ADDRESS, PASSWORD, self.plate]

    def values(self) -> list[str]:
        return [*self.row(), self.struck_id]


HEADER = ["姓名", "身份证号", "手机号", "邮箱", "银行卡号", "地址", "密码", "车牌号"]


class Folder:
    """A folder in which every file has people of its own, so that a leak names its file."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.owner: dict[str, str] = {}
        self._next = 1000
        root.mkdir(parents=True)

    def people(self, where: str, count: int = 3) -> list[Person]:
        people = []
        for _ in range(count):
            self._next += 7
            person = Person(self._next)
            people.append(person)
            for value in person.values():
                self.owner.setdefault(value, where)
        return people

    def write(self, name: str, data: bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def table(self, where: str, separator: str, header: bool = True) -> str:
        people = self.people(where)
        rows = [HEADER] if header else []
        rows += [person.row() for person in people]
        rows.append([people[0].name, people[0].struck_id, *people[0].row()[2:]])
        return "\n".join(separator.join(row) for row in rows) + "\n"


def plant(root: Path) -> dict[str, str]:
    """Writes the folder and gives every planted value with the file that it first stands in."""
    folder = Folder(root)
    folder.owner.update({TALK: "chats", PASSWORD: "tables", ADDRESS: "tables", **dict.fromkeys(NAMES, "tables")})
    folder.write("utf8.csv", folder.table("utf8.csv", ",").encode())
    folder.write("bom.csv", b"\xef\xbb\xbf" + folder.table("bom.csv", ",").encode())
    folder.write("gbk.txt", folder.table("gbk.txt", "----", header=False).encode("gb18030"))
    folder.write("tab.tsv", folder.table("tab.tsv", "\t").encode("utf-16"))
    folder.write("big_endian.csv", b"\xfe\xff" + folder.table("big_endian.csv", ",").encode("utf-16-be"))
    _headers(folder)
    _namesakes(folder)
    _names(folder)
    _workbooks(folder)
    _json(folder)
    _databases(folder)
    _dumps(folder)
    _text(folder)
    _chats(folder)
    _documents(folder)
    _photos(folder)
    _broken(folder)
    _archives(folder)
    return folder.owner


def _headers(folder: Folder) -> None:
    """Values where a header is expected: the first row of a table is a person."""
    one, two = folder.people("header_cells.csv", 2)
    rows = [[f"{one.name}{one.mobile}", one.email, f"卡{one.card}"], [two.name, two.resident_id, two.card]]
    folder.write("header_cells.csv", "\n".join(",".join(row) for row in rows).encode())


def _namesakes(folder: Folder) -> None:
    """One name, one address, one landline and one employer, with different numbers: proposed as one person."""
    for name, kind in (("orders.csv", "手机号"), ("letters.csv", "邮箱")):
        rows = [["姓名", "住址", "固定电话", "工作单位", kind]]
        for flat, person in enumerate(folder.people(name, 12), 10):
            number = person.mobile if kind == "手机号" else person.email
            shared = [NAMES[flat % len(NAMES)], f"{ADDRESS}{flat}室", f"{LANDLINE}{flat}7", f"{EMPLOYER}{flat}号店"]
            rows.append([*shared, number])
        folder.write(name, "\n".join(",".join(row) for row in rows).encode())


def _names(folder: Folder) -> None:
    """Values in the names of files and folders."""
    one, two, three = folder.people("names of files", 3)
    folder.write(f"{one.name}{one.mobile}/{two.name}-{two.resident_id}.csv", folder.table("named file", ",").encode())
    folder.write(f"{three.email}.txt", f"联系 {three.mobile}\n".encode())
    folder.write(f"{two.card} {three.plate}.bin", bytes(range(256)))


def _workbooks(folder: Folder) -> None:
    one, two = folder.people("sheet names", 2)
    for name in ("workbook.xlsx", "workbook.xls"):
        rows = [HEADER, *(person.row() for person in folder.people(name))]
        sheets = {f"{one.name}{one.mobile}": rows, two.email[:31]: rows[:2]}
        buffer = io.BytesIO()
        if name.endswith("x"):
            book = openpyxl.Workbook()
            book.remove(book.active)
            for title, cells in sheets.items():
                sheet = book.create_sheet(title)
                for row in cells:
                    sheet.append(row)
            book.save(buffer)
        else:
            old = xlwt.Workbook(encoding="utf-8")
            for title, cells in sheets.items():
                leaf = old.add_sheet(title)
                for y, row in enumerate(cells):
                    for x, cell in enumerate(row):
                        leaf.write(y, x, cell)
            old.save(buffer)
        folder.write(name, buffer.getvalue())


def _json(folder: Folder) -> None:
    listed = [dict(zip(HEADER, person.row(), strict=True)) for person in folder.people("list.json")]
    folder.write("list.json", json.dumps({"data": {"items": listed}}, ensure_ascii=False).encode())
    lines = [dict(zip(HEADER, person.row(), strict=True)) for person in folder.people("lines.jsonl")]
    folder.write("lines.jsonl", "\n".join(json.dumps(line) for line in lines).encode())
    keyed = {
        person.mobile: {person.email: person.resident_id, "姓名": person.name} for person in folder.people("keys.json")
    }
    folder.write("keys.json", json.dumps(keyed, ensure_ascii=False).encode())
    under = {person.mobile: [{"身份证号": person.resident_id}] for person in folder.people("paths.json")}
    folder.write("paths.json", json.dumps(under, ensure_ascii=False).encode())


def _documents(folder: Folder) -> None:
    """Letters, pages and documents: values in texts, tables, heads, and names of what is attached."""

    def cells(where: str) -> tuple[list[str], list[list[str]]]:
        people = folder.people(where)
        return [_sentence(person) for person in people], [HEADER, *(person.row() for person in people)]

    lines, table = cells("page.html")
    folder.write("page.html", documents.page(lines, table, "gb18030"))
    folder.write("word.docx", documents.word(*cells("word.docx")))
    folder.write("slides.pptx", documents.slides([cells("slides.pptx")]))
    lines, table = cells("print.pdf")
    folder.write("print.pdf", pdfs.pdf([pdfs.lines(lines), pdfs.table(table, places=range(50, 2000, 200))], width=2000))
    lines, table = cells("outlook.msg")
    attached = {f"{lines[0]}.csv": _csv(table)}
    folder.write("outlook.msg", compounds.compound(compounds.message("\n".join(lines), files=attached)))
    folder.write("old.doc", compounds.old_word("\r".join(cells("old.doc")[0]) + "\r", cut=50))
    folder.write("rich.rtf", documents.rich_text(*cells("rich.rtf"), "font"))
    folder.write("notes.md", documents.markdown(*cells("notes.md")).encode())
    for name in ("letter.eml", "cut.eml", "inbox.mbox"):
        lines, table = cells(name)
        attached = {f"{person.name}{person.mobile}.csv": _csv(table) for person in folder.people(name, 1)}
        page = documents.page((), table).decode()
        letter = documents.letter("\n".join(lines), page, attached, subject=lines[0])
        data = documents.mailbox([letter, letter]) if name == "inbox.mbox" else letter
        folder.write(name, data[: -len(data) // 4] if name == "cut.eml" else data)


def _csv(table: list[list[str]]) -> bytes:
    return "\n".join(map(",".join, table)).encode()


def _databases(folder: Folder) -> None:
    """Databases and exchange formats, each whole and cut short; one with values in the names of its columns."""
    for name, write in (
        ("rows.db", database_files.sqlite_bytes),
        ("rows.parquet", database_files.parquet_bytes),
        ("rows.feather", database_files.feather_bytes),
        ("rows.arrow", database_files.arrow_stream_bytes),
        ("rows.dbf", database_files.dbf_bytes),
        ("rows.bson", database_files.bson_bytes),
        ("rows.elastic", database_files.elasticdump_bytes),
        ("rows.bulk", database_files.bulk_bytes),
        ("rows.mdb", access_files.access_bytes),
    ):
        data = write(HEADER, [person.row() for person in folder.people(name)])
        folder.write(name, data)
        folder.write(f"cut_{name}", data[: len(data) * 2 // 3])
    one, two = folder.people("columns.db", 2)
    folder.write("columns.db", database_files.sqlite_bytes([one.name, one.mobile, one.email], [two.row()[:3]] * 3))
    cards = [[person.name, person.mobile, person.email, ADDRESS] for person in folder.people("cards.vcf")]
    for version in ("2.1", "3.0", "4.0"):
        folder.write(f"cards_{version}.vcf", database_files.vcard_bytes(cards, version, "gbk"))
    entries = [(person.name, _sentence(person), person.email) for person in folder.people("calendar.ics")]
    folder.write("calendar.ics", database_files.ical_bytes(entries) + b"BEGIN:VEVENT\r\nSUMMARY:" + one.email.encode())


def _dumps(folder: Folder) -> None:
    """Tables with values in their names and in what is said of their columns, and rows that are damaged."""
    for name in ("mysqldump", "pg_copy", "sql_server"):
        folder.write(f"{name}.sql", sql_dumps.WRITERS[name](HEADER, [person.row() for person in folder.people(name)]))
    one, two, three = folder.people("names in dumps", 3)
    row = ",".join(f"'{value}'" for value in three.row())
    text = (
        f"CREATE TABLE `{one.name}{one.mobile}` (`a` int COMMENT '{two.email}', `{two.mobile}` varchar(9));\n"
        f"INSERT INTO `{one.name}{one.mobile}` VALUES ({row}),('{three.card}'x'),({row});\n"
        f"UPDATE t SET a = '{two.resident_id}';\n{one.resident_id} is no statement;\n"
        f"INSERT INTO `{two.email}` VALUES ({row[:-9]}"
    )
    folder.write("odd.sql", text.encode())


def _sentence(person: Person) -> str:
    numbers = f"身份证号码{person.resident_id}，电话{person.mobile}，卡号{person.card}"
    return f"姓名：{person.name}，{numbers}，邮箱{person.email}"


def _text(folder: Folder) -> None:
    lines = [_sentence(person) for person in folder.people("text.txt")]
    folder.write("text.txt", ("数据说明\n\n" + "\n".join(lines) + "\n").encode())


def _chats(folder: Folder) -> None:
    """The people who talk are people too: their names, numbers and words are as private as the goods."""
    speaker, *_ = folder.people("speakers", 1)
    goods = (
        folder.people("qq.txt") + folder.people("wechat.txt") + folder.people("telegram.txt") + folder.people("irc.log")
    )
    qq = "".join(
        f"2021-05-0{n} 10:00:0{n} {speaker.name}({speaker.mobile[:10]})\n{_sentence(p)}\n{TALK}\n\n"
        for n, p in enumerate(goods[:3], 1)
    )
    folder.write("qq.txt", ("消息记录（此消息记录为文本格式，不支持重新导入）\n\n" + qq).encode())
    wechat = "".join(
        f"{speaker.name} 2021-05-0{n} 10:00:0{n}\n{_sentence(p)}\n{TALK}\n\n" for n, p in enumerate(goods[3:6], 1)
    )
    folder.write("wechat.txt", wechat.encode())
    telegram = "".join(
        f"[0{n}.05.21 10:00] {speaker.name}: {_sentence(p)}\n[0{n}.05.21 10:01] {speaker.name}: {TALK}\n"
        for n, p in enumerate(goods[6:9], 1)
    )
    folder.write("telegram.txt", telegram.encode())
    irc = "".join(
        f"[10:0{n}] <{speaker.email}> {_sentence(p)}\n[10:0{n}] <{speaker.name}> {TALK}\n"
        for n, p in enumerate(goods[9:12], 1)
    )
    folder.write("irc.log", irc.encode())
    folder.owner[speaker.mobile[:10]] = "speakers"


def _photos(folder: Folder) -> None:
    """Values in a picture: read by models, and as private as values in a table; once whole, once cut short."""
    lines = []
    for person in folder.people("photo.png"):
        lines += [f"姓名：{person.name}", f"身份证号：{person.resident_id}", f"手机号：{person.mobile}", ""]
    data = photos.drawn([*lines, f"身份证号：{folder.people('photo.png', 1)[0].struck_id}"])
    folder.write("photo.png", data)
    folder.write("cut.png", data[: len(data) // 2])


def _broken(folder: Folder) -> None:
    """Files that cannot be read whole: what goes wrong is said without the values."""
    rows = "\n".join(",".join(person.row()) for person in folder.people("cut.json"))
    folder.write("cut.json", b'[{"a": "' + rows.encode() + b'"')
    folder.write("cut.xlsx", (folder.root / "workbook.xlsx").read_bytes()[:3000])
    text = folder.table("mixed.csv", ",")
    folder.write("mixed.csv", text.encode() + text.encode("gb18030") + b"\xff\xfe\x80," * 20)
    one, *_ = folder.people("deep.json", 1)
    folder.write("deep.json", b"[" * 3000 + f'"{one.resident_id}"'.encode() + b"]" * 3000)


def _archives(folder: Folder) -> None:
    """Values in files within files, in their names, and behind a lock whose password is a value too."""
    one, two = folder.people("names in archives", 2)
    name = f"{one.name}{one.mobile}/{two.name}-{two.resident_id}.csv"
    packed = zips.packed({name: folder.table("packed.zip", ",").encode("gb18030")}, encoding="gb18030")
    folder.write("packed.zip", packed)
    folder.write("cut.zip", packed[: len(packed) * 2 // 3])
    deep = tars.packed({f"{two.email}.zip": packed, name: folder.table("packed.tar.gz", "\t").encode()})
    folder.write("packed.tar.gz", gzip.compress(deep))
    lines = "".join(f"{_sentence(person)}\n" for person in folder.people("locked.zip"))
    folder.write("locked.zip", zips.locked({name: lines.encode()}, PASSWORD.encode()))
    folder.write("old.zip", zips.old_locked({name: lines.encode()}, PASSWORD.encode()))


def forms(value: str) -> Iterator[bytes]:
    """The value as bytes, in every encoding and escape in which it could be written out."""
    yield value.encode("utf-8")
    yield value.encode("utf-16-le")
    yield value.encode("utf-16-be")
    yield value.encode("gb18030")
    yield value.encode("ascii", "backslashreplace")
    yield json.dumps(value)[1:-1].upper().replace("\\U", "\\u").encode()
    yield value.encode("ascii", "xmlcharrefreplace")
    yield value.encode("unicode_escape")
    if value.isascii():
        yield value.lower().encode()
        yield value.upper().encode()
