"""复算 Recount: counts again what a case counted, from this folder alone. No tiao, no key of the case, no network.

    python recount.py [--checkpoint FILE] [--json] [--memory 4GB]

Needs Python 3.11 or newer and the package ``duckdb``. First ``check.py``, beside it, checks files, log and signatures;
then the SQL of every method runs over the ledger, and every figure is held against the run's. Exit code 0: every check
holds and every figure is the run's. 1: something differs, and is named. 2: the recount could not be done.
README.zh.md and README.en.md say what each step proves and what it does not.
"""

from __future__ import annotations

import json
import os
import re
import runpy
import shutil
import sys
from pathlib import Path
from typing import Any

SPILL = "recount-spill"
CLASS_LINES = "select class, any_mask, all_mask from classes order by place"
Findings = list[dict[str, str]]


class CannotGoOn(Exception):
    """What is missing, in one sentence (exit code 2)."""


def differs(findings: Findings, kind: str, where: str, zh: str, en: str) -> None:
    """Puts a difference on the list."""
    findings.append({"kind": kind, "where": where, "zh": zh, "en": en})


def recount(kit: Path, manifest: dict[str, Any], memory: str, findings: Findings) -> list[dict[str, Any]]:
    """Runs the SQL of every method and compares every figure with the run's."""
    try:
        import duckdb
    except ImportError:
        raise CannotGoOn("需要 duckdb：pip install duckdb  The package duckdb is missing: pip install duckdb") from None
    os.chdir(kit)
    connection = duckdb.connect(
        config={
            "memory_limit": memory,
            "temp_directory": SPILL,
            "preserve_insertion_order": "false",
            # As the case's own count by SQL does: few sets of kinds occur, the ledger is the large side.
            "disabled_optimizers": "build_side_probe_side",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )
    answers: list[dict[str, Any]] = []
    try:
        connection.execute((kit / manifest["prelude"]).read_text("utf-8"))
        # From here on the SQL reaches the ledger of this kit and nothing else: no other file, no network.
        connection.execute(f"set allowed_directories = ['ledger/', '{SPILL}/']")
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        check_rules(kit, manifest, connection, findings)
        for run in manifest["runs"]:
            document = json.loads((kit / run["path"]).read_bytes())
            for name, sql in run["methods"].items():
                got = figures(connection, (kit / sql).read_text("utf-8"))
                answers.append(compare(run["path"], name, document["methods"].get(name, {}), got, findings))
            beside = rows_of(connection, (kit / manifest["not_identifying"]).read_text("utf-8"))[0]["records"]
            got = {"not_identifying": beside}
            answers.append(compare(run["path"], "", {key: document.get(key) for key in got}, got, findings))
    except (duckdb.OutOfMemoryException, MemoryError):
        raise CannotGoOn("内存或磁盘不足。 Neither memory nor disk enough: try --memory, or make room here.") from None
    except (duckdb.Error, KeyError) as error:
        zh, en = (
            "台账或SQL无法执行，未能复算。",
            f"Ledger or SQL cannot be used, so nothing was recounted: {error!s:.200}",
        )
        differs(findings, "figure", "ledger/", zh, en)
    finally:
        connection.close()
        shutil.rmtree(SPILL, ignore_errors=True)
    return answers


def rows_of(connection: Any, sql: str) -> list[dict[str, Any]]:
    """The answer to a query, a mapping a line."""
    done = connection.execute(sql)
    names = [column[0] for column in done.description]
    return [{name: row[place] for place, name in enumerate(names)} for row in done.fetchall()]


def figures(connection: Any, sql: str) -> dict[str, Any]:
    """What one method counts, in the form of the run document."""
    sections: dict[str, list[dict[str, Any]]] = {}
    for row in rows_of(connection, sql):
        sections.setdefault(row["section"], []).append(row)
    classes = sections["class"]
    got: dict[str, Any] = {name: sum(row[name] for row in classes) for name in ("total", "low", "high")}
    got["classes"] = {row["name"]: row["total"] for row in classes}
    got["tiers"] = {"1": 0, "2": 0, "3": 0}
    for row in classes:
        got["tiers"][str(row["tier"])] += row["total"]
    got["excluded"] = [{"reason": row["name"], "pieces": row["excluded"]} for row in sections.get("excluded", [])]
    got["low_classes"] = {row["name"]: row["low"] for row in classes}
    got["high_classes"] = {row["name"]: row["high"] for row in classes}
    if "kind" in sections:
        got["kinds"] = {row["name"]: row["total"] for row in sections["kind"]}
    for row in sections.get("exhibit", []):
        got.setdefault("by_exhibit", {}).setdefault(row["exhibit"], {})[row["name"]] = row["total"]
    return got


def flat(figure: Any, name: str = "") -> dict[str, Any]:
    """Every single figure by its name, those that are 0 left out: the run does not write all of them."""
    if isinstance(figure, list):
        figure = {entry["reason"]: entry["pieces"] for entry in figure}
    if not isinstance(figure, dict):
        return {name: figure} if figure else {}
    found: dict[str, Any] = {}
    for key, value in figure.items():
        found.update(flat(value, f"{name}.{key}" if name else str(key)))
    return found


def compare(path: str, method: str, run: dict[str, Any], got: dict[str, Any], findings: Findings) -> dict[str, Any]:
    """Holds a recount against the run, figure by figure."""
    stated, counted = flat(run), flat(got)
    wrong = [name for name in sorted({*stated, *counted}) if stated.get(name, 0) != counted.get(name, 0)]
    for name in wrong:
        zh = f"记录为 {stated.get(name, 0)}，复算为 {counted.get(name, 0)}。"
        en = f"The run says {stated.get(name, 0)}, the recount {counted.get(name, 0)}."
        differs(findings, "figure", " ".join(part for part in (path, method, name) if part), zh, en)
    return {"run": path, "method": method, "figures": len({*stated, *counted}), "stated": run, "recounted": got}


def check_rules(kit: Path, manifest: dict[str, Any], connection: Any, findings: Findings) -> None:
    """The tables that the SQL reads are those of classes.yaml and identity.yaml, which the run names by digest."""
    bits = {row["name"]: 1 << row["bit"] for row in rows_of(connection, "select name, bit from kinds")}
    classes, identity = ((kit / name).read_text("utf-8") for name in manifest["rules"])

    def mask(names: str | None) -> int:
        return sum(bits[name] for name in (names or "").replace(" ", "").split(",") if name)

    alone = re.findall(r"^alone: \[(.*?)\]", identity, re.MULTILINE)[0].split(",")
    wanted = {mask(names) for names in [*alone, *re.findall(r"^  - \[(.*?)\]", identity, re.MULTILINE)]}
    line = re.compile(r"^  - \{class: (\w+)(?:, any: \[(.*?)\])?(?:, all: \[(.*?)\])?", re.MULTILINE)
    lines = [(name, mask(any_of), mask(all_of)) for name, any_of, all_of in line.findall(classes)]
    stated = [(row["class"], row["any_mask"], row["all_mask"]) for row in rows_of(connection, CLASS_LINES)]
    if wanted != {row["mask"] for row in rows_of(connection, "select mask from identity")} or lines != stated:
        zh, en = "SQL所用规则表与规则文件不符。", "The tables of rules in SQL are not those of the YAML files."
        differs(findings, "record", manifest["prelude"], zh, en)


def show(methods: list[dict[str, Any]]) -> None:
    """The figures side by side."""
    for one in methods:
        if one["method"]:
            print(f"\n{one['run']}  {one['method']}")
            for name, zh in (("total", "认定"), ("low", "下限"), ("high", "上限")):
                stated, counted = one["stated"].get(name), one["recounted"][name]
                mark = "= 一致 same" if stated == counted else "≠ 不一致 DIFFERS"
                print(f"  {zh} {name:6} 记录 run {stated!s:>14}  复算 recount {counted!s:>14}  {mark}")


def main() -> int:
    """Checks and counts everything, prints what was found, gives the exit code."""
    kit = Path(__file__).resolve().parent
    first = runpy.run_path(str(kit / "check.py"))
    parser = first["options"]("复算 Recount a case from this folder alone.")
    parser.add_argument("--memory", default="4GB", help="内存上限 what DuckDB may hold; the rest goes to disk here")
    given = parser.parse_args()
    answer: dict[str, Any] = first["check"](kit, first["kept"](given.checkpoint))
    manifest, methods = answer.pop("manifest", None), []
    try:
        methods = recount(kit, manifest, given.memory, answer["findings"]) if manifest else []
    except CannotGoOn as missing:
        answer["cannot"] = str(missing)
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        answer["cannot"] = f"文件缺失或损坏。 A file is missing or damaged: {type(error).__name__}."
    code: int = first["code"](answer)
    if given.json:
        answer = {"format": "tiao.recount/1", "same": code == 0, **answer, "methods": methods}
        print(json.dumps(answer, ensure_ascii=False, indent=1))
        return code
    show(methods)
    print()
    first["show"](answer)
    if code == 0:
        count = sum(one["figures"] for one in methods)
        print(f"[OK] 全部一致：{count} 个数字与记录相同。 All checks hold, all {count} figures are the run's.")
    return code


if __name__ == "__main__":
    sys.exit(main())
