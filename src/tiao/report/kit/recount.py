"""复算 Recount: counts again what a case counted, from this folder alone. No tiao, no key of the case, no network.

    python recount.py [--checkpoint FILE] [--json] [--memory 4GB]

Needs Python 3.11 or newer and the package ``duckdb``. First ``check.py``, beside it, checks files, log and signatures;
then the SQL of every method runs over the ledger, and every figure is held against the run's. Exit code 0: every check
holds and every figure is the run's. 1: something differs, and is named. 2: the recount could not be done.
README.zh.md and README.en.md say what each step proves and what it does not.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import runpy
import shutil
import sys
from pathlib import Path
from typing import Any

SPILL = "recount-spill"
PLACES = "select source, row, last_row, part from rebuttal_place"
VALUES = "select kind, lower(hex(token)) from rebuttal_value"
LAST_ROW = (1 << 53) - 1
CLASS_LINES = "select class, any_mask, all_mask from classes order by place"
SAMPLED = "by_record@1"
Findings = list[dict[str, str]]


class CannotGoOn(Exception):
    """What is missing, in one sentence (exit code 2)."""


def differs(findings: Findings, kind: str, where: str, zh: str, en: str) -> None:
    """Puts a difference on the list."""
    findings.append({"kind": kind, "where": where, "zh": zh, "en": en})


def recount(kit: Path, manifest: dict[str, Any], memory: str, answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Runs the SQL of every method and compares every figure with the run's."""
    try:
        import duckdb
    except ImportError:
        raise CannotGoOn("需要 duckdb：pip install duckdb  The package duckdb is missing: pip install duckdb") from None
    os.chdir(kit)
    plain = [run for run in manifest["runs"] if not run["reading"]]
    groups = [plain] + [[run] for run in manifest["runs"] if run["reading"]]
    findings, methods, connection = answer["findings"], [], None
    try:
        for runs in groups:
            connection = prepared(duckdb, manifest, memory)
            drawn = check_tables(manifest, connection, answer, findings) if runs is plain else []
            got, beside = counted(connection, manifest, runs)
            for run in runs:
                document = json.loads(Path(run["path"]).read_bytes())
                for name, sql in run["methods"].items():
                    own = got[sql]
                    if drawn and "samples" in document["plan"]["inputs"] and name == SAMPLED:
                        own = runpy.run_path("samples.py")["carry"](own, drawn)
                    methods.append(compare(run["path"], name, document["methods"].get(name, {}), own, findings))
                methods.append(compare(run["path"], "", document, beside, findings))
            connection.close()
    except (duckdb.OutOfMemoryException, MemoryError):
        raise CannotGoOn("内存或磁盘不足。 Neither memory nor disk enough: try --memory, or make room here.") from None
    except (duckdb.Error, KeyError) as error:
        zh, en = (
            "台账或SQL无法执行，未能复算。",
            f"Ledger or SQL cannot be used, so nothing was recounted: {error!s:.200}",
        )
        differs(findings, "figure", "ledger/", zh, en)
    finally:
        if connection is not None:
            connection.close()
        shutil.rmtree(SPILL, ignore_errors=True)
    return methods


def prepared(duckdb: Any, manifest: dict[str, Any], memory: str) -> Any:
    """A connection with the tables of rules and decisions and the view of the ledger, shut off from all else."""
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
    connection.execute(Path(manifest["prelude"]).read_text("utf-8"))
    # From here on the SQL reaches the ledger of this kit and nothing else: no other file, no network.
    connection.execute(f"set allowed_directories = ['ledger/', '{SPILL}/']")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


def check_tables(
    manifest: dict[str, Any], connection: Any, answer: dict[str, Any], findings: Findings
) -> list[dict[str, Any]]:
    """Rules and decisions are those that the log knows and the runs name; gives the samples that stand."""
    decisions, drawn, plain_samples = standing(answer["log"]["entries"]), [], []
    if manifest["samples"]:
        samples = runpy.run_path("samples.py")
        samples["draw_again"](connection, manifest, answer["log"], findings)
        drawn = samples["standing"](manifest, answer["log"], decisions)
        plain_samples = samples["plain"](drawn)
    # What is taken out: by rebuttals, and by samples that found it false or duplicate.
    out = [one["what"] for one in decisions if one["kind"] == "rebuttal"]
    out += [struck for one in drawn for struck in one["struck"]]
    check_rules(manifest, connection, findings)
    check_rebuttals(manifest, connection, out, findings)
    check_persons(manifest, connection, decisions, findings)
    made = {canonical({"what": what}): {"kind": "rebuttal", "what": what} for what in out}
    digests = {"rebuttals": digest([one for _, one in sorted(made.items())])} if made else {}
    digests |= {"samples": digest(plain_samples)} if plain_samples else {}
    check_inputs(manifest, digests, decisions, findings)
    return drawn


def counted(
    connection: Any, manifest: dict[str, Any], runs: list[dict[str, Any]]
) -> tuple[dict[str, dict[str, Any]], dict[str, int]]:
    """The figures of every method, by the path of its SQL, under the rebuttals that stand; and what is in no method.

    ``runs`` are all of the default reading (读法), or one of another.
    """
    reading = runs[0]["reading"] if runs else None
    if reading:
        connection.execute(Path(reading["sql"]).read_text("utf-8"))
    beside = rows_of(connection, Path((reading or manifest)["not_identifying"]).read_text("utf-8"))[0]
    beside = {"not_identifying" if name == "records" else name: number for name, number in beside.items()}
    paths = sorted({sql for run in runs for sql in run["methods"].values()})
    texts = {path: Path(path).read_text("utf-8") for path in paths}
    whole = {path: figures(connection, text) for path, text in texts.items()}
    if manifest["rebuttals"]:
        if not reading:
            query = Path(manifest["rebuttals"]["query"]).read_text("utf-8")
            connection.execute(f"create table rebutted as {query}")
        grounds, kept = manifest["rebuttals"]["steps"], []
        for number, step in enumerate(grounds):
            # The ledger without the records of this ground and of those after it.
            connection.execute(Path(step["ledger"]).read_text("utf-8"))
            kept.append({p: figures(connection, t) for p, t in texts.items() if number == 0 or "kinds" in whole[p]})
        whole = {path: without(path, whole, kept, grounds, connection) for path in paths}
    if reading and reading["participants"]:
        tiers = {row["class"]: str(row["tier"]) for row in rows_of(connection, "select class, tier from class_order")}
        whole = {path: talking(one, reading["participants"], tiers) for path, one in whole.items()}
    return whole, beside


def talking(got: dict[str, Any], class_: str, tiers: dict[str, str]) -> dict[str, Any]:
    """Under a reading that counts them: each participant of each chat is at most a piece of this class; low stays."""
    if "kinds" in got:
        return got
    exhibits: dict[str, int] = {}
    for table in json.loads(Path("case/found.json").read_bytes())["tables"]:
        if table["participants"]:
            exhibits[table["exhibit"]] = exhibits.get(table["exhibit"], 0) + table["participants"]
    many = sum(exhibits.values())
    out = {**got, **{name: got[name] + many for name in ("total", "high")}}
    for name in ("classes", "high_classes"):
        out[name] = {**got[name], class_: got[name][class_] + many}
    out["tiers"] = {**got["tiers"], tiers[class_]: got["tiers"][tiers[class_]] + many}
    for exhibit, pieces in exhibits.items() if "by_exhibit" in got else ():
        own = got["by_exhibit"].get(exhibit, {})
        out["by_exhibit"] = {**out["by_exhibit"], exhibit: {**own, class_: own.get(class_, 0) + pieces}}
    return out


def without(
    path: str, whole: dict[str, Any], kept: list[dict[str, Any]], grounds: list[dict[str, Any]], connection: Any
) -> dict[str, Any]:
    """Total and low of a method without the records taken out; high, and what is proven untrue, of the whole."""
    every, first = whole[path], kept[0][path]
    out = [entry for entry in first["excluded"] if entry["reason"] == "duplicate"]
    out += [entry for entry in every["excluded"] if entry["reason"] != "duplicate"]
    totals = [step[path]["total"] for step in kept if path in step] + [every["total"]]
    for number, step in enumerate(grounds):
        if "kinds" in every:
            pieces = totals[number + 1] - totals[number]
        else:
            sql = f"select count(*) as records from rebutted where ground = {int(step['ground'])}"
            pieces = rows_of(connection, sql)[0]["records"]
        out.append({"reason": step["reason"], "pieces": pieces})
    return {**first, "excluded": out, "high": every["high"], "high_classes": every["high_classes"]}


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
    names = {*got, *(name for name in ("kinds", "by_exhibit") if name in run)}
    stated, recounted = flat({name: run.get(name) for name in names}), flat(got)
    wrong = [name for name in sorted({*stated, *recounted}) if stated.get(name, 0) != recounted.get(name, 0)]
    for name in wrong:
        zh = f"记录为 {stated.get(name, 0)}，复算为 {recounted.get(name, 0)}。"
        en = f"The run says {stated.get(name, 0)}, the recount {recounted.get(name, 0)}."
        differs(findings, "figure", " ".join(part for part in (path, method, name) if part), zh, en)
    kept = {name: stated.get(name, 0) for name in ("total", "low", "high") if method}
    left = sorted(set(run) - names) if method else []
    figures_of = {"figures": len({*stated, *recounted}), "not_recounted": left}
    return {"run": path, "method": method, **figures_of, "stated": kept, "recounted": got}


def check_rules(manifest: dict[str, Any], connection: Any, findings: Findings) -> None:
    """The tables that the SQL reads are those of classes.yaml and identity.yaml, which the run names by digest."""
    bits = {row["name"]: 1 << row["bit"] for row in rows_of(connection, "select name, bit from kinds")}
    classes, identity = (Path(name).read_text("utf-8") for name in manifest["rules"])

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


def check_rebuttals(
    manifest: dict[str, Any], connection: Any, decided: list[dict[str, Any]], findings: Findings
) -> None:
    """The tables of rebuttals are what the decisions that stand in the log take out."""
    stated: list[str] = []
    if manifest["rebuttals"]:
        names = {step["ground"]: step["reason"].removeprefix("rebutted_") for step in manifest["rebuttals"]["steps"]}
        for row in rows_of(connection, "select number, ground from rebuttal"):
            at = f"where number = {int(row['number'])}"
            scope = {
                "places": [[*one.values()] for one in rows_of(connection, f"{PLACES} {at}")],
                "classes": [one["class"] for one in rows_of(connection, f"select class from rebuttal_class {at}")],
                "doubts": [one["doubt"] for one in rows_of(connection, f"select doubt from rebuttal_doubt {at}")],
                "values": [[*one.values()] for one in rows_of(connection, f"{VALUES} {at}")],
            }
            stated.append(scope_key(names[row["ground"]], scope))
    if set(stated) != {scope_key(one["ground"], plain(one["scope"])) for one in decided}:
        zh, en = (
            "反证表与日志中有效的决定不符。",
            "The tables of rebuttals are not the decisions that stand in the log.",
        )
        differs(findings, "record", manifest["prelude"], zh, en)


def check_persons(
    manifest: dict[str, Any], connection: Any, decisions: list[dict[str, Any]], findings: Findings
) -> None:
    """The tables of what joins persons, and what joins nobody, are the decisions that stand in the log."""
    cut = [row["token"] for row in rows_of(connection, "select lower(hex(token)) as token from unlinked")]
    links = [[[*row.values()][:3], [*row.values()][3:]] for row in rows_of(connection, "from linked")]
    if [sorted(cut), sorted(map(sorted, links))] != [*persons(decisions)]:
        zh, en = (
            "关于同一人的表与日志中有效的决定不符。",
            "The tables on persons are not the decisions that stand in the log.",
        )
        differs(findings, "record", manifest["prelude"], zh, en)


def persons(decisions: list[dict[str, Any]]) -> tuple[list[str], list[list[list[Any]]]]:
    """What stands decided on persons: tokens that join nobody, pairs of records that are of one person; in order."""
    own = [one["what"] for one in decisions if one["kind"] == "person"]
    pairs = {tuple(sorted(place(text) for text in what["link"])) for what in own if "link" in what}
    return sorted({what["unlink"] for what in own if "unlink" in what}), [[[*a], [*b]] for a, b in sorted(pairs)]


def place(text: str) -> tuple[str, int, int]:
    """A record as the log writes it, ``E1.2!R5#2``: table, row, the nth of the row."""
    source, _, rest = text.partition("!R")
    row, _, part = rest.partition("#")
    return source, int(row), int(part or 1)


def check_inputs(
    manifest: dict[str, Any], digests: dict[str, str], decisions: list[dict[str, Any]], findings: Findings
) -> None:
    """The decisions that stand in the log are those that the runs name by their digests."""
    cut, links = persons(decisions)
    shown = [[f"{t}!R{row}" + (f"#{n}" if n > 1 else "") for t, row, n in pair] for pair in links]
    digests = {**digests, "persons": digest({"link": shown, "unlink": cut})}
    for run in manifest["runs"]:
        plan = json.loads(Path(run["path"]).read_bytes())["plan"]
        inputs, must = plan["inputs"], {"rebuttals"} & {*digests}
        # Samples speak of the default reading, and of the methods that every count gives.
        must |= {*digests} & {"samples"} if "readings" not in plan and "by_person@2" not in plan["methods"] else set()
        for name in sorted({*inputs, *must} - {"ledger"}):
            if inputs.get(name) != digests.get(name):
                zh = f"日志中有效的决定与计数所用不符：{name}。"
                en = f"The decisions that stand in the log are not those that the run names: {name}."
                differs(findings, "record", run["path"], zh, en)


def standing(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The decisions of the log that nobody undid, oldest first: kind and what."""
    undone = {entry["body"]["number"] for entry in entries if entry["event"] == "decision.undone"}
    return [entry["body"] for entry in entries if entry["event"] == "decision" and entry["n"] not in undone]


def canonical(value: Any) -> str:
    """JSON as the log writes it: sorted keys, no blanks."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(value: Any) -> str:
    """SHA-256 of a value in that form."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def plain(scope: dict[str, Any]) -> dict[str, Any]:
    """A scope of the log as the tables have it: rows 0 to LAST_ROW stand for all, part 0 for all."""
    places = [[p["source"], *p.get("rows", [0, LAST_ROW]), p.get("part", 0)] for p in scope.get("places", [])]
    values = [[one["kind"], one["token"]] for one in scope.get("values", [])]
    return {**{"classes": [], "doubts": []}, **scope, "places": places, "values": values}


def scope_key(ground: str, scope: dict[str, Any]) -> str:
    """One text for one rebuttal, in whatever order it was written."""
    return json.dumps([ground, {name: sorted(values) for name, values in sorted(scope.items())}])


def show(methods: list[dict[str, Any]]) -> None:
    """The figures side by side."""
    for one in methods:
        if one["method"]:
            print(f"\n{one['run']}  {one['method']}")
            for name, zh in (("total", "认定"), ("low", "下限"), ("high", "上限")):
                stated, counted = one["stated"].get(name), one["recounted"][name]
                mark = "= 一致 same" if stated == counted else "≠ 不一致 DIFFERS"
                print(f"  {zh} {name:6} 记录 run {stated!s:>14}  复算 recount {counted!s:>14}  {mark}")
            if one["not_recounted"]:
                print(f"  未复算 not recounted: {', '.join(one['not_recounted'])}")


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
        methods = recount(kit, manifest, given.memory, answer) if manifest else []
    except CannotGoOn as missing:
        answer["cannot"] = str(missing)
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        answer["cannot"] = f"文件缺失或损坏。 A file is missing or damaged: {type(error).__name__}."
    answer.pop("log", None)
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
