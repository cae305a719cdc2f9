"""The law pages of the manual, written from the rule files: ``python -m tiao.law.pages docs/law``."""

from __future__ import annotations

import sys
from pathlib import Path

from tiao.law.examples import descriptions
from tiao.law.rule import Rule
from tiao.law.rulebook import FILES, rules_of

TITLES = {
    "253-1": "刑法第二百五十三条之一",
    "time": "时间效力",
    "limitation": "追诉时效",
    "general": "刑法总则",
    "2017-10": "法释〔2017〕10号",
    "neighbours": "相邻罪名",
}


def pages() -> dict[str, str]:
    """Each page's name and text: one page an instrument, articles in order, worked examples under their article."""
    found: dict[str, list[str]] = {}
    for file in FILES:
        rules = rules_of(file)
        page = found.setdefault(rules[0].instrument, [])
        page.extend(part for rule in rules for part in _rule(rule))
        page.extend(_examples(file))
    return {f"{name}.md": "\n".join([*_head(TITLES[name]), *parts]).rstrip() + "\n" for name, parts in found.items()}


def _head(title: str) -> list[str]:
    return [
        f"# {title}",
        "",
        "Written by `python -m tiao.law.pages docs/law` from `src/tiao/law/cn/`: change it there.",
        "",
    ]


def _rule(rule: Rule) -> list[str]:
    until = rule.in_force.to.isoformat() if rule.in_force.to else "…"
    since = rule.in_force.from_.isoformat() if rule.in_force.from_ else "…"
    checked = f"checked on {rule.checked_on}" if rule.checked else "text not read in full: confirm before use"
    return [
        f"## {rule.cite}",
        "",
        *([f"> {rule.quote}", ""] if rule.quote else []),
        rule.gloss_en,
        "",
        f"`{rule.id}`, {since} to {until}, {checked}. {rule.source}",
        "",
        *[f"- {note}" for note in rule.notes],
        *([""] if rule.notes else []),
    ]


def _examples(file: str) -> list[str]:
    rows = [f"| {name} | {outcome} |" for name, outcome in descriptions(file)]
    return ["### Worked examples", "", "| facts | outcome |", "|---|---|", *rows, ""] if rows else []


def main(folder: str) -> None:
    """Write the pages into a folder."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (place / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
