"""The page of the manual on names and addresses in running text, written from the kept figures of ``corpora.py``.

python bench/corpora_page.py
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpora import FORMS, KEPT

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "corpora.md"
WHAT = {
    "cluener": "CLUENER2020: news of Sina; names, nicknames and foreign names; places of every sort",
    "weibo": "Weibo NER, 2nd edition: posts; named people (not 妈妈, 老板), places",
    "resume": "Resume NER: résumés of managers, published by stock exchanges",
    "msra": "MSRA (SIGHAN 2006): news",
    "address": "Neural Chinese Address Parsing (NAACL 2019): one address a line",
}
HEAD = """# Names and addresses in running text

Written by `python bench/corpora_page.py` from `bench/results/corpora.json`: measure again with
`python bench/corpora.py FOLDER`, do not change this page.

A count does not rest on names alone: a name by itself identifies nobody (法释〔2017〕10号 art. 1), and no method counts
one. In tables a header or the column says what is a name, and there [every figure is exact](layouts.md). In running
text the program has [rules](recognition.md) and no model: a name stands behind a label (姓名：), before an identity
number, a mobile or a card, before 先生 or 女士, before a sign and 男 or 女; an address behind 地址： or 住址：. Names
inside a sentence, and addresses without a label, are left alone on purpose: a wrong name in a record is evidence that
says too much. This page says how much that misses, on corpora that people have marked.

**Found**: a value of the kind on the same line with the same characters after normalisation; each mark by one value.
**Precision**: found marks of all values of the kind. **Recall**: found marks of all marks. The corpora are public, but
their licences do not allow to pass them on: they are not in this repository, the script takes their folder, and the
SHA-256 of each file that was read stands in the results. Rules were tuned on the train parts only; what is reported
is the test part, or the official dev part where no other was at hand. The script reads MSRA (signs with BIO tags) too,
which was not at hand. No model was measured beside the rules.

| corpus | what | file | lines |
|---|---|---|---:|
"""
MISSED = """
What is missed: nearly every name inside a sentence (张三认为, 记者李四报道), all nicknames, foreign names without a
label, names of four characters without one. What is wrong: a word that begins with a surname, alone between two signs
before 男, 女 or a number. `tiao explain` leads to the line of every record, where a person can read the rest.
"""
PLACES = """
The news and the posts mark every place (台湾, 北京), which is nobody's address; the program does not look for these.
The address corpus is addresses alone, one a line: without a label none is found as text, and with 地址： before it one
is found if no `,` `;` `|` or 。 stands in it.
"""
COLUMNS = """
A column of a list without a header is one of names if 60 % of its sampled cells look like a name, one of addresses if
half look like an address. So the share decides, and single cells that do not look like it cost nothing.
"""


def _share(of: int, many: int) -> str:
    """Three digits behind the point, rounded down; nothing of nothing is no share."""
    return f"{1000 * of // many / 1000:.3f}" if many else "–"


def _scores(kept: dict[str, Any], kind: str, form: str) -> Iterator[str]:
    yield "| corpus | marks | values | right | precision | recall |"
    yield "|---|---:|---:|---:|---:|---:|"
    for corpus, one in kept.items():
        figures = one.get(kind, {}).get(form)
        if figures:
            marked, found, right = figures["marked"], figures["found"], figures["right"]
            cells = [corpus, str(marked), str(found), str(right), _share(right, found), _share(right, marked)]
            yield f"| {' | '.join(cells)} |"


def _columns(kept: dict[str, Any]) -> Iterator[str]:
    yield "| column | cells | look like a name | look like an address |"
    yield "|---|---:|---:|---:|"
    for corpus, one in kept.items():
        columns = {"addresses": one["column"]} if corpus == "address" else one["column"]
        for what, votes in columns.items():
            shares = (_share(votes[kind], votes["cells"]) for kind in ("name", "address"))
            yield f"| {corpus}: {what} | {votes['cells']} | {' | '.join(shares)} |"


def page(result: dict[str, Any]) -> str:
    """The page as it has to stand in the manual."""
    kept = result["corpora"]
    of_names = {corpus: one for corpus, one in kept.items() if "name" in one}
    forms = " | ".join(f"`{form}`" for form in FORMS)
    lines = [
        HEAD + "\n".join(f"| {name} | {WHAT[name]} | `{one['file']}` | {one['lines']} |" for name, one in kept.items()),
        "\n## Names as they stand\n",
        *_scores(kept, "name", "text"),
        MISSED,
        "## Names as lists and messages write them\n",
        "Every name that a corpus marks, once, in a line of each form: recall.\n",
        f"| corpus | names | {forms} |",
        f"|---|---:{'|---:' * len(FORMS)}|",
    ]
    for corpus, one in of_names.items():
        figures = [one["name"][form] for form in FORMS]
        shares = " | ".join(_share(each["right"], each["marked"]) for each in figures)
        lines.append(f"| {corpus} | {figures[0]['marked']} | {shares} |")
    lines += ["\n## Addresses as they stand\n", *_scores(kept, "address", "text"), *_of_addresses(kept), PLACES]
    lines += ["## Columns without a header\n", *_columns(kept), COLUMNS.rstrip("\n")]
    return "\n".join(lines) + "\n"


def _of_addresses(kept: dict[str, Any]) -> Iterator[str]:
    for form, figures in kept.get("address", {}).get("address", {}).items():
        marked, found, right = figures["marked"], figures["found"], figures["right"]
        cells = [f"address, {form}", str(marked), str(found), str(right), _share(right, found), _share(right, marked)]
        yield f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    PAGE.write_text(page(json.loads(KEPT.read_text(encoding="utf-8"))), encoding="utf-8")
