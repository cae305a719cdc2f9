"""Names of files in archives: by validity, and by what the other names of the archive speak for."""

from __future__ import annotations

import pytest

from tiao.content.archives.names import decoded


@pytest.mark.parametrize(
    ("names", "encoding"),
    [
        (["客户/名单.xlsx", "readme.txt"], "utf-8"),
        (["客户/名单.xlsx", "readme.txt"], "gb18030"),
        (["一.csv"], "gb18030"),
        (["联通.txt"], "gb18030"),
        (["一.csv", "𠀀.txt"], "gb18030"),
        (["документы.csv"], "utf-8"),
        (["客戶名單一覽.csv"], "utf-8"),
        (["plain.csv"], "ascii"),
    ],
)
def test_names_come_back(names: list[str], encoding: str) -> None:
    assert decoded([name.encode(encoding) for name in names]) == names


def test_every_sequence_of_bytes_is_some_name() -> None:
    assert len(decoded([bytes(range(1, 256)), b"\xff\xfe\xff"])) == 2
    assert decoded([b"a\\b\\c.csv"]) == ["a/b/c.csv"]
