"""核验 Check: are these the files, and is this the log, that the case signed? Needs Python 3.11 or newer, nothing else.

    python check.py [--checkpoint FILE] [--json]

Compares every file of this folder with the manifest, the log with its Merkle root (RFC 6962), its signed checkpoints
and its proofs, and ledger, runs, rules and SQL with what the log and the runs say of them. Ed25519 is verified by the
code below (RFC 8032), without any package. Exit code 0: all of it holds. 1: something differs, and is named. 2: the
check could not be done. ``recount.py`` does the same first and then counts.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

FORMAT = "tiao.recount-kit/1"
FIELD = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, -1, FIELD) % FIELD
DER = bytes.fromhex("302a300506032b6570032100")
Findings = list[dict[str, str]]
Point = tuple[int, int, int, int]


# --- what was found wrong -------------------------------------------------------------------------------------------


def differs(findings: Findings, kind: str, where: str, zh: str, en: str) -> None:
    """Puts a difference on the list."""
    findings.append({"kind": kind, "where": where, "zh": zh, "en": en})


# --- 1. the files against the manifest ------------------------------------------------------------------------------


def check_files(kit: Path, manifest: dict[str, Any], findings: Findings) -> dict[str, str]:
    """SHA-256 of every file of the kit, by path; what is changed, missing or added is named."""
    found: dict[str, str] = {}
    for entry in manifest["files"]:
        path = str(entry["path"])
        try:
            found[path] = sha256_of(kit / path)
        except OSError:
            differs(findings, "file", path, "文件缺失或无法读取。", "This file is missing or cannot be read.")
            continue
        if found[path] != entry["sha256"]:
            differs(findings, "file", path, "文件与清单不符。", "This file is not what the manifest says.")
    for folder in sorted({path.split("/")[0] for path in found if "/" in path}):
        for item in sorted((kit / folder).rglob("*")):
            name = item.relative_to(kit).as_posix()
            if item.is_file() and name not in found:
                differs(findings, "file", name, "清单上没有此文件。", "This file is not in the manifest.")
    return found


def sha256_of(path: Path) -> str:
    """SHA-256 of a file of any size, lower-case hex."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(4 << 20):
            digest.update(block)
    return digest.hexdigest()


# --- 2. the custody log: RFC 6962 Merkle tree, signed checkpoints ---------------------------------------------------


def leaf_hash(line: bytes) -> bytes:
    """The hash of an entry."""
    return hashlib.sha256(b"\x00" + line).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def roots_of(leaves: list[bytes]) -> list[bytes]:
    """The root after 0, 1, 2 ... leaves."""
    subtrees: list[bytes] = []
    roots = [hashlib.sha256(b"").digest()]
    for size, leaf in enumerate(leaves):
        while size & 1:
            leaf = node_hash(subtrees.pop(), leaf)
            size >>= 1
        subtrees.append(leaf)
        root = subtrees[-1]
        for subtree in reversed(subtrees[:-1]):
            root = node_hash(subtree, root)
        roots.append(root)
    return roots


def included(index: int, size: int, leaf: bytes, path: list[bytes], root: bytes) -> bool:
    """Whether the leaf stands at this place of the tree (RFC 9162 section 2.1.3.2)."""
    node, last = index, size - 1
    for sibling in path:
        if last == 0:
            return False
        if node & 1 or node == last:
            leaf = node_hash(sibling, leaf)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            leaf = node_hash(leaf, sibling)
        node, last = node >> 1, last >> 1
    return 0 <= index < size and last == 0 and leaf == root


def continues(old: int, new: int, old_root: bytes, new_root: bytes, path: list[bytes]) -> bool:
    """Whether the tree of ``old`` leaves, 1 or more, is a beginning of the other (RFC 9162 section 2.1.4.2)."""
    if old == new:
        return not path and old_root == new_root
    path = [old_root, *path] if old & (old - 1) == 0 else path
    if not path or not 0 < old < new:
        return False
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root


def open_checkpoint(note: str, public: bytes) -> tuple[int, bytes] | None:
    """Size and root that a signed checkpoint states (C2SP signed note), or None if its form or signature is wrong."""
    origin = f"tiao.log/{hashlib.sha256(public).hexdigest()[:16]}"
    form = re.fullmatch(r"(.+\n([0-9]{1,18})\n([A-Za-z0-9+/=]+)\n)\n— (\S+) ([A-Za-z0-9+/=]+)\n", note)
    if not form or not note.startswith(f"{origin}\n") or form[4] != origin:
        return None
    try:
        root, signature = base64.b64decode(form[3], validate=True), base64.b64decode(form[5], validate=True)
    except ValueError:
        return None
    key_id = hashlib.sha256(origin.encode() + b"\n\x01" + public).digest()[:4]
    if len(root) != 32 or signature[:4] != key_id or not signed(public, signature[4:], form[1].encode()):
        return None
    return int(form[2]), root


def signed(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether this is the Ed25519 signature of the key over the message (RFC 8032 section 5.1.7)."""
    point = decompress(public)
    scalar = int.from_bytes(signature[32:], "little")
    if point is None or len(signature) != 64 or scalar >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    base = decompress((4 * pow(5, -1, FIELD) % FIELD).to_bytes(32, "little"))
    assert base is not None
    minus = (FIELD - point[0], point[1], point[2], FIELD - point[3])
    x, y, z, _ = add(multiply(scalar, base), multiply(challenge, minus))
    inverse = pow(z, -1, FIELD)
    x, y = x * inverse % FIELD, y * inverse % FIELD
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


def decompress(data: bytes) -> Point | None:
    """A point of the curve from its 32 bytes, in extended coordinates."""
    number = int.from_bytes(data, "little")
    y, sign = number & ((1 << 255) - 1), number >> 255
    if len(data) != 32 or y >= FIELD:
        return None
    square = (y * y - 1) * pow(CURVE * y * y + 1, -1, FIELD) % FIELD
    x = pow(square, (FIELD + 3) // 8, FIELD)
    if x * x % FIELD != square:
        x = x * pow(2, (FIELD - 1) // 4, FIELD) % FIELD
    if x * x % FIELD != square or (x == 0 and sign):
        return None
    x = FIELD - x if x & 1 != sign else x
    return x, y, 1, x * y % FIELD


def add(one: Point, two: Point) -> Point:
    """The sum of two points."""
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % FIELD, (one[1] + one[0]) * (two[1] + two[0]) % FIELD
    c, d = 2 * one[3] * two[3] * CURVE % FIELD, 2 * one[2] * two[2] % FIELD
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % FIELD, g * h % FIELD, f * g % FIELD, e * h % FIELD


def multiply(times: int, point: Point) -> Point:
    """A multiple of a point."""
    result: Point = (0, 1, 1, 0)
    while times:
        if times & 1:
            result = add(result, point)
        point, times = add(point, point), times >> 1
    return result


def check_log(kit: Path, outside: str | None, findings: Findings) -> dict[str, Any]:
    """Root, signatures, every checkpoint, every proof. Gives the entries and what they say of the kit's files."""
    try:
        data = (kit / "log/entries.jsonl").read_bytes()
        pem = (kit / "log/public-key.pem").read_text("ascii")
        notes = {int(p.name): p.read_text("utf-8") for p in sorted((kit / "log/checkpoints").iterdir())}
        newest = (kit / "log/checkpoint").read_text("utf-8")
        proofs = json.loads((kit / "log/proofs.json").read_bytes())
        der = base64.b64decode("".join(pem.splitlines()[1:-1]))
    except (OSError, ValueError):
        differs(findings, "log", "log/", "保管链日志无法读取。", "The custody log cannot be read.")
        return {"entries": [], "artefacts": {}, "key": "", "roots": [""]}
    public = der[len(DER) :]
    lines = data.split(b"\n")[:-1] if data.endswith(b"\n") else data.split(b"\n")
    leaves = [leaf_hash(line) for line in lines]
    roots = roots_of(leaves)
    if der[: len(DER)] != DER or newest != notes.get(len(lines)):
        zh, en = "最新检查点与条目数不符。", "The newest checkpoint is not over this number of entries."
        differs(findings, "log", "log/checkpoint", zh, en)
    changed = len(lines) + 1
    for size in range(1, max([len(lines), *notes]) + 1):
        where = f"log/checkpoints/{size:08d}"
        stated = open_checkpoint(notes.get(size, ""), public)
        if stated is None or stated[0] != size:
            differs(findings, "signature", where, "检查点缺失或签名无效。", "No checkpoint with a valid signature.")
        elif size > len(lines) or stated[1] != roots[size]:
            changed = min(changed, size)
    if changed <= max([len(lines), *notes]):
        zh, en = "从此条起，日志不是当时签名的内容。", "From this line on the log is not what was signed."
        differs(findings, "log", f"log/entries.jsonl, line {changed}", zh, en)
    check_proofs(proofs, leaves, roots, notes, public, findings)
    if outside is not None:
        stated = open_checkpoint(outside.replace("\r\n", "\n").strip("\n") + "\n", public)
        if stated is None or stated[0] > len(lines) or roots[stated[0]] != stated[1]:
            zh, en = "外存检查点与本日志不符。", "The checkpoint kept outside is not one of this log."
            differs(findings, "log", "--checkpoint", zh, en)
    try:
        entries = [json.loads(line) for line in lines]
        artefacts = on_record(entries)
        if entries[0]["body"]["keys"]["public"] != public.hex():
            differs(
                findings, "log", "log/public-key.pem", "公钥与首条记录不符。", "Another key than the first entry's."
            )
    except (ValueError, KeyError, TypeError, IndexError):
        zh, en = "日志条目无法解析。", "An entry of the log cannot be read."
        differs(findings, "log", "log/entries.jsonl", zh, en)
        entries, artefacts = [], {}
    return {"entries": entries, "artefacts": artefacts, "key": public.hex(), "roots": [root.hex() for root in roots]}


def check_proofs(
    proofs: dict[str, Any], leaves: list[bytes], roots: list[bytes], notes: dict[int, str], public: bytes,
    findings: Findings,
) -> None:  # fmt: skip
    """The inclusion proofs of the entries that matter, and the consistency proof from each checkpoint to the newest."""
    stated = open_checkpoint(notes.get(len(leaves), ""), public)
    root = stated[1] if stated else roots[-1]
    for proof in proofs["inclusion"]:
        index, path = int(proof["entry"]), [bytes.fromhex(step) for step in proof["path"]]
        leaf = leaves[index] if 0 <= index < len(leaves) else b""
        if leaf.hex() != proof["leaf"] or not included(index, len(leaves), leaf, path, root):
            zh, en = "该条目的包含证明不成立。", "The inclusion proof of this entry does not hold."
            differs(findings, "proof", f"log/entries.jsonl, line {index + 1}", zh, en)
    for proof in proofs["consistency"]:
        size, path = int(proof["size"]), [bytes.fromhex(step) for step in proof["path"]]
        old = open_checkpoint(notes.get(size, ""), public)
        if old is None or not continues(size, len(leaves), old[1], root, path):
            zh, en = "一致性证明不成立。", "The consistency proof from this checkpoint to the newest does not hold."
            differs(findings, "proof", f"log/checkpoints/{size:08d}", zh, en)


def on_record(entries: list[dict[str, Any]]) -> dict[str, str]:
    """What the log says last of each file under ledger/ and runs/: SHA-256 by path."""
    standing: dict[str, str] = {}
    for entry in entries:
        for path in entry["body"].get("removed", []):
            standing.pop(path, None)
        for item in entry["body"].get("artefacts", []):
            standing[item["path"]] = item["sha256"]
    return standing


# --- 3. what the log signed, against what the kit holds -------------------------------------------------------------


def check_records(
    kit: Path, manifest: dict[str, Any], log: dict[str, Any], files: dict[str, str], findings: Findings
) -> None:
    """Ledger and runs are those that the log knows; settings, methods and rules those that the run names."""
    known = {path: sha for path, sha in log["artefacts"].items() if path.endswith(".parquet") or "/samples/" in path}
    for path in sorted({*known, *(path for path in files if path.startswith(("ledger/", "runs/")))}):
        if log["artefacts"].get(path) != files.get(path):
            differs(findings, "record", path, "文件与日志记录不符。", "This file is not the one on record in the log.")
    if log["entries"] and log["entries"][0]["body"].get("settings") != files.get("case/tiao.toml"):
        differs(findings, "record", "case/tiao.toml", "案件信息与日志不符。", "The settings are not those on record.")
    digest = hashlib.sha256()
    for number, name in enumerate(manifest["rules"]):
        digest.update((b"\0" if number else b"") + (kit / name).read_bytes())
    for run in manifest["runs"]:
        path = run["path"]
        document = json.loads((kit / path).read_bytes())
        plan = document["plan"]
        text = json.dumps(plan, ensure_ascii=False, sort_keys=True, indent=1)
        if not document["run"] == Path(path).stem == hashlib.sha256(text.encode()).hexdigest()[:32]:
            differs(findings, "record", path, "编号不是其计划的摘要。", "The run's name is not the digest of its plan.")
        if plan["inputs"].get("ledger") != log["artefacts"].get("ledger/summary.json"):
            differs(findings, "record", path, "此计数用的是另一台账。", "This run counted another ledger.")
        if plan["rules"] != digest.hexdigest():
            differs(findings, "record", path, "规则与计数所用不符。", "The rules are not those that the run names.")
        for name, sql in run["methods"].items():
            if plan["methods"].get(name) != files.get(sql):
                differs(findings, "record", sql, "计数方法与计数所用不符。", "The SQL is not that which the run names.")


# --- the door -------------------------------------------------------------------------------------------------------


def check(kit: Path, outside: str | None) -> dict[str, Any]:
    """Checks all but the figures.

    Args:
        kit: the unpacked kit.
        outside: a checkpoint that was kept elsewhere, or None.

    Returns:
        ``findings``: each with kind, where and what in Chinese and English; ``files``, ``entries``, ``root``, ``key``;
        ``manifest``; ``log``; and ``cannot`` if it could not be done.
    """
    findings: Findings = []
    answer: dict[str, Any] = {"findings": findings}
    try:
        manifest = json.loads((kit / "manifest.json").read_bytes())
        if manifest["format"] != FORMAT:
            return answer | {"cannot": "复算包版本不同。 The kit is of another format than this script."}
        files = check_files(kit, manifest, findings)
        log = check_log(kit, outside, findings)
        check_records(kit, manifest, log, files, findings)
    except (OSError, ValueError, KeyError, TypeError) as error:
        return answer | {"cannot": f"文件缺失或损坏。 A file is missing or damaged: {type(error).__name__}."}
    summary = {"files": len(files), "entries": len(log["entries"]), "root": log["roots"][-1], "key": log["key"]}
    return answer | summary | {"manifest": manifest, "log": log}


def options(words: str) -> argparse.ArgumentParser:
    """The options that both scripts take."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    parser = argparse.ArgumentParser(description=words)
    parser.add_argument("--checkpoint", type=Path, metavar="FILE", help="外存检查点 a checkpoint kept outside this kit")
    parser.add_argument("--json", action="store_true", help="机器可读 one JSON document on stdout")
    return parser


def kept(path: Path | None) -> str | None:
    """The checkpoint that was kept outside; one that cannot be read is one that does not fit."""
    try:
        return None if path is None else path.read_text("utf-8", "replace")
    except OSError:
        return ""


def show(answer: dict[str, Any]) -> None:
    """What was checked, in Chinese and English."""
    if "root" in answer:
        print(f"文件 files: {answer['files']}")
        print(f"保管链 custody log: {answer['entries']} 条 entries, root {answer['root']}")
        print(f"公钥 public key: {answer['key']}  (Ed25519, 由本脚本自行验证 verified by this script itself)")
    for finding in answer["findings"]:
        print(f"[!!] {finding['kind']}: {finding['where']}: {finding['zh']} {finding['en']}")
    if "cannot" in answer:
        print(f"[??] 未能完成 not done: {answer['cannot']}")


def code(answer: dict[str, Any]) -> int:
    """The exit code."""
    return 1 if answer["findings"] else 2 if "cannot" in answer else 0


def main() -> int:
    """Checks and prints."""
    given = options("核验 Check the files and the log of this folder.").parse_args()
    answer = check(Path(__file__).resolve().parent, kept(given.checkpoint))
    for name in ("manifest", "log"):
        answer.pop(name, None)
    if given.json:
        print(json.dumps({"format": "tiao.recount-check/1", **answer}, ensure_ascii=False, indent=1))
    else:
        show(answer)
        print("[OK] 全部一致。 All checks hold." if not code(answer) else "")
    return code(answer)


if __name__ == "__main__":
    sys.exit(main())
