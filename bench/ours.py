"""tiao in the comparison: a sealed case, `find` and `count` of it as people run them, and the values that were found.

python bench/ours.py prepare FILE CASE       seals the file; not timed
python bench/ours.py count   CASE            the ledger and the figures; timed: {"counts": {kind: distinct values}}
python bench/ours.py values  CASE HEADER OUT ROW, KIND, VALUE of every value found, as the other tools write it
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tiao.case import Case


def prepare(source: str, folder: str) -> None:
    import tiao

    case = tiao.new(Path(folder))
    tiao.seal([Path(source)], case=case, by=["甲", "乙"])


def count(folder: str) -> None:
    from tiao.findings.find import find
    from tiao.pieces.count import count

    case = Case.open(Path(folder))
    find(case)
    print(json.dumps({"counts": count(case)["methods"]["by_value@1"]["kinds"]}))


def values(folder: str, header: str, out: str) -> None:
    """The values where they stand, from the scan of the sealed bytes that `explain` makes."""
    sys.path.insert(0, str(Path(__file__).parent / "peers"))
    from tiao.findings.catalogue import names
    from tiao.pieces.reread import chunks

    from common import plain
    from data_rows import KINDS

    wanted = {bit: name for bit, name in names().items() if name in KINDS}
    with open(out, "w", encoding="utf-8") as file:
        for chunk in chunks(Case.open(Path(folder))):
            batch, found = chunk.scanned.batch, chunk.scanned.values
            found = found[found["struck"] == 0]
            data = batch.data.tobytes()
            rows = (batch.rows[found["row"]] + chunk.base - int(header)).tolist()
            columns = (found["kind"].tolist(), found["start"].tolist(), found["end"].tolist())
            for row, kind, start, end in zip(rows, *columns, strict=True):
                if kind in wanted:
                    file.write(f"{row}\t{wanted[kind]}\t{plain(wanted[kind], data[start:end].decode())}\n")


if __name__ == "__main__":
    {"prepare": prepare, "count": count, "values": values}[sys.argv[1]](*sys.argv[2:])
