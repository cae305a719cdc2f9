"""Masks: what may be shown of a value, to the character. All values are made up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiao.evidence.mask import mask, mask_numbers, mask_path

KINDS = [
    "resident_id", "passport", "mobile", "foreign_phone", "bank_card", "wechat", "qq", "email", "plate", "account",
    "landline", "name", "address", "position", "message", "password", "unknown kind",
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("resident_id", "110101199003071234", "110***********1234"),
        ("resident_id", "110101900307123", "110********7123"),
        ("mobile", "13812345678", "138****5678"),
        ("mobile", "1381234", "1******"),
        ("bank_card", "6222021234567890123", "622202*********0123"),
        ("email", "zhangsan@example.com", "z***@e***.com"),
        ("email", "a@b.cn", "***@b***.cn"),
        ("email", "no address", "no********"),
        ("name", "张三", "张*"),
        ("name", "张三丰", "张**"),
        ("name", "欧阳修", "欧阳*"),
        ("name", "欧阳", "欧*"),
        ("name", "张", "*"),
        ("name", "", ""),
        ("address", "浙江省宁波市海曙区中山路1号", "浙江省宁波市***"),
        ("address", "宁波市", "宁***"),
        ("address", "No. 5", "N***"),
        ("address", "北京市朝阳区建国路1号", "北京市***"),
        ("address", "内蒙古自治区呼和浩特市新城区1号", "内蒙古自治区呼和***"),
        ("address", "海曙区中山路1号院内", "海***"),
        ("address", "姓名:张三丰 住址:浙江省宁波市", "姓***"),
        ("address", "慕容镇岳 浙江省宁波市海曙区1号", "慕***"),
        ("password", "x", "******"),
        ("password", "", "******"),
        ("qq", "12345678", "12******"),
        ("passport", "E12345678", "E1*******"),
        ("message", "明天下午三点在老地方见", "明天*********"),
        ("landline", "010", "***"),
    ],
)
def test_a_value_as_it_may_be_shown(kind: str, value: str, shown: str) -> None:
    assert mask(kind, value) == shown


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("客户名单.csv", "客户名单.csv"),
        ("第3批车主数据(新).xlsx", "第3批车主数据(新).xlsx"),
        ("张三13812345678.xlsx", "张*138********.xlsx"),
        ("王小明/聊天记录 2024-01-31.txt", "王**/聊天记录 2024-01-31.txt"),
        ("张三客户名单.csv", "张*****.csv"),
        ("zhang@qq.com/京A12345.txt", "z***@q***.com/京A*****.txt"),
        ("138-0013-8000.tar.gz", "138**********.tar.gz"),
        ("１３８１２３４５６７８.csv", "１３８********.csv"),
        ("data.13800138000", "data.138********"),
        ("E12345678.json", "E12******.json"),
        ("a1b2c3d4e5f6", "a1b*********"),
        ("part-00001.parquet", "part-00001.parquet"),
        ("张三.A1234567", "张*.A12*****"),
        ("李库.db", "李*.db"),
        (".bashrc", ".bashrc"),
        ("a\x1b[31m\n\udc80\u202e.csv", "a\ufffd[31m\ufffd\ufffd\ufffd.csv"),
        ("", ""),
    ],
)
def test_a_name_as_it_may_be_shown(path: str, shown: str) -> None:
    assert mask_path(path) == shown


@settings(deadline=None)
@given(st.sampled_from(KINDS), st.text(max_size=60))
def test_a_mask_never_raises_and_never_shows_all(kind: str, value: str) -> None:
    shown = mask(kind, value)
    assert shown == mask(kind, value)
    if value.strip("*"):
        assert shown != value
    if kind in ("qq", "unknown kind", "position", "message"):
        assert shown.rstrip("*") == value[: min(len(value) // 4, 4)].rstrip("*")


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=[])))
def test_a_shown_path_can_be_printed_anywhere(path: str) -> None:
    shown = mask_path(path)
    assert shown.isprintable()
    assert shown.encode("utf-8").decode("utf-8") == shown
    assert mask_numbers(path) == mask_numbers(path)


@settings(deadline=None)
@given(
    st.text("王伟芳娜张三", max_size=3),
    st.from_regex("1[3-9][0-9]{9}", fullmatch=True),
    st.text("-_. 客户名单", max_size=4),
)
def test_no_mobile_survives_in_a_name(name: str, mobile: str, between: str) -> None:
    shown = mask_path(f"{between}{name}{between}{mobile}{between}.csv")
    assert mobile not in shown
    assert mobile[3:] not in shown
