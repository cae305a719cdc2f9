"""Counting under readings: profile = SQL = oracle, for readings on paper and for readings at random."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oracle import count as plain
from oracle.catalogue import ALONE, CLASS_LINES, KEEPING, KINDS, STRIKING, TOGETHER
from oracle.reading import CLASSES, Reading
from oracle.rebuttals import Said
from oracle.rebuttals import count as rebutted
from oracle.records import Record
from pieces import made
from pieces.test_conformance import made_records, random_record
from pieces.test_rebutted import said, scope, stood
from pieces.test_rules import CARD, ID1, M1, M2, NAME, PASSWORD, PLACE, SUM, WRONG, record
from tiao.case import Case
from tiao.errors import Misuse
from tiao.pieces.count import document
from tiao.pieces.method import METHODS
from tiao.pieces.readings import tokens
from tiao.pieces.readings.overlay import Overlay, combine, parse
from tiao.pieces.readings.profile import UnderReading, counts_under, figures_under
from tiao.pieces.rebuttals import rebut
from tiao.pieces.rebuttals.rebut import Rebuttal
from tiao.pieces.sql import count_by_sql

WHOLE = bool(os.environ.get("TIAO_WHOLE"))
Plain = Mapping[str, Any]


def by_profile(readings: Sequence[UnderReading]) -> list[dict[str, Any]]:
    """The profile's figures in the form of the other two."""
    answers = []
    for reading in readings:
        answer = document({"rows": 0, "unread": [], "files": []}, reading.figures, METHODS, {})
        answer["methods"]["by_record@1"]["by_exhibit"] = reading.by_exhibit
        answers.append(
            {
                "methods": answer["methods"],
                "not_identifying": reading.figures.not_identifying,
                "left_out": reading.left_out,
            }
        )
    return answers


def by_oracle(files: made.Files, reading: Reading) -> dict[str, Any]:
    exhibits: dict[str, list[Record]] = {}
    for name, records in files.items():
        exhibits.setdefault(name.split(".")[0], []).extend(records)
    answer = plain.count((record for own in exhibits.values() for record in own), reading)
    alone = {exhibit: plain.count(own, reading)["methods"]["by_record@1"] for exhibit, own in exhibits.items()}
    answer["methods"]["by_record@1"]["by_exhibit"] = {
        exhibit: {name: n for name, n in own["classes"].items() if n} for exhibit, own in alone.items() if own["total"]
    }
    return answer


def three_ways(case: Case, files: made.Files, *readings: Sequence[Plain], by_sql: int) -> list[dict[str, Any]]:
    """The answer under each reading, a combination of overlays; profile, SQL and oracle say the same.

    Args:
        by_sql: how many of the readings, the last ones, are counted by SQL as well.
    """
    made.write(case, files)
    overlays = [combine(map(parse, reading)) for reading in readings]
    answers = by_profile(figures_under(case, overlays))
    for n, (reading, overlay, answer) in enumerate(
        zip(readings, overlays, answers, strict=True), by_sql - len(readings)
    ):
        assert answer == by_oracle(files, Reading(reading))
        assert n < 0 or answer == count_by_sql(case, overlay=overlay)
    return answers


# -- readings at random -----------------------------------------------------------------------------------------------

_kind_names = st.one_of(st.sampled_from(["mobile", "name", "goods", "balance", "position"]), st.sampled_from(KINDS))
_sets = st.lists(_kind_names, min_size=1, max_size=3, unique=True)
_pairs = st.lists(_kind_names, min_size=2, max_size=3, unique=True)
_lines = st.builds(
    lambda name, kinds, all_of: {"class": name, "all" if all_of else "any": kinds},
    st.sampled_from(CLASSES), _sets, st.booleans(),
)  # fmt: skip


@st.composite
def overlays(draw: st.DrawFn) -> Plain:
    identity = {
        "without_alone": draw(st.lists(st.sampled_from(sorted(ALONE)), max_size=3, unique=True)),
        "without_together": draw(st.lists(st.sampled_from(sorted(map(sorted, TOGETHER))), max_size=2)),
    }
    alone = [
        kind for kind in draw(st.lists(_kind_names, max_size=2, unique=True)) if kind not in identity["without_alone"]
    ]
    together = [pair for pair in draw(st.lists(_pairs, max_size=2)) if set(pair) not in TOGETHER]
    whole: dict[str, Any] = {
        "classes": draw(st.lists(_lines, max_size=3)),
        "without_classes": [
            {key: line[key] for key in ("class", "any", "all") if key in line}
            for line in draw(st.lists(st.sampled_from(CLASS_LINES[:-1]), max_size=2))
        ],
        "identity": {**identity, "alone": alone, "together": together},
        "leave_out": {
            "doubts": draw(st.lists(st.sampled_from((*KEEPING, *STRIKING)), max_size=2, unique=True)),
            "only": draw(st.lists(_sets, max_size=3)),
        },
    }
    return {key: whole[key] for key in draw(st.sets(st.sampled_from(sorted(whole)), max_size=4))}


def agree(*readings: Plain) -> bool:
    """Whether no overlay takes away what another adds."""
    of = [one.get("identity", {}) for one in readings]
    alone = {kind for one in of for kind in one.get("alone", ())}
    together = {frozenset(line) for one in of for line in one.get("together", ())}
    return not (
        alone & {kind for one in of for kind in one.get("without_alone", ())}
        or together & {frozenset(line) for one in of for line in one.get("without_together", ())}
    )


_parts = st.sampled_from(["E1.1-00001", "E1.1-00002", "E1.2-00001", "E2.1-00001"])


@settings(max_examples=600 if WHOLE else 40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.dictionaries(_parts, st.lists(made_records(), max_size=12), max_size=3), st.lists(overlays(), max_size=3))
def test_any_records_under_any_readings(case: Case, files: dict[str, list[Record]], readings: list[Plain]) -> None:
    together = [tuple(readings)] if agree(*readings) else []
    three_ways(case, files, (), *((one,) for one in readings), *together, by_sql=1)


@settings(max_examples=300 if WHOLE else 15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    st.dictionaries(_parts, st.lists(made_records(), max_size=12), min_size=1, max_size=3),
    st.lists(said, min_size=1, max_size=3, unique_by=scope),
    overlays(),
)
def test_any_rebuttals_under_any_reading(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, list[Record]], against: list[Said], reading: Plain
) -> None:
    case = made.new_case(tmp_path_factory.mktemp("case"))
    made.write(case, files)
    for one in against:
        rebut.add(case, Rebuttal(one.ground, scope(one)), ["辩护人甲"], "不真实", "卷一 第1页")
    answers = by_profile(figures_under(case, [Overlay(), parse(reading)]))
    for overlay, answer in zip(({}, reading), answers, strict=True):
        assert answer == rebutted(stood(files), against, Reading([overlay]))
        assert answer == count_by_sql(case, overlay=parse(overlay))


_OF_RANDOM: tuple[tuple[Plain, ...], ...] = (
    (),
    ({"leave_out": {"only": [["mobile"], ["resident_id", "mobile"]]}},),
    ({"leave_out": {"doubts": ["mobile_range", "masked"]}},),
    ({"identity": {"without_alone": ["mobile", "bank_card"], "together": [["name", "mobile"]]}},),
    ({"classes": [{"class": "transaction", "any": ["goods", "mobile"]}]},),
    ({"without_classes": [{"class": "whereabouts", "any": ["position", "checkpoint", "place"]}]},),
    (
        {
            "without_classes": [{"class": "property", "any": ["balance"]}],
            "classes": [{"class": "credit", "any": ["imei"]}],
        },
        {"classes": [{"class": "health", "all": ["name", "balance"]}]},
    ),
)


@pytest.mark.parametrize("seed", range(10 if WHOLE else 2))
def test_many_records_under_many_readings(case: Case, seed: int) -> None:
    """Thousands of lines: each reading changes something, and what it changes it changes alike in all three."""
    chance = Random(seed)
    names = [f"E{exhibit}.1-{part:05d}" for exhibit in (1, 2, 11) for part in (1, 2)]
    answers = three_ways(
        case, {name: [random_record(chance, 60) for _ in range(400)] for name in names}, *_OF_RANDOM, by_sql=4
    )
    default = answers[0]
    for answer in answers[1:]:
        assert all(answer["methods"][method.id] != default["methods"][method.id] for method in METHODS)
    assert [bool(answer["left_out"]) for answer in answers] == [False, True, True, False, False, False, False]


def test_more_readings_than_one_profile_tells_apart(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words of a few bits: readings are profiled in groups, to the same figures, in the same order."""
    chance = Random(5)
    made.write(case, {"E1.1-00001": [random_record(chance, 30) for _ in range(600)]})
    readings = [combine(map(parse, one)) for one in _OF_RANDOM]
    wanted = by_profile(figures_under(case, readings))
    for most in (1, 40, 300):
        monkeypatch.setattr(tokens, "MOST", most)
        assert by_profile(figures_under(case, readings)) == wanted


# -- readings on paper ------------------------------------------------------------------------------------------------


def classes(case: Case, overlay: Plain, method: str = "by_record@1") -> tuple[dict[str, int], ...]:
    """Total, low and high by class, without zeros."""
    found = counts_under(case, {"it": parse(overlay)}, method)["it"]
    return tuple({name: n for name, n in found[key].items() if n} for key in ("classes", "low_classes", "high_classes"))


def on_paper(case: Case, *records: Record) -> None:
    made.write(case, {"E1.1-00001": list(records)})


def test_a_bare_number_is_left_out(case: Case) -> None:
    """In high the struck identity number stands beside it, so that there it is not bare."""
    on_paper(case, record(M1), record(M1, NAME), record(M2, struck=[WRONG]), record(M2))
    assert classes(case, {}) == ({"general": 3}, {"general": 3}, {"general": 4})
    bare = {"leave_out": {"only": [["mobile"]]}}
    assert classes(case, bare) == ({"general": 1}, {"general": 1}, {"general": 2})
    (reading,) = figures_under(case, [parse(bare)])
    assert (reading.left_out, reading.figures.not_identifying) == (2, 0)
    assert reading.figures.excluded.tolist() == [1] + [0] * 9


def test_a_content_stays_if_one_of_its_records_stays(case: Case) -> None:
    on_paper(case, record(M1, doubts=["company"]), record(M1), record(M2, doubts=["company"]))
    assert classes(case, {"leave_out": {"doubts": ["company"]}}) == ({"general": 1},) * 3
    assert classes(case, {"leave_out": {"doubts": ["region_unknown"]}})[0] == {"general": 2}


def test_what_identifies_can_change(case: Case) -> None:
    on_paper(case, record(M1), record(NAME, M2), record(NAME, PASSWORD), record(NAME))
    assert classes(case, {"identity": {"without_alone": ["mobile"]}})[0] == {}
    assert classes(case, {"identity": {"without_alone": ["mobile"], "together": [["name", "mobile"]]}})[0] == {
        "general": 1
    }
    assert classes(case, {"identity": {"alone": ["name"]}})[0] == {"general": 4}
    (reading,) = figures_under(case, [parse({"identity": {"alone": ["name"]}})])
    assert reading.figures.not_identifying == 0


def test_a_record_has_the_gravest_class_that_any_line_gives(case: Case) -> None:
    """A line that is added raises and never lowers; what lowers is a line that falls away."""
    on_paper(case, record(ID1, PLACE, SUM), record(M1, SUM), record(M2))
    assert classes(case, {})[0] == {"whereabouts": 1, "property": 1, "general": 1}
    assert classes(case, {"classes": [{"class": "general", "any": ["balance"]}]})[0] == classes(case, {})[0]
    assert classes(case, {"classes": [{"class": "credit", "any": ["balance", "mobile"]}]})[0] == {
        "whereabouts": 1,
        "credit": 2,
    }
    narrow = {"without_classes": [{"class": "whereabouts", "any": ["checkpoint", "position", "place"]}]}
    assert classes(case, narrow)[0] == {"property": 2, "general": 1}
    both = {**narrow, "classes": [{"class": "health", "any": ["position", "mobile"]}]}
    assert classes(case, both)[0] == {"property": 2, "health": 1}


def test_classes_yaml_stands_gravest_first() -> None:
    """So that its first match, which every count takes, is the gravest, which a reading takes."""
    order = [CLASSES.index(line["class"]) for line in CLASS_LINES]
    assert order == sorted(order)
    assert not CLASS_LINES[-1]["any"]


def test_a_persons_classes_and_a_values_gravest_follow_the_reading(case: Case) -> None:
    on_paper(case, record(ID1), record(ID1, SUM), record(ID1, PLACE))
    narrow = {"without_classes": [{"class": "whereabouts", "any": ["position", "checkpoint", "place"]}]}
    assert classes(case, {}, "by_person")[0] == {"whereabouts": 1, "property": 1, "general": 1}
    assert classes(case, narrow, "by_person")[0] == {"property": 1, "general": 1}
    assert classes(case, {}, "by_value")[0] == {"whereabouts": 1}
    assert classes(case, narrow, "by_value")[0] == {"property": 1}


def test_a_reading_can_take_another_method(case: Case) -> None:
    on_paper(case, record(ID1), record(ID1, NAME), record(ID1, NAME))
    found = counts_under(case, {"record": Overlay(), "person": parse({"method": "by_person"}), "again": Overlay()})
    assert list(found) == ["record", "person", "again"]
    assert [one["classes"]["general"] for one in found.values()] == [2, 1, 2]
    assert [one["method"] for one in found.values()] == ["by_record@1", "by_person@1", "by_record@1"]
    assert found["record"]["by_exhibit"] == {"E1": {"general": 2}}
    assert "by_exhibit" not in found["person"]


def test_two_readings_that_speak_of_one_record(case: Case) -> None:
    """The graver class, whichever stands first; what only one of them speaks of follows that one."""
    on_paper(case, record(ID1, SUM), record(M1, NAME), record(M2, SUM, NAME))
    one = parse({"classes": [{"class": "health", "any": ["name"]}]})
    other = parse(
        {
            "without_classes": [{"class": "property", "any": ["balance"]}],
            "classes": [
                {"class": "lodging", "any": ["balance"]},
                {"class": "credit", "all": ["resident_id", "balance"]},
            ],
        }
    )
    both = counts_under(case, {"a": combine([one, other]), "b": combine([other, one])})
    assert both["a"] == both["b"]
    assert {name: n for name, n in both["a"]["classes"].items() if n} == {"credit": 1, "lodging": 1, "health": 1}


def test_a_card_with_its_password(case: Case) -> None:
    on_paper(case, record(CARD, PASSWORD), record(CARD))
    line = {"class": "property", "all": ["bank_card", "password"]}
    assert classes(case, {"without_classes": [line]})[0] == {"general": 2}
    account = {"classes": [{"class": "property", "any": ["bank_card"]}]}
    assert classes(case, account)[0] == {"property": 2}


def test_an_empty_ledger(case: Case) -> None:
    on_paper(case)
    assert classes(case, {}) == ({}, {}, {})
    assert counts_under(case, {}) == {}


def test_unknown_method(case: Case) -> None:
    with pytest.raises(Misuse, match="no such counting method"):
        counts_under(case, {"it": Overlay()}, "by_guess")
