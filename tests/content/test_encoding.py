"""The encodings of Chinese text, told from bytes alone."""

from __future__ import annotations

import io

import pytest

from tiao.content.encoding import Utf8Blocks, decode_blocks, detect, detect_stream

TEXT = "姓名,手机\n张伟,13800000000\n王芳,13900000000\n"
TRADITIONAL = "姓名,電話\n陳大文,住在臺北市中山區的國際學校\n會員資料與個人資訊應該受到法律保護\n"


@pytest.mark.parametrize(
    ("data", "name", "mark"),
    [
        (TEXT.encode(), "utf-8", 0),
        (TEXT.encode("utf-8-sig"), "utf-8", 3),
        (TEXT.encode("gbk"), "gb18030", 0),
        ((TEXT + "㐂𠀀").encode("gb18030"), "gb18030", 0),
        (TEXT.encode("utf-16-le"), "utf-16-le", 0),
        (TEXT.encode("utf-16-be"), "utf-16-be", 0),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16-le", 2),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be", 2),
        (TRADITIONAL.encode("big5"), "big5hkscs", 0),
        (TRADITIONAL.encode("gbk"), "gb18030", 0),
        (b"a,b\n1,2\n", "utf-8", 0),
        (b"", "utf-8", 0),
    ],
)
def test_detect(data: bytes, name: str, mark: int) -> None:
    told = detect(data)
    assert (told.name, told.mark, told.errors) == (name, mark, 0)
    assert told.reason


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5"])
def test_a_sample_may_end_within_a_character(encoding: str) -> None:
    data = ((TRADITIONAL if encoding == "big5" else TEXT) * 3 + "張").encode(encoding)[:-1]
    assert detect(data).name.startswith(encoding)
    assert detect(data).errors == 0


def test_a_few_damaged_bytes_leave_utf8_what_it_is() -> None:
    data = bytearray((TEXT * 20).encode())
    data[40] = 0xFF
    told = detect(bytes(data))
    assert told.name == "utf-8"
    assert 1 <= told.errors <= 3


def test_ascii_at_the_start_does_not_decide() -> None:
    data = b"13800000000\n" * 100_000 + TEXT.encode("gb18030")
    assert detect(data[: 1 << 20]).name == "utf-8"
    assert detect_stream(io.BytesIO(data)).name == "gb18030"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("block", [1, 2, 3, 5, 64])
def test_blocks_cut_no_character(encoding: str, block: int) -> None:
    text = TEXT + "𠀀㐂张é"
    blocks = list(Utf8Blocks(io.BytesIO(text.encode(encoding)), detect(text.encode(encoding)), block))
    assert b"".join(blocks).decode() == text
    for part in blocks:
        part.decode("utf-8")


def test_what_does_not_decode_is_counted() -> None:
    data = TEXT.encode("gb18030") * 10 + "张".encode("gb18030")[:1]
    blocks = decode_blocks(io.BytesIO(data), detect(data))
    assert b"".join(blocks).decode() == TEXT * 10 + "\ufffd"
    assert blocks.undecodable == 1
    bad = TEXT.encode() * 10 + b"\xff\xfe" + TEXT.encode()
    blocks = decode_blocks(io.BytesIO(bad), detect(bad))
    assert b"".join(blocks).decode() == TEXT * 10 + "\ufffd\ufffd" + TEXT
    assert blocks.undecodable == 2


def test_a_line_end_is_never_part_of_a_damaged_character() -> None:
    data = TEXT.encode("gb18030") + b"\x81\n\x81\x30\n" + TEXT.encode("gb18030")
    assert b"".join(decode_blocks(io.BytesIO(data), detect(data))).count(b"\n") == 8
