"""How fast one core reads running text: megabytes for each second of processor time, records and ledger included.

    python bench/text.py [--megabytes 200] [--rounds 5] [--work DIR]

Four texts, each a block of 10 MB over and over: prose without a digit, prose in which one line in a hundred holds
somebody, a chat in which one message in three does, and lists with a value every 40 bytes or so. What is found is
compared with the truth, kind by kind. One process finds each text several times: its start and the loading of compiled
code fall into the first, which does not count. Results are kept in bench/results/text.json.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from data_values import PERSON_DRAWS, person
from line import PACKAGES
from timing import machine, median, timed

HERE = Path(__file__).parent
KEPT = HERE / "results" / "text.json"
BLOCK = 10_000_000
WORDS = (
    "今天 明天 上午 下午 发货 收到 价格 客户 数据 快递 打款 更新 版本 可以 谢谢 你好 老板 群里 资料 我们 他们 这个 "
    "已经 还是 因为 所以 问题 办法 时候 地方 东西 工作 生活 学习 朋友 孩子 天气 城市 公园 音乐 电影 历史 文化 经济 发展"
).split()
Line = tuple[str, tuple[str, ...]]
"""A line without its end, and the kinds of the record in it."""
FIND = """
import json, sys, time
from pathlib import Path
from tiao.case import Case
from tiao.findings.find import find
case = Case.open(Path(sys.argv[1]))
runs = []
for _ in range(int(sys.argv[2]) + 1):
    for old in (*case.ledger.iterdir(), *case.runs.iterdir()):
        old.unlink()
    wall, cpu = time.perf_counter(), time.process_time()
    found = find(case)
    runs.append({"wall_s": time.perf_counter() - wall, "cpu_s": time.process_time() - cpu})
print(json.dumps({"runs": runs[1:], "rows": found["rows"], "kinds": found["files"][0]["kinds"]}))
"""


def _said(chance: random.Random, least: int, most: int) -> str:
    return "".join(chance.choices(WORDS, k=chance.randint(least, most)))


def _prose(chance: random.Random) -> Line:
    return "".join(_said(chance, 2, 8) + chance.choice("，，、。；？！") for _ in range(chance.randint(1, 10))), ()


def _somebody(chance: random.Random) -> Line:
    who = person(tuple(chance.getrandbits(32) for _ in range(PERSON_DRAWS)))
    # In front of a number, names of two or three characters are taken for names.
    named = ("name",) if len(who.name) < 4 else ()
    forms: tuple[Line, ...] = (
        (f"{who.name} {who.mobile} {who.resident_id}", (*named, "mobile", "resident_id")),
        (f"身份证{who.resident_id}", ("resident_id",)),
        (f"电话{who.mobile}", ("mobile",)),
        (f"卡号{who.bank_card}", ("bank_card",)),
        (f"邮箱{who.email}", ("email",)),
        (f"车牌{who.plate}", ("plate",)),
        (f"从{who.ip}登录", ("ip",)),
    )
    return chance.choice(forms)


def _few(chance: random.Random) -> Line:
    text, kinds = _prose(chance)
    if chance.random() < 0.99:
        return text, kinds
    more, kinds = _somebody(chance)
    return f"{text[:-1]}，{more}", kinds


def _chat(chance: random.Random) -> Line:
    day, hour, minute = chance.randint(10, 28), chance.randint(10, 23), chance.randint(10, 59)
    head = f"2021-03-{day} {hour}:{minute}:07 {chance.choice(('老王', '小李', 'A客服'))}: "
    text = _said(chance, 2, 12)
    if chance.random() < 2 / 3:
        return f"{head}{text}", ()
    more, kinds = _somebody(chance)
    return f"{head}{text}，{more}", kinds


def _dense(chance: random.Random) -> Line:
    more, kinds = _somebody(chance)
    return f"{_said(chance, 2, 6)}，{more}。", kinds


TEXTS: dict[str, Callable[[random.Random], Line]] = {"prose": _prose, "few": _few, "chat": _chat, "dense": _dense}


def _write(path: Path, make: Callable[[random.Random], Line], blocks: int) -> dict[str, int]:
    """Writes a text; returns how many records of each kind it holds."""
    chance = random.Random(1)
    truth: Counter[str] = Counter()
    lines: list[str] = []
    size = 0
    while size < BLOCK:
        text, kinds = make(chance)
        truth.update(kinds)
        lines.append(text)
        size += len(text.encode()) + 1
    block = ("\n".join(lines) + "\n").encode()
    with path.open("wb") as out:
        for _ in range(blocks):
            out.write(block)
    return {kind: count * blocks for kind, count in sorted(truth.items())}


def measure(name: str, megabytes: int, rounds: int, work: Path) -> dict[str, Any]:
    """One text: size, values, and seconds of each round, after a comparison with the truth."""
    folder = work / f"text-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    source, case = folder / "seized.txt", folder / "case"
    truth = _write(source, TEXTS[name], max(1, megabytes * 1_000_000 // BLOCK))
    size = source.stat().st_size
    tiao = [sys.executable, "-m", "tiao.cli"]
    timed([*tiao, "new", str(case)])
    timed([*tiao, "seal", str(source), "--case", str(case), "--by", "甲", "--by", "乙"])
    run = timed([sys.executable, "-c", FIND, str(case), str(rounds)], cores=1)
    told = json.loads(run["printed"])
    shutil.rmtree(folder)
    if told["kinds"] != truth:
        raise SystemExit(f"{name}: what was found is not the truth: {told['kinds']}, {truth}")
    values = sum(truth.values())
    cpu = median(told["runs"], "cpu_s")
    return {
        "bytes": size,
        "rows": told["rows"],
        "values": values,
        "bytes_a_value": round(size / values) if values else None,
        "mb_per_cpu_s": round(size / 1e6 / cpu),
        "runs": told["runs"],
        "others_s": run["others_s"],
        "peak_mb": run["peak_mb"],
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--megabytes", type=int, default=200, help="of each text")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument(
        "--work", type=Path, default=HERE / ".work", help="a folder with room for one text and its ledger"
    )
    given = options.parse_args()
    texts = {name: measure(name, given.megabytes, given.rounds, given.work) for name in TEXTS}
    print(f"{'':8}{'MB':>7}{'bytes a value':>15}{'MB per cpu s':>14}{'peak MB':>9}")
    for name, told in texts.items():
        every = told["bytes_a_value"] or "-"
        print(f"{name:8}{told['bytes'] / 1e6:7.0f}{every:>15}{told['mb_per_cpu_s']:14}{told['peak_mb']:9}")
    KEPT.parent.mkdir(exist_ok=True)
    report = {"machine": machine(PACKAGES), "texts": texts}
    KEPT.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"raw results: {KEPT.relative_to(HERE.parent)}")


if __name__ == "__main__":
    main()
