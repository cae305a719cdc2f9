"""A column that a reader names is told by its comment first, then by its name, then by its last key."""

from __future__ import annotations

import pytest

from tiao.content.reader import pack
from tiao.findings.fields import layout


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("f1(姓名)", "name"),
        ("id(身份证号)", "resident_id"),
        ("mobile(联络用的)", "mobile"),
        ("mobile", "mobile"),
        ("f1", "open"),
        ("f1()", "open"),
        ("track.lat", "position"),
        ("points[0].lng", "position"),
        ("_source.account.balance", "balance"),
        ("资料.家庭住址", "address"),
        ("user.phone", "mobile"),
        ("a.b(备注.身份证号)", "resident_id"),
        # Of what it is the name or the number is said before it.
        ("book.name", "open"),
        ("lot.number", "open"),
        ("log.time", "open"),
        ("lat.x", "open"),
        # The whole name says something.
        ("ip.address", "ip"),
        ("order.time", "payment"),
        ("balance.no", "open"),
    ],
)
def test_comment_then_name(name: str, role: str) -> None:
    fields = layout(pack([(-1, [name, "x"]), (0, ["?", "?"])], 1), 2026)
    assert fields.columns[0].role_name == role


def test_a_header_that_stands_in_the_file_is_read_without_its_brackets() -> None:
    fields = layout(pack([(0, ["f1(姓名)", "mobile(姓名)"]), (1, ["?", "?"])], 2), 2026)
    assert [column.role_name for column in fields.columns] == ["open", "mobile"]
