"""Plain JSON in machine code: the same rows as the long way gives, which asks orjson and Python's own parser."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from content.reading import source_of
from tiao.content.json import plain as json_plain
from tiao.content.json.plain import plain_lines
from tiao.content.json.rows import Columns
from tiao.content.lines import LineBlock
from tiao.content.readers import json_, jsonl
from tiao.content.readers.json_ import Json, ListTable, ObjectsChunk
from tiao.content.readers.jsonl import LinesTable
from tiao.model import Unread

Told = tuple[list[tuple[int, list[str]]], int, int, list[str]]
NAMES = ("姓名", "mobile", "a", "b", "a.b", "a.b.c", "", "é", "x" * 70, 'q"t', "t\\u")
WORDS = (
    "张伟",
    "13812345678",
    "",
    " ",
    "\u3000",
    "𠮷",
    "a b",
    'say "x"',
    "back\\slash",
    "tab\t",
    "\u00a0",
    "/",
    "\x7f",
    "长" * 40,
)
NUMBERS = (
    "0", "-0", "7", "-12", "13812345678", "123456789012345678", "1234567890123456789", "-9223372036854775808",
    "18446744073709551615", "18446744073709551616", "123456789012345678901234", "1.5", "1.50", "0.1", "-0.25", "0.0001",
    "0.00012", "0.00001", "0.0", "12.0", "116.397128", "39.9087654321098", "0.1234567890123456", "1e5", "1E-7", "2.5e3",
    "12.50", "-0.0", "0.00010", "100.000", "0.000", "99999999999999.10",
    "007", "1.", ".5", "-", "+1", "1_0", "NaN", "Infinity", "99999999999999.5", "123456789.123456",
)  # fmt: skip


def told(path: Path) -> list[Told]:
    chunks = [chunk.batch() for chunk in LinesTable(source_of(path)).chunks()]
    return [
        (
            [(int(row), batch.texts(at)) for at, row in enumerate(batch.rows)],
            batch.height,
            batch.blank,
            [entry.where for entry in batch.unread],
        )
        for batch in chunks
    ]


def both(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[list[Told], list[Told]]:
    quick = told(path)
    with monkeypatch.context() as patch:
        patch.setattr(json_plain, "plain_lines", lambda *_: None)
        return quick, told(path)


def tables_told(path: Path) -> list[Any]:
    """Every table with its rows by their numbers, however it is cut into chunks; and what is unread."""
    out: list[Any] = []
    for table in Json().tables(source_of(path)):
        if isinstance(table, Unread):
            out.append((table.where, table.what))
            continue
        rows, unread, height, blank = [], [], 0, 0
        for chunk in table.chunks():
            batch = chunk.batch()
            rows += [(int(row) + height, batch.texts(at)) for at, row in enumerate(batch.rows)]
            unread += [(entry.where, entry.what) for entry in batch.unread]
            height += batch.height
            blank += batch.blank
        out.append((table.name, rows, unread, height, blank))
    return out


def _string(chance: random.Random, text: str) -> str:
    return json.dumps(text, ensure_ascii=chance.random() < 0.5)


def _value(chance: random.Random, depth: int = 0) -> str:
    sort = chance.randrange(12)
    if sort < 5:
        return _string(chance, chance.choice(WORDS))
    if sort < 7:
        return chance.choice(NUMBERS)
    if sort < 8:
        return chance.choice(
            ("true", "false", "null", "nul", "True", "tru", '"\\ud842\\udfb7"', '"\\ud842"', '"\\u00"', '"\\x"')
        )
    if sort < 10 and depth < 4:
        gap = chance.choice(("", " "))
        return (
            f"[{gap}" + f"{gap},{gap}".join(_value(chance, depth + 1) for _ in range(chance.randrange(4))) + f"{gap}]"
        )
    return _object(chance, depth + 1) if depth < 18 else "{}"


def _object(chance: random.Random, depth: int = 0) -> str:
    gap = chance.choice(("", " ", "\t"))
    names = [chance.choice(NAMES) for _ in range(chance.randrange(5))]
    said = [f"{_string(chance, name)}{gap}:{gap}{_value(chance, depth)}" for name in names]
    while chance.random() < 0.2:
        # Mostly without a column, for it is mostly an empty list.
        said.append(f'"空":{chance.choice(("[]", "[ ]", "[]", "[]", "{}", "[{}]", "[,]", "["))}')
    return f"{{{gap}" + f"{gap},{gap}".join(said) + f"{gap}}}"


def _line(chance: random.Random) -> str:
    sort = chance.randrange(30)
    if sort == 0:
        return chance.choice(("", "  ", "\x0b", "\t", "{", "}", "[]", "[1,2]", '"x"', "1", "null", "{}", "{ }"))
    line = _object(chance)
    if sort == 1:
        at = chance.randrange(len(line) + 1)
        return line[:at] + chance.choice(("", ",", '"', "\\", "\x01", "}", "{", " ")) + line[at + 1 :]
    return line + chance.choice(("", "", "", " ", ","[: sort == 2]))


@pytest.mark.parametrize("seed", range(40))
def test_any_lines(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    monkeypatch.setattr(jsonl, "WORTH_ANOTHER_LOOK", seed % 5)
    end = chance.choice(("\n", "\n", "\n", "\r\n", "\r"))
    lines = [_line(chance) for _ in range(300)]
    path = tmp_path / "x.jsonl"
    path.write_bytes((end.join(lines) + chance.choice(("", end, " "))).encode("utf-8", "surrogatepass"))
    quick, slow = both(path, monkeypatch)
    assert quick == slow


def test_one_value_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = [*NUMBERS, *(f"[{number},{number}]" for number in NUMBERS), *(f"-{number}" for number in NUMBERS)]
    path = tmp_path / "x.jsonl"
    path.write_text("".join(f'{{"姓名":"张伟","a":{number}}}\n' for number in said), encoding="utf-8")
    quick, slow = both(path, monkeypatch)
    assert quick == slow


@pytest.mark.parametrize("depth", [1, 12, 13, 14, 15, 16, 17, 40])
def test_objects_within_objects(depth: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(('{"k":' * depth + '"v"' + "}" * depth + "\n") * 3, encoding="utf-8")
    quick, slow = both(path, monkeypatch)
    assert quick == slow
    assert [cells[-1][-1] for cells in quick[0][0][1:]] == (["v"] * 3 if depth < 17 else [quick[0][0][1][1][-1]] * 3)


def test_what_is_plain_goes_the_short_way_and_means_what_it_says() -> None:
    people: list[dict[str, Any]] = [
        {"_id": {"$oid": f"{n:024x}"}, "姓名": "张\n伟" if n % 7 else "𠮷野", "手机": 13800000000 + n,
         "度": n / 8 + 0.5, "空": None, "好": n % 2 == 0,
         "标签": ["a", n, None, "", "乙"], "址": {"市": "北京", "号": {"门": str(n)}}}
        for n in range(500)
    ]  # fmt: skip
    columns = Columns()
    columns.learn(["_id.$oid", "姓名", "手机", "度", "空", "好", "标签", "址.市", "址.号.门"])
    block = "".join(json.dumps(one, ensure_ascii=n % 2 == 0) + "\n" for n, one in enumerate(people)).encode()
    found = plain_lines(block, columns)
    assert found is not None
    assert found.away.tolist() == []
    rows = {int(row): found.batch.texts(at) for at, row in enumerate(found.batch.rows)}
    assert len(rows) == 500
    for n, cells in rows.items():
        one = people[n]
        assert cells == [
            f"{n:024x}", one["姓名"], str(one["手机"]), f"{one['度']:g}", "", "true" if one["好"] else "false",
            f"a {n} 乙", "北京", str(n),
        ]  # fmt: skip


def test_half_a_character_is_no_question_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"\\ud842":"1","?":"2"}\n{"?":"3"}\n{"a":"4","?":"5"}\n', encoding="utf-8")
    quick, slow = both(path, monkeypatch)
    assert quick == slow
    assert [cells for _, cells in quick[0][0][1:]] == [["1", "2"], ["", "3"], ["", "5", "4"]]


def test_a_line_in_pieces_goes_the_long_way() -> None:
    columns = Columns()
    columns.learn(["a"])
    plain, away = jsonl._divided(LineBlock(b'{"a":1}\n{"a":', cut=True), columns)
    assert plain is None
    assert [line for _, line in away] == [b'{"a":1}', b'{"a":']


def _element(chance: random.Random) -> str:
    sort = chance.randrange(60)
    if sort == 0:
        return chance.choice(("1", '"x"', "null", "[]", "[1,[2]]", "{}", "{ }", '{"a":}', "{]", '{"a":1}\n{"a":2}'))
    line = _object(chance)
    if sort < 6:
        lists = (f"[{_object(chance)},{_object(chance)}]", "[{}]", f'[1,{{"b":[{_object(chance)}]}}]')
        inner = f'"{chance.choice("ab")}":{chance.choice(lists)}'
        return "{" + inner + ("," if line.strip("{ \t}") else "") + line[1:]
    return line


@pytest.mark.parametrize("seed", range(40))
def test_any_document(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    monkeypatch.setattr(json_, "WORTH_ANOTHER_LOOK", seed % 5)
    monkeypatch.setattr(json_, "_LOOKS_APART", seed % 3)
    monkeypatch.setattr(json_, "FEW", seed % 7)
    gap = chance.choice((",", ", ", "\n,\t", ",\r\n    "))
    lists = ["[" + gap.join(_element(chance) for _ in range(chance.choice((2, 300)))) + "]" for _ in range(3)]
    text = chance.choice(lists) if seed % 2 else f'{{"n":1,"a":{lists[0]},"b":{{"c":{lists[1]}}},"d":{lists[2]}}}'
    if seed % 8 == 7:
        at = chance.randrange(len(text))
        text = text[:at] + chance.choice(("", "}", "]", '"', "\\")) + text[at + chance.randrange(3) :]
    path = tmp_path / "x.json"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    quick = tables_told(path)
    monkeypatch.setattr(json_, "FEW", 1 << 30)
    assert quick == tables_told(path)


def test_elements_of_a_list_come_in_large_pieces_whatever_stands_around_them(tmp_path: Path) -> None:
    people = [{"姓名": "张伟", "手机": str(13800000000 + n), "备注": "x" * 200} for n in range(40_000)]
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"n": 1, "data": people, "end": [1, 2]}, indent=1, ensure_ascii=False), encoding="utf-8")
    assert path.stat().st_size > 2 * 4 << 20
    table = next(iter(Json().tables(source_of(path))))
    assert isinstance(table, ListTable)
    chunks = list(table.chunks())
    assert [type(chunk) for chunk in chunks] == [ObjectsChunk] * 3
    batches = [chunk.batch() for chunk in chunks]
    assert sum(batch.height for batch in batches) == 40_000
    cells = [batch.texts(at) for batch in batches for at in range(len(batch))]
    assert cells == [["姓名", "手机", "备注"], *([one["姓名"], one["手机"], one["备注"]] for one in people)]


def test_lists_that_are_always_empty_do_not_send_their_rows_the_long_way() -> None:
    columns = Columns()
    columns.learn(["a", "b.c"])
    block = b'{"a":"1","list":[],"b":{"list":[ ],"c":2}}\n' * 3 + b'{"list":[],"list":{"x":1}}\n{"list":{},"list":[]}\n'
    found = plain_lines(block, columns)
    assert found is not None
    assert [found.batch.texts(at) for at in range(3)] == [["1", "2"]] * 3
    assert found.away[:, 0].tolist() == [3, 4]


def test_a_plain_element_does_not_go_the_long_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps([{"a": [1, 2], "b": {"c": n}} for n in range(500)], indent=2), encoding="utf-8")
    table = next(iter(Json().tables(source_of(path))))
    monkeypatch.setattr(json_, "flatten", None)
    assert isinstance(table, ListTable)
    (chunk,) = table.chunks()
    assert chunk.batch().texts(500) == ["1 2", "499"]
