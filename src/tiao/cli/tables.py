"""Tables that several commands print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tiao.cli.output import table
from tiao.cli.reading_tables import print_readings
from tiao.model import CLASSES

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

CLASS_ZH = {
    "whereabouts": "行踪轨迹信息",
    "communication_content": "通信内容",
    "credit": "征信信息",
    "property": "财产信息",
    "lodging": "住宿信息",
    "communication_record": "通信记录",
    "health": "健康生理信息",
    "transaction": "交易信息",
    "other_sensitive": "其他可能影响人身、财产安全的信息",
    "general": "其余公民个人信息",
}
METHOD_ZH = {
    "by_row@1": "按查获",
    "by_record@1": "按信息去重",
    "by_person@1": "按人",
    "by_value@1": "按标识值",
    "by_person@2": "按同一自然人",
}
# Counted only when it is asked for.
ON_REQUEST = ("by_person@2",)
METHODS = tuple(name for name in METHOD_ZH if name not in ON_REQUEST)
# The bare name is the version that every count gives.
METHOD_NAMES = (*METHODS, *ON_REQUEST, *(name.partition("@")[0] for name in METHODS))
REASON_ZH = {
    "duplicate": "重复",
    "resident_id_checksum": "身份证号码校验位错误",
    "resident_id_date": "身份证号码中的出生日期不可能",
    "masked": "查获时已被遮盖",
    "truncated": "号码残缺",
    "mobile_malformed": "移动电话号码形式错误",
    "bank_card_luhn": "银行卡号校验位错误",
    "bank_card_malformed": "银行卡号形式错误",
    "email_malformed": "电子邮箱形式错误",
    "plate_malformed": "机动车号牌形式错误",
    "imei_luhn": "移动设备识别码校验位错误",
    "rebutted_untrue": "反证：不真实",
    "rebutted_duplicate": "反证：重复",
    "rebutted_not_identifying": "反证：不能识别特定自然人",
    "rebutted_public": "反证：已公开",
    "rebutted_anonymised": "反证：无法识别特定个人且不能复原",
}
OUTCOME_ZH = {
    "no_crime_at_that_time": "行为时不为罪",
    "not_met": "未达标准",
    "serious": "情节严重",
    "especially_serious": "情节特别严重",
    "undetermined": "不能确定",
}


def class_name(name: str) -> str:
    """A class in both languages."""
    return f"{name} {CLASS_ZH[name]}"


def method_name(name: str) -> str:
    """A counting method in both languages."""
    return f"{name} {METHOD_ZH.get(name, '')}".rstrip()


def reason_name(name: str) -> str:
    """A reason for leaving something out, in both languages."""
    return f"{name} {REASON_ZH.get(name, '')}".rstrip()


def files_table(files: Sequence[Mapping[str, Any]]) -> Table:
    """How each table, text or chat was read."""
    return table(
        "Read 读取",
        ("exhibit", "file", "table", "read as", "rows", "records"),
        [(f["exhibit"], f["shown"], f["table"], f["reader"], f["rows"], f["records"]) for f in files],
        figures=(4, 5),
    )


def unread_table(unread: Sequence[Mapping[str, Any]]) -> Table:
    """What could not be read: never a silent gap."""
    return table(
        "Could not be read 未能读取",
        ("exhibit", "where", "what", "what to do"),
        [(u["exhibit"], u["where"], u["what"], u["hint"]) for u in unread],
    )


def print_count(console: Console, counted: Mapping[str, Any]) -> None:
    """One line per method, one per class, and what was left out."""
    methods = counted["methods"]
    names = list(methods)
    console.print(
        table(
            f"Counted 计数 (条), run {counted['run'][:16]}",
            ("method", "total", "low", "high"),
            [(method_name(name), m["total"], m["low"], m["high"]) for name, m in methods.items()],
            figures=(1, 2, 3),
        )
    )
    console.print(
        table(
            "Classes 类别 (法释〔2017〕10号 第五条)",
            ("class", *names),
            [
                (class_name(class_), *(methods[name]["classes"][class_] for name in names))
                for class_ in CLASSES
                if any(methods[name]["classes"][class_] for name in names)
            ],
            figures=tuple(range(1, len(names) + 1)),
        )
    )
    reasons = list(dict.fromkeys(e["reason"] for m in methods.values() for e in m["excluded"]))
    left_out = {name: {e["reason"]: e["pieces"] for e in methods[name]["excluded"]} for name in names}
    if reasons:
        console.print(
            table(
                "Left out of the total 未计入",
                ("reason", *names),
                [(reason_name(reason), *(left_out[name].get(reason, 0) for name in names)) for reason in reasons],
                figures=tuple(range(1, len(names) + 1)),
            )
        )
    console.print(f"Rows read 已读 {counted['rows']:,} 行; could not be read 未能读取 {counted['unreadable']:,} 项")


def print_assessment(console: Console, assessment: Mapping[str, Any], lang: str = "zh", brief: bool = False) -> None:
    """The outcome, the tree of articles, what would change it.

    Args:
        console: where to.
        assessment: ``tiao.assessment/1``.
        lang: of reasons and questions; citations are Chinese in both.
        brief: only what is met, and how many things would change the outcome.
    """
    outcome = assessment["outcome"]
    console.print(f"Outcome 结论: {outcome} {OUTCOME_ZH.get(outcome, '')} ({assessment['regime']})", style="bold")
    if len(assessment["possible"]) > 1:
        left = " / ".join(f"{name} {OUTCOME_ZH.get(name, '')}" for name in assessment["possible"])
        console.print(f"  left open by the facts 事实未能排除: {left}")
    for step in assessment["steps"]:
        _print_step(console, step, 1, lang, brief)
    parts = assessment.get("by_regime", ())
    for part in parts if len(parts) > 1 else ():
        _print_part(console, part, lang)
    if assessment.get("readings"):
        print_readings(console, assessment["readings"], lang, brief)
    for other in assessment.get("alternatives", ()):
        _print_alternative(console, other, lang)
    # What a disputed reading changes stands in the table of readings.
    flips = [flip for flip in assessment["flips"] if not flip.get("reading")]
    if brief and flips:
        console.print(f"  {len(flips)} facts would change this: `tiao assess` and the report name them.")
        return
    for flip in flips:
        question = flip["question_en"] if lang == "en" else flip["question"]
        console.print(f"  would change 争点: {question}: {flip['from']} → {flip['to']}: {flip['outcome']}")


def _print_part(console: Console, part: Mapping[str, Any], lang: str) -> None:
    """What of the acts falls under one version of the law, and its outcome alone."""
    mark = "→ taken 采用" if part["taken"] else "  alone 单独"
    acts = ", ".join(str(n) for n in (*part["acts"], *(f"{n}*" for n in part["divided"])))
    because = part["because_en"] if lang == "en" else part["because"]
    outcome = f"{part['outcome']} {OUTCOME_ZH[part['outcome']]}"
    console.print(f"  {mark}  {part['regime']} ({part['from']} – {part['to']}, acts 行为 {acts}): {outcome}; {because}")


def _print_alternative(console: Console, other: Mapping[str, Any], lang: str) -> None:
    """A neighbouring offence: whether its standard is met, why, and how it stands to art. 253-1."""
    mark = {True: "✓ met", False: "✗ not met", None: "? unknown"}[other["met"]]
    end = "_en" if lang == "en" else ""
    unread = "" if other["checked"] else "  ⚠ 未核对原文 / not checked"
    console.print(
        f"  also 相邻罪名: {mark}  {other['offence' + end]} {other['cite']}: {other['because' + end]}{unread}"
    )
    console.print(f"    {other['relation' + end]}")


def _print_step(console: Console, step: Mapping[str, Any], depth: int, lang: str, brief: bool) -> None:
    if not brief or step["met"]:
        mark = {True: "✓ met", False: "✗ not met", None: "? unknown"}[step["met"]]
        ratio = f" ({step['ratio']})" if step["ratio"] else ""
        because = step["because_en"] if lang == "en" else step["because"]
        unread = "" if step.get("checked", True) else "  ⚠ 未核对原文 / not checked"
        console.print(f"{'  ' * depth}{mark}{ratio}  {step['cite']}  {because}{unread}")
        for part in step["parts"]:
            _print_step(console, part, depth + 1, lang, brief)
