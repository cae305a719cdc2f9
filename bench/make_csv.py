"""Writes one large synthetic CSV file (身份证号,手机号,姓名,地址) and prints its truth as JSON.

    python bench/make_csv.py OUT --rows 20000000

A fifth of the rows are duplicates and one in fifty is invalid; about 80 bytes a row, memory bounded by one chunk. The
truth has the shape of ``tiao count --json``.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from tiao.demo.bulk import Bulk
from tiao.demo.shape import methods_json


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a large synthetic CSV file and print its truth as JSON.")
    parser.add_argument("out", type=Path, help="the file to write; it must not exist")
    parser.add_argument("--rows", type=int, default=1_000_000, help="data rows, header not counted")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.out.exists():
        parser.error(f"{options.out} exists already")
    bulk = Bulk(options.rows, options.seed)
    bulk.write(options.out)
    truth = {
        "format": "tiao.truth/1",
        "rows": options.rows,
        "unreadable": 0,
        "bytes": options.out.stat().st_size,
        "not_identifying": bulk.not_identifying(),
        "methods": methods_json(bulk.truth()),
    }
    print(json.dumps(truth, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
