"""Compound files (OLE2), written sector by sector, and Outlook's messages in them."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any

Tree = Mapping[str, "bytes | Tree"]
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_CUTOFF = 4096


def compound(tree: Tree) -> bytes:
    """A compound file of these streams and storages."""
    sectors: list[bytes] = []
    follows: list[int] = []
    small = bytearray()
    small_follows: list[int] = []
    entries: list[list[Any]] = []

    def placed(data: bytes) -> int:
        if not data:
            return _END
        first = len(sectors)
        for at in range(0, len(data), 512):
            sectors.append(data[at : at + 512].ljust(512, b"\0"))
            follows.append(len(sectors))
        follows[-1] = _END
        return first

    def stream(data: bytes) -> int:
        if len(data) >= _CUTOFF:
            return placed(data)
        if not data:
            return _END
        first = len(small_follows)
        for at in range(0, len(data), 64):
            small.extend(data[at : at + 64].ljust(64, b"\0"))
            small_follows.append(len(small_follows) + 1)
        small_follows[-1] = _END
        return first

    def entry(name: str, kind: int) -> list[Any]:
        made = [name, kind, _FREE, _FREE, 0, 0]
        entries.append(made)
        return made

    def walk(tree: Tree, parent: list[Any]) -> None:
        before: list[Any] | None = None
        for name, content in tree.items():
            number = len(entries)
            own = entry(name, 2 if isinstance(content, bytes) else 1)
            if before is None:
                parent[3] = number
            else:
                before[2] = number
            before = own
            if isinstance(content, bytes):
                own[4], own[5] = stream(content), len(content)
            else:
                walk(content, own)

    root = entry("Root Entry", 5)
    walk(tree, root)
    root[4], root[5] = placed(bytes(small)), len(small)
    small_table = placed(struct.pack(f"<{len(small_follows)}I", *small_follows)) if small_follows else _END
    directory = b""
    for name, kind, right, child, start, size in entries:
        raw = (name + "\0").encode("utf-16-le")
        directory += raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, _FREE, right, child)
        directory += bytes(36) + struct.pack("<IQ", start, size)
    first_directory = placed(directory + bytes(-len(directory) % 512))
    count = 1
    while count * 128 < len(sectors) + count:
        count += 1
    tables = list(range(len(sectors), len(sectors) + count))
    follows += [_TABLE] * count
    follows += [_FREE] * (count * 128 - len(follows))
    sectors += [struct.pack("<128I", *follows[at * 128 : at * 128 + 128]) for at in range(count)]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack(
        "<IIIIIIIII", 0, count, first_directory, 0, _CUTOFF, small_table, 1 if small_follows else 0, _END, 0
    )
    head += struct.pack("<109I", *tables, *[_FREE] * (109 - count))
    return head + b"".join(sectors)


def message(
    text: str = "",
    page: bytes = b"",
    files: Mapping[str, bytes | Tree] | None = None,
    wide: bool = True,
    numbers: Sequence[tuple[int, int]] = (),
    rich: bytes = b"",
    inner: bool = False,
) -> Tree:
    """What stands in a message (msg); ``compound`` makes it a file.

    Args:
        files: what is attached; a tree is a message. numbers: properties that are numbers. inner: it is attached.
    """

    def words(name: str, value: str) -> dict[str, bytes]:
        return {f"__substg1.0_{name}{'001F' if wide else '001E'}": value.encode("utf-16-le" if wide else "gb18030")}

    tree: dict[str, bytes | Tree] = {
        **words("0037", "客户"),
        **words("0C1A", "张三"),
        **words("5D01", "zhang@example.com"),
    }
    if text:
        tree |= words("1000", text)
    if page:
        tree["__substg1.0_10130102"] = page
    if rich:
        tree["__substg1.0_10090102"] = rich
    properties = bytes(24 if inner else 32)
    for name, value in [(0x0039, 132354432000000000), *numbers]:
        properties += struct.pack("<HHIQ", 0x40, name, 6, value)
    tree["__properties_version1.0"] = properties
    for number, (name, content) in enumerate((files or {}).items()):
        kind = "0102" if isinstance(content, bytes) else "000D"
        tree[f"__attach_version1.0_#{number:08X}"] = {**words("3707", name), f"__substg1.0_3701{kind}": content}
    return tree


def old_word(text: str, wide: bool = True, cut: int = 0, locked: bool = False) -> bytes:
    """A document of Word 97: its text in two pieces, paragraphs ended by CR and cells by BEL.

    Args:
        wide: the second piece in two bytes for each character; else in one.
        cut: characters of the first piece.
    """
    first, second = text[:cut], text[cut:]
    head = 1024
    body = first.encode("utf-16-le")
    pieces = struct.pack("<III", 0, len(first), len(text))
    pieces += struct.pack("<HIH", 0, head, 0)
    if wide:
        pieces += struct.pack("<HIH", 0, head + len(body), 0)
        body += second.encode("utf-16-le")
    else:
        pieces += struct.pack("<HIH", 0, 0x40000000 | (head + len(body)) * 2, 0)
        body += second.encode("cp1252")
    # A change of format stands before the pieces, as where a document was saved quickly.
    table = b"junk" + b"\1\3\0abc" + b"\2" + struct.pack("<I", len(pieces)) + pieces
    main = bytearray(head)
    struct.pack_into("<HH6xH", main, 0, 0xA5EC, 0x00C1, 0x0200 | (0x0100 if locked else 0))
    struct.pack_into("<II", main, 0x01A2, 4, len(table) - 4)
    return compound({"WordDocument": bytes(main) + body, "1Table": table})
