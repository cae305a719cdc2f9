"""Parquet, Feather and Arrow streams: what stands in each cell; what is damaged is named and the rest is read."""

from __future__ import annotations

import datetime
import decimal
import io
import itertools
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest

from content.database_files import arrow_stream_bytes, feather_bytes, parquet_bytes
from content.reading import read, source_of
from tiao.content.readers import arrow_ipc
from tiao.content.sniff import sniff
from tiao.errors import Unreadable
from tiao.model import Unread

HEADER = ["姓名", "手机"]
PEOPLE = [["张伟", f"138{number:08}"] for number in range(1_000)]
WRITERS = {"parquet@1": parquet_bytes, "arrow@1": feather_bytes, "arrow@1 ": arrow_stream_bytes}


def written(tmp_path: Path, data: bytes, name: str = "list.csv") -> Path:
    (tmp_path / name).write_bytes(data)
    return tmp_path / name


def both(tmp_path: Path, table: pa.Table) -> Any:
    """The rows of a table, which Parquet and Feather must give alike; and what was said."""
    pq.write_table(table, tmp_path / "a.parquet")
    feather.write_feather(table, tmp_path / "a.feather")
    one, other = read(tmp_path / "a.parquet"), read(tmp_path / "a.feather")
    assert one[1:] == other[1:]
    return one[1][""], one[2]


@pytest.mark.parametrize("name", WRITERS)
def test_every_row_in_its_place(tmp_path: Path, name: str) -> None:
    reader, tables, unread = read(written(tmp_path, WRITERS[name](HEADER, PEOPLE)))
    assert reader == name.strip()
    assert tables == {"": [(0, HEADER), *enumerate(PEOPLE, 1)]}
    assert unread == []


def test_values_of_every_type(tmp_path: Path) -> None:
    moment = datetime.datetime(2020, 6, 1, 12, 0, 0)
    table = pa.table(
        {
            "text": ["甲", None],
            "whole": pa.array([13812345678, -1], pa.int64()),
            "real": [13812345678.0, 1.5],
            "short": pa.array([0.1, None], pa.float32()),
            "truth": [True, False],
            "money": pa.array([decimal.Decimal("12.50"), decimal.Decimal("7.00")], pa.decimal128(10, 2)),
            "day": [datetime.date(2020, 6, 1), None],
            "moment": pa.array([moment, moment.replace(microsecond=250_000)], pa.timestamp("us")),
            "zone": pa.array([moment, None], pa.timestamp("ms", "Asia/Shanghai")),
            "word": pa.array(["乙", "乙"]).dictionary_encode(),
            "none": pa.nulls(2),
        }
    )
    rows, unread = both(tmp_path, table)
    assert rows == [
        (0, table.column_names),
        (1, ["甲", "13812345678", "13812345678", "0.10000000149011612", "true", "12.50", "2020-06-01",
             "2020-06-01 12:00:00", "2020-06-01 12:00:00Z", "乙", ""]),
        (2, ["", "-1", "1.5", "", "false", "7", "", "2020-06-01 12:00:00.250000", "", "乙", ""]),
    ]  # fmt: skip
    assert unread == []


def test_nested_columns_become_columns_or_one_cell(tmp_path: Path) -> None:
    table = pa.table(
        {
            "客户": [{"姓名": "张伟", "住": {"市": "北京", "号": 1}}, None],
            "手机": [["13800000001", "13800000002"], []],
            "订单": [[{"号": 1, "物": "书"}, {"号": 2, "物": None}], None],
            "标": pa.array([[("a", 1)], [("b", None)]], pa.map_(pa.string(), pa.int64())),
        }
    )
    assert both(tmp_path, table) == (
        [
            (0, ["客户.姓名", "客户.住.市", "客户.住.号", "手机", "订单", "标"]),
            (1, ["张伟", "北京", "1", "13800000001 13800000002", "号: 1 物: 书 号: 2", "a: 1"]),
        ],
        [],
    )


def test_bytes_are_text_or_passed_over_and_counted(tmp_path: Path) -> None:
    table = pa.table({"n": ["a", "b", "c"], "b": ["张伟".encode(), "张伟".encode("gbk"), b"\xff\xd8\xff\0"]})
    rows, unread = both(tmp_path, table)
    assert [cells for _, cells in rows[1:]] == [["a", "张伟"], ["b", "张伟"], ["c", ""]]
    assert [entry.what for entry in unread] == [
        "1 values in columns 2 are no text (pictures, packed data) and were passed over."
    ]


def test_blank_rows_count_and_stay_out(tmp_path: Path) -> None:
    rows, _ = both(tmp_path, pa.table({"a": ["x", "　 ", None, "y"], "b": [None, "", "\u00a0", None]}))
    assert rows == [(0, ["a", "b"]), (1, ["x", ""]), (4, ["y", ""])]


@pytest.mark.parametrize("name", WRITERS)
def test_a_table_without_rows_is_still_on_record(tmp_path: Path, name: str) -> None:
    data = io.BytesIO()
    schema = pa.schema([("姓名", pa.string())])
    if name.startswith("parquet"):
        pq.write_table(schema.empty_table(), data)
    elif name.endswith("1"):
        feather.write_feather(schema.empty_table(), data)
    else:
        pa.ipc.new_stream(data, schema).close()
    path = written(tmp_path, data.getvalue())
    (part,) = sniff(source_of(path))[0].tables(source_of(path))
    assert not isinstance(part, Unread)


def test_a_damaged_row_group_takes_its_own_rows_only(tmp_path: Path) -> None:
    data = bytearray(parquet_bytes(HEADER, PEOPLE, group=100))
    group = pq.ParquetFile(io.BytesIO(bytes(data))).metadata.row_group(3)
    first = group.column(1)
    begin = first.dictionary_page_offset or first.data_page_offset
    data[begin : begin + 30] = b"\xff" * 30
    _, tables, unread = read(written(tmp_path, bytes(data)))
    rows = tables[""][1:]
    assert rows == [*enumerate(PEOPLE, 1)][:300] + [*enumerate(PEOPLE, 1)][400:]
    assert [(entry.where, entry.rows) for entry in unread] == [("rows 301 to 400", 100)]


def test_a_parquet_file_cut_short_is_named(tmp_path: Path) -> None:
    data = parquet_bytes(HEADER, PEOPLE)
    path = written(tmp_path, data[: len(data) // 2])
    with pytest.raises(Unreadable, match="cut short"):
        sniff(source_of(path))
    path.write_bytes(data[:-12] + b"\xff" * 4 + data[-8:])
    with pytest.raises(Unreadable, match="its directory"):
        list(sniff(source_of(path))[0].tables(source_of(path)))
    path.write_bytes(data[:-4] + b"PARE")
    with pytest.raises(Unreadable, match="encrypted"):
        list(sniff(source_of(path))[0].tables(source_of(path)))


def test_a_stream_cut_short_is_read_up_to_there(tmp_path: Path) -> None:
    data = arrow_stream_bytes(HEADER, PEOPLE)
    _, tables, unread = read(written(tmp_path, data[: len(data) * 6 // 10]))
    assert tables[""][1:] == [*enumerate(PEOPLE, 1)][: len(tables[""]) - 1]
    assert len(tables[""]) == 501 or len(tables[""]) == 601
    assert [entry.where for entry in unread] == [f"after row {len(tables['']) - 1}"]


def test_offsets_that_point_elsewhere_are_not_followed(tmp_path: Path) -> None:
    """Uncompressed Arrow files are mapped as they stand: an offset of a damaged file would read other memory."""
    data = bytearray(feather_bytes(HEADER, PEOPLE, "uncompressed", 100))
    offsets = pa.array([row[1] for row in PEOPLE[:100]]).buffers()[1].to_pybytes()[:404]
    begin = data.index(offsets)
    data[begin + 40 : begin + 44] = (1 << 30).to_bytes(4, "little")
    _, tables, unread = read(written(tmp_path, bytes(data)))
    assert len(tables[""]) - 1 == 900
    assert [entry.where for entry in unread] == ["after row 0"]


def test_large_batches_are_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrow_ipc, "CHUNK_ROWS", 64)
    _, tables, _ = read(written(tmp_path, feather_bytes(HEADER, PEOPLE, chunk=1_000)))
    assert tables[""][1:] == [*enumerate(PEOPLE, 1)]


def test_nothing_is_shared_between_cells(tmp_path: Path) -> None:
    """Cells are changed in place by what reads them: equal values of a dictionary must stand apart."""
    path = written(tmp_path, b"")
    pq.write_table(pa.table({"n": ["１３８"] * 5}), path)
    source = source_of(path)
    for part in sniff(source)[0].tables(source):
        assert not isinstance(part, Unread)
        batch = next(part.chunks()).batch()
        places = sorted(zip(batch.starts.tolist(), batch.ends.tolist(), strict=True))
        assert all(end <= begin for (_, end), (begin, _) in itertools.pairwise(places))
