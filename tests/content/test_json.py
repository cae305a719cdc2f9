"""JSON documents and JSON lines: which tables they hold, under which names, on which rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.reading import Rows, read, source_of
from tiao.content.json import cursor as json_cursor
from tiao.content.json.rows import MOST_COLUMNS, all_text, scalar_text
from tiao.content.json.walk import MOST_CONTAINERS, MOST_SCALARS
from tiao.content.readers.json_ import CHUNK_ROWS, MOST_TABLES
from tiao.content.sniff import sniff


def tables_of(tmp_path: Path, text: str | bytes, name: str = "x.json") -> tuple[dict[str, Rows], list[str]]:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    reader, tables, unread = read(path)
    assert reader == "json@3"
    return tables, [entry.where for entry in unread]


def test_a_list_of_objects_names_its_columns_in_row_0(tmp_path: Path) -> None:
    document = [{"姓名": "张伟", "手机": 13800000000}, {}, {"姓名": None, "身高": 1.80, "好": True}]
    tables, unread = tables_of(tmp_path, json.dumps(document))
    assert tables == {
        "$": [(0, ["姓名", "手机", "身高", "好"]), (1, ["张伟", "13800000000"]), (3, ["", "", "1.8", "true"])]
    }
    assert unread == []


def test_nested_objects_and_lists(tmp_path: Path) -> None:
    document = {
        "code": 0,
        "page": {"size": 2, "tags": ["a", "b"]},
        "data": [
            {
                "名": "张伟",
                "址": {"市": "北京", "号": [1, 2]},
                "orders": [{"id": 1}, {"id": 2, "items": [{"n": "书"}]}],
            },
            {"名": "王芳", "orders": []},
        ],
    }
    tables, _ = tables_of(tmp_path, json.dumps(document, ensure_ascii=False))
    assert tables == {
        "$.data": [(0, ["名", "址.市", "址.号"]), (1, ["张伟", "北京", "1 2"]), (2, ["王芳"])],
        "$.data[].orders": [(0, ["id"]), (1, ["1"]), (2, ["2"])],
        "$.data[].orders[].items": [(0, ["n"]), (1, ["书"])],
        "$": [(0, ["code", "page.size", "page.tags"]), (1, ["0", "2", "a b"])],
    }


def test_lists_of_lists_have_no_names(tmp_path: Path) -> None:
    tables, _ = tables_of(tmp_path, '{"rows": [["姓名","手机"],["张伟",13800000000],[["x"],{"k":"v"}]]}')
    assert tables == {"$.rows": [(1, ["姓名", "手机"]), (2, ["张伟", "13800000000"]), (3, ["x", "k: v"])]}


def test_one_object_is_one_row(tmp_path: Path) -> None:
    assert tables_of(tmp_path, '{"姓名":"张伟","电话":["1","2"]}')[0] == {
        "$": [(0, ["姓名", "电话"]), (1, ["张伟", "1 2"])]
    }


def test_several_documents_one_after_another(tmp_path: Path) -> None:
    tables, _ = tables_of(tmp_path, '{\n "a": 1\n}\n{\n "a": 2,\n "b": 3\n}\n')
    assert tables == {"$": [(0, ["a", "b"]), (1, ["1"]), (2, ["2", "3"])]}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    data = json.dumps([{"姓名": "张伟"}] * 3, ensure_ascii=False).encode(encoding)
    assert tables_of(tmp_path, data)[0] == {"$": [(0, ["姓名"]), (1, ["张伟"]), (2, ["张伟"]), (3, ["张伟"])]}


def test_an_object_with_many_objects_is_a_list_with_names(tmp_path: Path) -> None:
    people = {f"p{n}": {"名": f"n{n}"} for n in range(MOST_CONTAINERS + 1)}
    tables, _ = tables_of(tmp_path, json.dumps({"people": people}, ensure_ascii=False))
    assert tables == {"$.people": [(0, ["key", "名"]), *((n + 1, [f"p{n}", f"n{n}"]) for n in range(len(people)))]}


def test_an_object_with_many_scalars_is_a_list_with_names(tmp_path: Path) -> None:
    book = {f"p{n}": n for n in range(MOST_SCALARS + 1)}
    tables, _ = tables_of(tmp_path, json.dumps(book))
    assert tables == {"$": [(0, ["key", "value"]), *((n + 1, [f"p{n}", str(n)]) for n in range(len(book)))]}


def test_a_long_list_of_scalars_is_a_table(tmp_path: Path) -> None:
    tables, _ = tables_of(tmp_path, json.dumps({"phones": [str(n) for n in range(150)]}))
    assert tables == {"$.phones": [(n + 1, [str(n)]) for n in range(150)]}


def test_a_truncated_document_gives_the_rows_before_the_break(tmp_path: Path) -> None:
    tables, unread = tables_of(tmp_path, '{"total":9,"data":[{"a":1},{"a":2},{"a":3')
    assert tables == {"$.data": [(0, ["a"]), (1, ["1"]), (2, ["2"])], "$": [(0, ["total"]), (1, ["9"])]}
    assert unread == ["after 3 rows"]


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":', '{"a":['])
def test_deep_nesting_ends(tmp_path: Path, opening: str) -> None:
    tables, unread = tables_of(tmp_path, opening * 100_000)
    assert unread == ["after 0 rows"]
    assert not any(tables.values())


def test_a_deep_value_is_text_in_its_row(tmp_path: Path) -> None:
    tables, unread = tables_of(tmp_path, '[{"名":"张伟","x":' + "[" * 5000 + '"深"' + "]" * 5000 + "}]")
    assert tables == {"$": [(0, ["名", "x"]), (1, ["张伟", "深"])]}
    assert unread == []


def test_a_string_of_ten_megabytes(tmp_path: Path) -> None:
    tables, _ = tables_of(tmp_path, json.dumps([{"a": "x" * (10 << 20)}]))
    assert [len(cells[0]) for _, cells in tables["$"]] == [1, 10 << 20]


def test_nan_is_read_and_a_repeated_key_keeps_its_last_value(tmp_path: Path) -> None:
    tables, unread = tables_of(tmp_path, '[{"a":1,"a":2},{"a":NaN}]')
    assert (tables, unread) == ({"$": [(0, ["a"]), (1, ["2"]), (2, ["NaN"])]}, [])


def test_a_damaged_element_is_unread_and_the_others_are_read(tmp_path: Path) -> None:
    tables, unread = tables_of(tmp_path, '[{"a":1},{"a":x},{"a":3},{"a" 4},{"a":"\\x"}]')
    assert (tables, unread) == ({"$": [(0, ["a"]), (1, ["1"]), (3, ["3"])]}, ["row 2", "row 4", "row 5"])


@pytest.mark.parametrize("tail", ["}", "]]", ",x", '"', "{"])
def test_what_follows_damage_is_named(tmp_path: Path, tail: str) -> None:
    tables, unread = tables_of(tmp_path, '{"data":[{"a":1},{"a":2}' + tail)
    assert (tables, unread) == ({"$.data": [(0, ["a"]), (1, ["1"]), (2, ["2"])]}, ["after 2 rows"])


@pytest.mark.parametrize("block", [1, 3, 7, 50])
def test_blocks_cut_no_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    document = {"n": -1.5, "t": True, "data": [{"a": '}"\\]', "b": [1, {"c": "张"}]}, [], 12345678901234567890, "s"]}
    whole = tables_of(tmp_path, json.dumps(document))
    blocks = json_cursor.decode_blocks
    monkeypatch.setattr(json_cursor, "decode_blocks", lambda *about: cut(blocks(*about), block))
    assert tables_of(tmp_path, json.dumps(document)) == whole
    assert whole[0]["$.data"][2:] == [(3, ["", "", "12345678901234567890"]), (4, ["", "", "s"])]


def cut(blocks: Iterator[bytes], size: int) -> Iterator[bytes]:
    for block in blocks:
        yield from (block[at : at + size] for at in range(0, len(block), size))


def test_an_element_too_large_for_memory_is_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_cursor, "LARGEST_ELEMENT", 5 << 20)
    tables, unread = tables_of(tmp_path, json.dumps([{"a": 1}, {"a": "x" * (20 << 20)}, {"a": 3}]))
    assert (tables, unread) == ({"$": [(0, ["a"]), (1, ["1"]), (3, ["3"])]}, ["row 2"])


def test_more_lists_than_tables(tmp_path: Path) -> None:
    row = {f"list{n}": [{"v": n}] for n in range(MOST_TABLES + 2)}
    tables, _ = tables_of(tmp_path, json.dumps([{"id": 1, **row}]))
    assert len(tables) == MOST_TABLES
    assert tables["$"] == [(0, ["id", "list15", "list16", "list17"]), (1, ["1", "v: 15", "v: 16", "v: 17"])]


def test_more_keys_than_columns(tmp_path: Path) -> None:
    document = [{f"k{n}": "" for n in range(MOST_COLUMNS)}, {"k0": "x", "late": "y"}]
    rows = tables_of(tmp_path, json.dumps(document))[0]["$"]
    assert rows[1] == (2, ["x", *[""] * (MOST_COLUMNS - 1), "late: y"])


def test_chunks_keep_the_numbers(tmp_path: Path) -> None:
    rows = tables_of(tmp_path, json.dumps([{"n": n} for n in range(2 * CHUNK_ROWS + 5)]))[0]["$"]
    assert rows[1:] == [(n + 1, [str(n)]) for n in range(2 * CHUNK_ROWS + 5)]


def test_brackets_of_other_programs_are_no_json(tmp_path: Path) -> None:
    for text in ("[12:01] 张伟 来了\n[12:02] 王芳 走了\n", "{张伟} 住在北京\n", "[注] 无\n"):
        path = tmp_path / "x.json"
        path.write_text(text, encoding="utf-8")
        assert sniff(source_of(path))[0].name != "json@3"


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


def scalars_in(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in scalars_in(item)]
    if isinstance(value, list):
        return [text for item in value for text in scalars_in(item)]
    if isinstance(value, float):
        return []
    return [text] if (text := scalar_text(value)).strip() else []


@given(st.lists(values, max_size=5) | st.dictionaries(st.text(max_size=5), values, max_size=5))
def test_no_value_is_lost(tmp_path_factory: pytest.TempPathFactory, document: Any) -> None:
    path = tmp_path_factory.mktemp("json") / "x.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    if sniff(source_of(path))[0].name != "json@3":
        return
    _, tables, unread = read(path)
    assert unread == []
    text = "\n".join(cell for rows in tables.values() for _, cells in rows for cell in cells)
    for scalar in scalars_in(document):
        assert scalar.encode("utf-16", "surrogatepass").decode("utf-16", "replace") in text


def test_all_text_takes_any_depth() -> None:
    deep: Any = "深"
    for _ in range(50_000):
        deep = [deep]
    assert all_text({"a": deep, "b": None, "c": [1, {"d": False}]}) == "a: 深 c: 1 d: false"


def test_jsonl_rows_are_lines(tmp_path: Path) -> None:
    lines = [
        '{"姓名":"张伟","手机":13800000000,"址":{"市":"北京"}}',
        "",
        '{"姓名":"王芳", broken',
        '{"姓名":"李娜","订单":[{"id":1},{"id":2}],"证":110101199003071234567890,"x":NaN}',
        "[1,2]",
        "null",
    ]
    path = tmp_path / "x.csv"
    path.write_text("\n".join(lines), encoding="gb18030")
    name, tables, unread = read(path)
    assert name == "jsonl@2"
    header = ["姓名", "手机", "址.市", "订单[0].id", "订单[1].id", "证", "x"]
    assert tables == {
        "": [
            (0, header),
            (1, ["张伟", "13800000000", "北京"]),
            (4, ["李娜", "", "", "1", "2", "110101199003071234567890", "NaN"]),
            (5, ["", "", "", "", "", "", "", "1", "2"]),
        ]
    }
    assert [(entry.where, entry.rows) for entry in unread] == [("row 3", 1)]


def test_jsonl_learns_keys_from_every_line(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(
        "".join(json.dumps({"a": n}) + "\n" for n in range(3000)) + '{"late":[{"k":"v"}]}\n', encoding="utf-8"
    )
    rows = read(path)[1][""]
    assert rows[0] == (0, ["a", "late[0].k"])
    assert rows[-1] == (3001, ["", "v"])


def test_jsonl_learns_a_key_that_first_holds_an_empty_list(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"a":[],"b":"1"}\n{"a":"x","b":"2"}\n', encoding="utf-8")
    assert read(path)[1] == {"": [(0, ["b", "a"]), (1, ["1"]), (2, ["2", "x"])]}


def test_a_fraction_is_the_same_whatever_stands_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    lines = ('{"a":12.50,"b":1}', '{"a":12.50,"b":123456789012345678901}', '{"a":-0.0,"b":123456789012345678901}')
    path.write_text("\n".join(lines), encoding="utf-8")
    assert read(path)[1][""][1:] == [
        (1, ["12.5", "1"]),
        (2, ["12.5", "123456789012345678901"]),
        (3, ["0", "123456789012345678901"]),
    ]
