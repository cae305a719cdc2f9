"""SQL by hand in DuckDB: what an analyst writes who knows the file.

The table is asked column by column: somebody has looked which column holds what, and wrote a query for it. List and
text are searched line by line with patterns. DuckDB reads UTF-8 only, so a GB18030 file goes through iconv first; that
is in the time. Called as the other adapters are.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile

import duckdb

from patterns import EDGE

COLUMNS = {
    "resident_id": "身份证号",
    "mobile": "手机号",
    "bank_card": "银行卡号",
    "email": "电子邮箱",
    "plate": "车牌号",
    "ip": "登录IP",
}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_DIGITS = "replace(replace(v, ' ', ''), '-', '')"
# The canonical form of a candidate v.
PLAIN = {
    "resident_id": "upper(v)",
    "mobile": f"right({_DIGITS}, 11)",
    "bank_card": _DIGITS,
    "email": "lower(v)",
    "plate": "upper(replace(v, '·', ''))",
    "ip": "v",
}


def _luhn(length: int) -> str:
    """A sum over the digits of w, a text of ``length`` digits."""
    terms = []
    for place in range(length):
        digit = f"substr(w, {place + 1}, 1)::int"
        terms.append(f"(2 * {digit} - 9 * (2 * {digit} > 9)::int)" if (length - place) % 2 == 0 else digit)
    return f"({' + '.join(terms)}) % 10 = 0"


# Whether a canonical value w holds. CASE, so that nothing is taken for a number before its shape is known.
HOLDS = {
    "resident_id": "case when regexp_full_match(w, '[1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9X]') then substr('10X98765432', ("
    + " + ".join(f"substr(w, {place + 1}, 1)::int * {weight}" for place, weight in enumerate(WEIGHTS))
    + ") % 11 + 1, 1) = w[18] and w[7:10] <= '2026' and try_strptime(w[7:14], '%Y%m%d') is not null end",
    "mobile": "regexp_full_match(w, '1[3-9][0-9]{9}')",
    "bank_card": "case when regexp_full_match(w, '62[0-9]{17}') then " + _luhn(19)
    + " when regexp_full_match(w, '(?:62|4[0-9]|5[1-5])[0-9]{14}') then " + _luhn(16) + " end",
    "email": "true",
    "plate": "length(regexp_replace(w, '[^0-9]', '', 'g')) >= 2",
    "ip": "list_max(list_transform(string_split(w, '.'), lambda x: x::int)) < 256",
}  # fmt: skip
LOOSE_MOBILE = r"(?:\+?(?:00)?86[- ]?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}"


def in_columns(path: str, kind: str) -> str:
    """Candidates (row, v) of one column of the table."""
    shape = LOOSE_MOBILE if kind == "mobile" else EDGE[kind].replace(r"\b", "")
    return f"select row, {COLUMNS[kind]} as v from lines where regexp_full_match({COLUMNS[kind]}, '{shape}')"


def in_lines(path: str, kind: str) -> str:
    """Candidates (row, v) of whole lines."""
    return f"select row, unnest(regexp_extract_all(line, '{EDGE[kind]}')) as v from lines"


def main() -> None:
    mode, path, encoding, header = sys.argv[1:5]
    con = duckdb.connect()
    con.execute(f"set threads = {os.environ.get('TIAO_BENCH_CORES', '1')}")
    row = "row_number() over () - 1" if mode == "values" else "0"
    with tempfile.TemporaryDirectory(dir=os.path.dirname(path)) as folder:
        if encoding != "utf-8":
            with open(f"{folder}/utf8", "wb") as out:
                subprocess.run(["iconv", "-f", encoding, "-t", "utf-8", path], stdout=out, check=True)
            path = f"{folder}/utf8"
        if int(header):
            candidates = in_columns
            table = f"read_csv('{path}', header = true, all_varchar = true, delim = ',', quote = '\"')"
        else:
            candidates = in_lines
            table = (
                f"read_csv('{path}', header = false, auto_detect = false, delim = '\x01', quote = '', escape = '', "
                "columns = {'line': 'VARCHAR'})"
            )
        # One reading for all kinds; kept in memory, where the six questions are asked.
        con.execute(f"create temp table lines as select {row} as row, * from {table}")
        found = {
            kind: f"with c as ({candidates(path, kind)}), p as (select row, {PLAIN[kind]} as w from c) "
            f"select row, w from p where {HOLDS[kind]}"
            for kind in COLUMNS
        }
        if mode == "values":
            every = " union all ".join(f"select row, '{kind}', w from ({query})" for kind, query in found.items())
            con.execute(f"copy ({every}) to '{sys.argv[5]}' (header false, delimiter '\t')")
            return
        counts = {
            kind: con.execute(f"select count(distinct w) from ({query})").fetchall()[0][0]
            for kind, query in found.items()
        }
    print(json.dumps({"counts": counts}))


if __name__ == "__main__":
    main()
