"""ripgrep: all matches of a pattern, signs taken out, sorted, counted; a pipeline for each kind. Nothing is checked.

Called as the other adapters are. Needs rg, tr and sort; a GB18030 file is decoded by rg itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

from common import plain
from patterns import EDGE

SIGNS = {"resident_id": ("a-z", "A-Z"), "email": ("A-Z", "a-z"), "plate": ("a-z", "A-Z")}


def pattern(kind: str) -> str:
    # A word's edge in ASCII terms: by itself ripgrep's knows Han letters.
    return EDGE[kind].replace(r"\b", r"(?-u:\b)")


def main() -> None:
    mode, path, encoding, header = sys.argv[1:5]
    rg = ["rg", "--no-config", "--text", "--threads", os.environ.get("TIAO_BENCH_CORES", "1"), "--encoding", encoding]
    if mode == "values":
        with open(sys.argv[5], "w", encoding="utf-8") as out:
            for kind in EDGE:
                found = subprocess.run([*rg, "-no", pattern(kind), path], stdout=subprocess.PIPE, check=False).stdout
                for line in found.decode().splitlines():
                    number, _, value = line.partition(":")
                    out.write(f"{int(number) - 1 - int(header)}\t{kind}\t{plain(kind, value)}\n")
        return
    print(json.dumps({"counts": {kind: distinct(rg, kind, path) for kind in EDGE}}))


def distinct(rg: list[str], kind: str, path: str) -> int:
    steps = [[*rg, "--no-line-number", "-o", pattern(kind), path]]
    if kind in SIGNS:
        steps.append(["tr", *SIGNS[kind]])
    if kind == "plate":
        steps.append(["sed", "s/·//"])
    if kind == "bank_card":
        steps.append(["tr", "-d", " -"])
    if kind == "mobile":
        steps.append(["sed", "-E", "s/[- ]//g; s/.*(.{11})$/\\1/"])
    steps += [["sort", "-u"], ["wc", "-l"]]
    before, running = None, []
    for step in steps:
        process = subprocess.Popen(step, stdin=before, stdout=subprocess.PIPE, env={**os.environ, "LC_ALL": "C"})
        if before is not None:
            before.close()
        before = process.stdout
        running.append(process)
    assert before is not None
    lines = int(before.read())
    for process in running:
        process.wait()
    return lines


if __name__ == "__main__":
    main()
