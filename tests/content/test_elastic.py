"""Elasticsearch dumps: lines with a document in each, and bulk files with an action in front of each document."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from content.database_files import bulk_bytes, elasticdump_bytes
from content.reading import read
from tiao.content import lines

HEADER = ["姓名", "手机"]
PEOPLE = [["张伟", "13800000001"], ["王芳", "13800000002"], ["李娜", "13800000003"]]


def written(tmp_path: Path, data: bytes | list[object]) -> Path:
    path = tmp_path / "dump.json"
    if isinstance(data, list):
        data = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in data).encode()
    path.write_bytes(data)
    return path


def test_elasticdump(tmp_path: Path) -> None:
    assert read(written(tmp_path, elasticdump_bytes(HEADER, PEOPLE))) == (
        "elastic@2",
        {"": [(0, ["_index", "_id", *HEADER]), *((n, ["members", f"a{n}", *row]) for n, row in enumerate(PEOPLE, 1))]},
        [],
    )


def test_bulk_files_number_the_line_of_the_document(tmp_path: Path) -> None:
    assert read(written(tmp_path, bulk_bytes(HEADER, PEOPLE))) == (
        "elastic@2",
        {
            "": [
                (0, ["_index", "_id", *HEADER]),
                *((2 * n, ["members", f"a{n}", *row]) for n, row in enumerate(PEOPLE, 1)),
            ]
        },
        [],
    )


def test_every_action_of_a_bulk_file(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        [
            {"create": {"_id": "1"}},
            {"姓名": "张伟"},
            {"update": {"_id": "2", "retry_on_conflict": 3}},
            {"doc": {"姓名": "王芳"}, "doc_as_upsert": True},
            {"delete": {"_id": "13800000009"}},
            {"index": {"_id": "4"}},
            {"index": {"_id": "5"}},
            {"姓名": "李娜"},
            {"index": {"_id": "6"}},
        ],
    )
    _, tables, unread = read(path)
    assert tables[""] == [
        (0, ["_id", "姓名", "doc_as_upsert"]),
        (2, ["1", "张伟"]),
        (4, ["2", "王芳", "true"]),
        (5, ["13800000009"]),
        (8, ["5", "李娜"]),
    ]
    assert [(entry.where, entry.what) for entry in unread] == [
        ("row 7", "The action before this line has no document."),
        ("after row 9", "The file ends with an action whose document is missing; it may be cut short."),
    ]


def test_a_document_that_looks_like_an_action_behind_an_action(tmp_path: Path) -> None:
    """`{"index": {"no": 1}}` says a number of its own, and is a document."""
    _, tables, _ = read(written(tmp_path, [{"index": {"_id": "1"}}, {"index": {"no": 1}}] * 2))
    assert tables[""] == [(0, ["_id", "index.no"]), (2, ["1", "1"]), (4, ["1", "1"])]


@pytest.mark.parametrize("write", [elasticdump_bytes, bulk_bytes])
def test_blocks_that_end_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: object) -> None:
    path = written(tmp_path, write(HEADER, PEOPLE * 40))  # type: ignore[operator]
    whole = read(path)
    for size in (50, 190, 1_000):
        monkeypatch.setattr(lines, "BLOCK", size)
        monkeypatch.setattr(lines.encodings, "BLOCK", size)
        assert read(path) == whole


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    data = elasticdump_bytes(HEADER, PEOPLE).replace(b'"a2"', b'"a2', 1)
    _, tables, unread = read(written(tmp_path, data))
    assert [number for number, _ in tables[""]] == [0, 1, 3]
    assert [(entry.where, entry.rows) for entry in unread] == [("row 2", 1)]


def test_nested_documents_and_names_that_stand_twice(tmp_path: Path) -> None:
    line = {"_id": "a", "_source": {"_id": "b", "客户": {"姓名": "张伟"}, "tags": ["x", "y"]}, "fields": {"z": ["1"]}}
    _, tables, _ = read(written(tmp_path, [line, line]))
    assert tables[""][:2] == [
        (0, ["_id", "客户.姓名", "tags", "fields.z"]),
        (1, ["b", "张伟", "x y", "1"]),
    ]


def test_other_json_lines_stay_json_lines(tmp_path: Path) -> None:
    assert read(written(tmp_path, [{"index": 1, "姓名": "张伟"}] * 3))[0] == "jsonl@2"
    assert read(written(tmp_path, [{"data": {"_source": {"a": 1}}}] * 3))[0] == "jsonl@2"
