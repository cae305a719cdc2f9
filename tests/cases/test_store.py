"""The store on SQLite and on PostgreSQL: nothing lost, nothing twice, nothing overwritten, the same figures."""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from tiao.cases.lines import Text
from tiao.cases.sets import CodedSet
from tiao.cases.stats.document import document
from tiao.cases.stats.tally import Tally
from tiao.cases.store import reading
from tiao.cases.store.database import Store
from tiao.cases.store.schema import APPEND_ONLY, metadata
from tiao.cases.store.sheets import bring_sheet, write
from tiao.cases.store.transfer import bring, export
from tiao.cases.store.writing import add, decide
from tiao.errors import Misuse


def filled(place: str) -> Store:
    store = Store(place, make=True)
    cases = CodedSet().cases()
    added = add(store, ((Text(one.case, "coded", one.source, one.document), one.statements) for one in cases))
    assert (added.documents, added.documents_known) == (43, 0)
    return store


def test_the_43_come_out_as_they_went_in_and_count_the_same(place: str) -> None:
    store = filled(place)
    rows = list(reading.rows(store))
    came = sorted(CodedSet().rows(), key=lambda row: row.case)
    assert sorted(rows, key=repr) == sorted(came, key=repr)
    assert document(Tally(True).add(rows), "x") == document(Tally(True).add(CodedSet().rows()), "x")
    lines = {json.loads(one["body"])["id"] for one in reading.documents(store)}
    assert reading.cases(store) == sorted(lines)
    store.close()


def test_what_stands_comes_in_once(place: str) -> None:
    store = filled(place)
    cases = CodedSet().cases()
    added = add(store, ((Text(one.case, "coded", one.source, one.document), one.statements) for one in cases))
    assert (added.documents, added.statements, added.documents_known) == (0, 0, 43)
    store.close()


def test_decisions_are_rows_and_the_last_one_holds(place: str) -> None:
    store = filled(place)
    name, row = next(reading.named_rows(store, "spc-gc-192"))
    assert row.status == "accepted"
    assert decide(store, [name[:12]], "rejected", ["甲"], "号码 13812345678 有误") == 1
    assert decide(store, [name], "rejected", ["甲"], "再说一次") == 0
    assert next(reading.rows(store, "spc-gc-192")).status == "rejected"
    assert decide(store, [name], "accepted", ["乙", "丙"], "核对原文") == 1
    assert next(reading.rows(store, "spc-gc-192")).status == "accepted"
    made = reading.decisions(store, [name])
    assert [(one["status"], one["decided_by"]) for one in made] == [("rejected", "甲"), ("accepted", "乙、丙")]
    assert "13812345678" not in made[0]["why"]
    for names, status, by, why in (
        ([name], "accepted", [], "x"),
        ([name], "rejected", ["甲"], " "),
        (["0" * 64], "rejected", ["甲"], "x"),
        (["%%%%%%%%"], "rejected", ["甲"], "x"),
    ):
        with pytest.raises(Misuse):
            decide(store, names, status, by, why)
    store.close()


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_the_database_itself_refuses_to_change_a_row(table: str, place: str) -> None:
    store = filled(place)
    name = next(reading.named_rows(store, "spc-gc-192"))[0]
    decide(store, [name], "rejected", ["甲"], "x")
    values = {
        "link": {"case_id": "a", "folder": "b", "settings_sha256": "c", "standing": 1},
        "court_order": {"case_id": "a", "kind": "apology"},
        "proof": {"court_order": 1, "size": 0},
    }
    with store.begin() as connection:
        for other, given in values.items():
            chosen = metadata.tables[other]
            row = {c.name: given.get(c.name, "") for c in chosen.c if c.name != "number"}
            connection.execute(chosen.insert().values(**row))
    column = list(metadata.tables[table].c)[1].name
    for change in (f"UPDATE {table} SET {column} = '1'", f"DELETE FROM {table}"):
        with pytest.raises(Misuse), store.begin() as connection:
            connection.execute(sql(change))
    store.close()


def test_an_export_makes_the_same_store_again(place: str, tmp_path: Path) -> None:
    store = filled(place)
    name = next(reading.named_rows(store, "spc-gc-192"))[0]
    decide(store, [name], "rejected", ["甲"], "x")
    out, again = tmp_path / "all.jsonl", tmp_path / "again.jsonl"
    with open(out, "w", encoding="utf-8") as stream:
        export(store, stream)
    with Store(tmp_path / "second.sqlite", make=True) as second:
        for new in (1, 0):
            with open(out, "rb") as lines:
                brought = bring(second, lines)
            assert (brought.added.documents, brought.beside, brought.unread) == (43 * new, new, [])
        with open(again, "w", encoding="utf-8") as stream:
            export(second, stream)
        assert list(reading.rows(second)) == list(reading.rows(store))
    assert sorted(again.read_text("utf-8").splitlines()) == sorted(out.read_text("utf-8").splitlines())
    store.close()


def test_a_statement_whose_quote_does_not_stand_does_not_come_in(tmp_path: Path) -> None:
    with filled(str(tmp_path / "a.sqlite")) as store, open(tmp_path / "all.jsonl", "w", encoding="utf-8") as stream:
        export(store, stream)
    lines = (tmp_path / "all.jsonl").read_text("utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if '"predicate":"pieces"' in line)
    changed = json.loads(lines[at])
    changed["statement"]["start"] += 1
    lines[at] = json.dumps(changed, ensure_ascii=False)
    lines += [
        "{",
        "[]",
        '{"statement": {"document": 7}}',
        '{"document": {"id": "x"}}',
        '{"proof": {"court_order": 1}}',
        '{"colour": 1}',
        r'{"document": {"id": "\u0000", "body": "\ud800"}}',
    ]
    (tmp_path / "bad.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with Store(tmp_path / "b.sqlite", make=True) as store, open(tmp_path / "bad.jsonl", "rb") as stream:
        brought = bring(store, stream)
    assert brought.unread_lines == 8
    assert brought.added.documents == 43
    assert any(one.line == at + 1 and "quote" in one.what for one in brought.unread)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_sheet_goes_out_is_looked_through_and_comes_back(kind: str, place: str, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    store, path = filled(place), tmp_path / f"s.{kind}"
    assert write(store, path) == sum(1 for _ in reading.rows(store))
    if kind == "csv":
        lines = list(csv.reader(path.open(encoding="utf-8-sig", newline="")))
        status, why = lines[0].index("status"), lines[0].index("why")
        lines[1][status], lines[1][why] = "rejected", "不是被告人"
        lines[2][status] = "perhaps"
        csv.writer(path.open("w", encoding="utf-8", newline="")).writerows(lines)
    else:
        book = load_workbook(path)
        sheet = book.active
        assert sheet is not None
        header = [cell.value for cell in sheet[1]]
        sheet.cell(2, header.index("status") + 1, "rejected")
        sheet.cell(2, header.index("why") + 1, "不是被告人")
        sheet.cell(3, header.index("status") + 1, "perhaps")
        book.save(path)
    brought = bring_sheet(store, path, ["甲"])
    assert (brought.beside, [one.line for one in brought.unread]) == (1, [3])
    assert [row.status for row in reading.rows(store)].count("rejected") == 1
    store.close()


def test_what_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    from tiao.cases.sheet_file import read_sheet, write_sheet

    texts = ['=HYPERLINK("x")', "+1", "-1", "@a", "'quoted", "'=1", "plain", " blanks ", "1.0", "2021-08-23"]
    for ending in ("csv", "xlsx"):
        path = tmp_path / f"t.{ending}"
        assert write_sheet(path, [["a"], *([text] for text in texts)]) == len(texts)
        assert [row[0] for row in read_sheet(path)] == ["a", *texts]
    for line in (tmp_path / "t.csv").read_text("utf-8-sig").splitlines():
        assert not line.lstrip('"').startswith(("=", "+", "-", "@"))


def test_places_that_are_no_store(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no database", encoding="utf-8")
    sqlite3.connect(tmp_path / "other.sqlite").execute("CREATE TABLE t (a)").connection.close()
    newer = tmp_path / "newer.sqlite"
    Store(newer, make=True).close()
    connection = sqlite3.connect(newer)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    for where in ("text", "other.sqlite", "newer.sqlite", "none/cases.sqlite", "missing.sqlite"):
        with pytest.raises(Misuse):
            Store(tmp_path / where)
    for address in ("mysql://secret@host/x", "postgresql://u:secret@/x?unix_sock=/nowhere/.s", "://"):
        with pytest.raises(Misuse) as refused:
            Store(address)
        assert "secret" not in str(refused.value)


@pytest.mark.parametrize("absent", ["sqlalchemy", "alembic", "pg8000"])
def test_without_its_libraries_the_store_says_so(absent: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, absent, None)
    where = "postgresql://u@/x?unix_sock=/nowhere/.s" if absent == "pg8000" else tmp_path / "a.sqlite"
    with pytest.raises(Misuse, match=r"not installed.*tiao\[cases\]"):
        Store(where, make=True)
