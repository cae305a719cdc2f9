"""The commands with which people decide, ask under readings and hand over: as they are meant, and as they are not."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from canary.plant import NAMES, RAW, Person
from canary.world import World

# What people write into a reason although they should not: long numbers are masked before they go on record.
WHY = f"经核对 {RAW}，电话 18677401007"
SIGNED = ("--by", "甲", "--why", WHY, "--evidence", f"卷2 第5页 {RAW}")
READING = ("--reading", "bare_phone=with_name", "--reading", "duplicates=as_seized")


def good(world: World) -> None:
    """Every such command as it is meant, over one case; its reports and its kit are made while decisions stand."""
    case = ("--case", world.case)
    places = [line["locator"] for line in _lines(world.tiao("explain", *case, "--json"))]
    _rebut(world, places)
    _persons(world, places)
    _sample(world)
    _law(world)
    facts = world.root / "facts" / "readings.yaml"
    facts.write_text(
        "acts: [{kind: sell}]\ncounts: [{class: general, pieces: 6000, disputed: [bare_phone]}]\n", encoding="utf-8"
    )
    for json_too in ((), ("--json",)):
        world.tiao("count", *case, *READING, *json_too)
        world.tiao("count", *case, "--method", "by_person@2", *json_too)
        world.tiao("assess", *case, "--facts", facts, *json_too)
        world.tiao("assess", "--facts", facts, *json_too)
        world.tiao("explain", *case, "--method", "by_person@2", *json_too)
        world.tiao("explain", *case, "--excluded", "rebutted_untrue", *json_too)
        world.tiao("recount-kit", *case, "--out", world.root / f"kit{len(json_too)}.zip", *json_too)
        world.tiao("verify", *case, *json_too)
    for lang in ("zh", "en"):
        out = world.root / f"decided.{lang}.html"
        world.tiao("report", *case, "--facts", facts, "--lang", lang, "--out", out)


def _rebut(world: World, places: list[str]) -> None:
    case = ("--case", world.case)
    add = ("rebut", "add", *case, "--ground")
    known, other = Person(1007), Person(1014)
    values = world.root / "facts" / f"{NAMES[1]}{RAW}.txt"
    values.write_text(f"{known.resident_id}\n{other.resident_id}\n", encoding="utf-8")
    numbers = [
        _number(world.tiao(*add, "untrue", "--at", places[0], *SIGNED, "--json")),
        _number(world.tiao(*add, "public", "--value", "mobile", *SIGNED, "--json", given=_text(known.mobile))),
        _number(world.tiao(*add, "untrue", "--value", "resident_id", "--from", values, *SIGNED, "--json")),
    ]
    world.tiao(*add, "not_identifying", "--doubt", "region_unknown", "--dry-run", code=None)
    world.tiao(*add, "anonymised", "--at", places[1], *SIGNED)
    world.tiao("rebut", "undo", *case, numbers[0], "--by", "甲", "--why", WHY)
    world.tiao("rebut", "list", *case)
    world.tiao("rebut", "list", *case, "--json")


def _persons(world: World, places: list[str]) -> None:
    case = ("--case", world.case)
    world.tiao("persons", *case)
    shown = json.loads(world.tiao("persons", "show", *case, "--json"))
    token = shown["largest"][0]["joined_by"][0]["token"]
    world.tiao("persons", "propose", *case)
    proposed = json.loads(world.tiao("persons", "propose", *case, "--json"))["proposals"]
    assert proposed, "namesakes are planted: something is proposed, and shown masked"
    one, other = (record["locator"] for record in proposed[0]["records"])
    decide = ("persons", "decide", *case, "--pair")
    made = _number(world.tiao(*decide, one, other, "--same", *SIGNED, "--json"))
    world.tiao(*decide, one, places[2], "--different", *SIGNED)
    world.tiao("persons", "unlink", *case, token, *SIGNED)
    world.tiao("persons", "undo", *case, made, "--by", "甲", "--why", WHY)
    world.tiao("persons", "decisions", *case)
    world.tiao("persons", "decisions", *case, "--json")


def _sample(world: World) -> None:
    case, sheet = ("--case", world.case), world.root / "sheet.csv"
    draw = ("sample", *case, "--class", "general", "--size", 5)
    world.tiao(*draw, "--out", sheet)
    drawn = json.loads(world.tiao(*draw, "--json"))
    reveal = ("--reveal", "--purpose", f"核对 {RAW}", "--by", "甲", "--by", "乙")
    revealed = world.tiao(*draw, *reveal, "--json", keep=False)
    assert any(person.encode() in revealed for person in ("1867740", *NAMES)), "reveal opens here as well"
    filled = world.root / "facts" / f"{NAMES[2]}.csv"
    rows = list(csv.reader(io.StringIO(sheet.read_text(encoding="utf-8-sig"))))
    verdicts = ("false", "duplicate", "unclear", "true", "true")
    for row, verdict in zip(rows[1:], verdicts, strict=True):
        row[-3:] = [verdict, "乙", f"机主称 {RAW}"]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    filled.write_text(text.getvalue(), encoding="utf-8")
    world.tiao("sample", "record", *case, "--verdicts", filled, *SIGNED)
    # It stands while the runs, the reports and the kit are made; another one is drawn and withdrawn.
    for lang in ("zh", "en"):
        world.tiao("sample", "certificate", *case, "--lang", lang)
        out = world.root / f"certificate.{lang}.html"
        world.tiao("sample", "certificate", *case, "--lang", lang, "--out", out, "--json")
    other = json.loads(world.tiao("sample", "draw", *case, "--class", "property", "--size", 2, "--json"))
    assert other["sample"] != drawn["sample"]
    world.tiao("sample", "undo", *case, "--entry", other["entry"], "--by", "甲", "--why", WHY)
    world.tiao("sample", "size", *case, "--margin", "1/10")


def _law(world: World) -> None:
    """The pages of the law, and cases that others wrote down: their names and their words are not repeated."""
    cases = world.root / "facts" / "cases.jsonl"
    named = {"id": RAW, "facts": {"defendant": NAMES[0], "acts": [{"kind": "sell"}]}}
    cases.write_text(json.dumps(named, ensure_ascii=False) + "\n", encoding="utf-8")
    for words in (("readings",), ("compare",), ("courts",), ("compare", "--cases", cases)):
        world.tiao("law", *words)
        world.tiao("law", *words, "--json")


def bad(world: World) -> None:
    """Values where they do not belong: in options, in names of files, in what files say."""
    case, facts = ("--case", world.case), world.root / "facts"
    number, name = _written(facts / f"{RAW}.txt", RAW), NAMES[0]
    sample = json.loads(world.tiao("sample", *case, "--class", "general", "--size", 5, "--json"))["sample"]
    verdicts = _written(facts / "verdicts.csv", f"sample,item,verdict\n{sample},1,{name}{RAW}\n")
    unknown = _written(facts / f"{name}.json", json.dumps({"sample": RAW, "verdicts": [{"item": 1, "verdict": RAW}]}))
    lines = _written(
        facts / f"{RAW}.jsonl", f'{{"id": "{RAW}", "{name}": 1}}\n{name}{RAW}\n{{"facts": {{"{RAW}": 1}}}}\n'
    )
    wrong = _written(facts / "wrong.yaml", f"counts: [{{class: general, pieces: 6000, disputed: [{name}{RAW}]}}]\n")
    add = ("rebut", "add", *case, "--ground", "untrue", *SIGNED)
    locator = f"E1!{name}{RAW}!R2"
    for words in (
        ("count", *case, "--reading", f"{RAW}={name}"),
        ("count", *case, "--reading", f"bare_phone={RAW}"),
        ("count", *case, "--reading", RAW),
        ("assess", *case, "--facts", wrong),
        (*add, "--at", locator),
        (*add, "--value", "mobile", "--from", facts / f"{name}{RAW}"),
        (*add, "--value", RAW),
        (*add, "--value", "email", "--from", number),
        (*add, "--value", "resident_id", "--from", world.seized / "utf8.csv"),
        (*add, "--from", number),
        (*add, RAW),
        ("rebut", "undo", *case, RAW, "--by", "甲", "--why", WHY),
        ("persons", "decide", *case, "--pair", locator, RAW, "--same", *SIGNED),
        ("persons", "unlink", *case, RAW, *SIGNED),
        ("persons", "unlink", *case, name, *SIGNED),
        ("persons", "undo", *case, RAW, "--by", "甲", "--why", WHY),
        ("sample", *case, "--class", RAW, "--size", 5),
        ("sample", *case, "--class", "general", "--size", RAW),
        ("sample", *case, "--class", "general", "--size", 5, "--confidence", RAW),
        ("sample", "record", *case, "--verdicts", verdicts, "--by", "甲"),
        ("sample", "record", *case, "--verdicts", unknown, "--by", "甲"),
        ("sample", "record", *case, "--verdicts", facts / f"{name}{RAW}.csv", "--by", "甲"),
        ("sample", "certificate", *case, "--sample", RAW),
        ("sample", "size", "--margin", RAW),
        ("recount-kit", *case, "--out", world.root / f"{name}{RAW}" / "kit.zip"),
        ("law", "readings", RAW),
        ("sample", "undo", *case, "--entry", RAW, "--by", "甲", "--why", WHY),
        ("law", "compare", facts / f"{RAW}.txt"),
        ("law", "compare", "--proposal", RAW),
        ("law", "courts", "--cases", facts / f"{name}.jsonl"),
    ):
        # With --json an error is said twice: as JSON on stdout and in words on stderr.
        world.tiao(*words, "--json", code=2)
    # Lines that cannot be read are named, and the others are used.
    for command in ("compare", "courts"):
        world.tiao("law", command, "--cases", lines)


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _text(value: str) -> bytes:
    return f"{value}\n".encode()


def _lines(text: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def _number(text: bytes) -> int:
    return int(json.loads(text)["number"])
