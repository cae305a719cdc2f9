"""Elasticsearch dumps: lines with a document in each, and bulk files with an action in front of each document."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from content.database_files import bulk_bytes, elasticdump_bytes
from content.reading import read, source_of
from tiao.content import lines
from tiao.content.json import elastic as elastic_plain
from tiao.content.json.rows import Columns
from tiao.content.readers.elastic import ElasticTable

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


def told(path: Path) -> list[object]:
    """Every chunk: rows by their numbers, how many lines it takes up, blank ones, and what is unread."""
    out: list[object] = []
    for chunk in ElasticTable(source_of(path)).chunks():
        batch = chunk.batch()
        rows = [(int(row), batch.texts(at)) for at, row in enumerate(batch.rows)]
        out.append((rows, batch.height, batch.blank, [(entry.where, entry.what) for entry in batch.unread]))
    return out


def _document(chance: random.Random) -> dict[str, object]:
    values: tuple[object, ...] = (
        "张伟", "138", "", " ", 7, 1.50, None, True, ["a", 2], {"市": "北京"}, [{"n": 1}], 2**70, "a\nb", {},
    )  # fmt: skip
    names: tuple[str, ...] = ("姓名", "手机", "a", 'q"', "客户")
    if chance.random() < 0.1:
        names += ("_id", "_index", "doc", "index", "_source", "")
    values = values if chance.random() < 0.2 else values[:8]
    document = {chance.choice(names): chance.choice(values) for _ in range(chance.randrange(5))}
    return {**document, "空": []} if chance.random() < 0.3 else document


def _some(chance: random.Random, sort: str) -> list[object]:
    around: dict[str, object] = {"_index": "people", "_type": "_doc", "_id": chance.choice(("a1", 5, None, "张"))}
    around = {name: around[name] for name in chance.sample(sorted(around), chance.randrange(4))}
    one = chance.random()
    if sort == "hits":
        if one < 0.1:
            around["fields"] = {"z": ["1"]}
        if one > 0.95:
            return [_document(chance)]
        return [{**around, "_score": chance.choice((1, None)), "_source": _document(chance)}]
    if one < 0.05:
        return [{"delete": around}]
    if one < 0.1:
        return [{"update": around}, {"doc": _document(chance), "doc_as_upsert": True}]
    action = {chance.choice(("index", "create")): {**around, **({"routing": "x"} if one > 0.95 else {})}}
    return [action] if one < 0.15 else [action, _document(chance) if one < 0.9 else {"index": {"_id": "3"}}]


@pytest.mark.parametrize("seed", range(40))
def test_what_is_cut_in_machine_code_is_what_the_long_way_reads(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    every: list[str] = []
    while len(every) < 400:
        for line in _some(chance, chance.choice(("hits", "bulk")) if seed % 3 == 2 else ("hits", "bulk")[seed % 3]):
            text = json.dumps(line, ensure_ascii=chance.random() < 0.5, separators=((",", ":"), None)[seed % 2])
            if chance.random() < 0.01:
                text = text[:-1]
            every.append(text + chance.choice(("", "", "", " ")))
            if chance.random() < 0.02:
                every.append("")
    path = tmp_path / "dump.json"
    path.write_bytes(chance.choice(("\n", "\n", "\r\n", "\r")).join(every).encode())
    for size in (lines.BLOCK, 3_000):
        monkeypatch.setattr(lines, "BLOCK", size)
        monkeypatch.setattr(lines.encodings, "BLOCK", size)
        quick = told(path)
        with monkeypatch.context() as patch:
            patch.setattr(elastic_plain, "plain_documents", lambda *_: None)
            assert told(path) == quick


@pytest.mark.parametrize(("write", "step"), [(elasticdump_bytes, 1), (bulk_bytes, 2)])
def test_plain_documents_do_not_go_the_long_way(write: object, step: int) -> None:
    data = write(HEADER, PEOPLE * 100)  # type: ignore[operator]
    columns = Columns()
    columns.learn(["_index", "_id", *HEADER])
    found = elastic_plain.plain_documents(data, columns, begun=False)
    assert found is not None
    assert found.away.tolist() == []
    assert found.batch.rows.tolist() == list(range(step - 1, 300 * step, step))
    assert found.batch.texts(299) == ["members", "a300", *PEOPLE[2]]


def test_a_blank_line_between_an_action_and_its_document_is_counted_as_one(tmp_path: Path) -> None:
    path = written(tmp_path, b'{"index":{"_id":"1"}}\n{"a":"x"}\n{"index":{"_id":"2"}}\n\n{"a":"y"}\n')
    assert told(path) == [([(-1, ["_id", "a"]), (1, ["1", "x"]), (4, ["2", "y"])], 5, 1, [])]
