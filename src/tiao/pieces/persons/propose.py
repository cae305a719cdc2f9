"""Proposals (同一人建议): persons that no shared identifier joins and that may still be one. People decide.

Records are compared by Splink (Fellegi-Sunter) over blind columns, in memory. What makes a pair likelier or less likely
is published: how often records of one person agree is set in ``model.yaml``; how often those of two people do so is
counted in the case itself. Nothing is trained, sampled or left to chance, and nothing proposed enters a count.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import yaml

from tiao.case import Case
from tiao.errors import Misuse
from tiao.evidence.decisions import standing
from tiao.pieces.persons.blind_profiles import COLUMNS, Profiles, profiles
from tiao.pieces.persons.joins import look
from tiao.pieces.persons.linked import DIFFERENT, KIND, Places, pair_of
from tiao.pieces.persons.partitions import Progress
from tiao.pieces.reread import masked, nodes_of, places_of, values

MEMORY = "4GB"
# Records that are compared at most.
MOST = 20_000_000


@cache
def model() -> dict[str, Any]:
    """The published weights: ``model.yaml``, read once."""
    text = (Path(__file__).parent / "model.yaml").read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.safe_load(text)
    return read


def propose(case: Case, limit: int | None = None, progress: Progress | None = None) -> dict[str, Any]:
    """Proposes pairs of persons that may be one.

    Two persons with different identity numbers are never proposed, nor a pair that people have decided.

    Args:
        limit: at most so many pairs, the likeliest.
        progress: called with (what, steps done, steps in all).

    Returns:
        The ``tiao.person_proposals/1`` document. Each pair has its ``weight`` (bits, as text), its ``reasons`` and, for
        both records, locator and masked values.

    Raises:
        Misuse: no ledger, too many records, or ``tiao[link]`` is not installed.
        IntegrityBroken: an exhibit is not what was sealed.
    """
    splink = _splink()
    seen = look(case, progress)
    found = seen.found
    if int(found.rows[0].sum()) > MOST:
        raise Misuse("There are too many records to compare.", "persons propose", "Seal fewer exhibits in one case.")
    made = profiles(case, found)
    if progress:
        progress("propose 建议", 1, 3)
    connection = _memory()
    try:
        crowded = _load(connection, made, seen.ids[made.person] > 0)
        pairs = _compare(connection, splink)
    finally:
        connection.close()
    if progress:
        progress("propose 建议", 2, 3)
    decided = [pair_of(one) for one in standing(case, KIND) if DIFFERENT in one.body]
    nodes = nodes_of(found.partitions, {place for pair in decided for place in pair})
    settled = {
        frozenset(int(found.parent[nodes[place]]) for place in pair)
        for pair in decided
        if all(place in nodes for place in pair)
    }
    open_pairs = [pair for pair in pairs if frozenset((pair["person_l"], pair["person_r"])) not in settled]
    shown = open_pairs[:limit]
    where = places_of(found.partitions, {pair[side] for pair in shown for side in ("node_l", "node_r")})
    said = values(case, set(where.values()))
    places = Places(case)

    def record(node: int) -> dict[str, Any]:
        place = where[node]
        return {
            "locator": str(places.locator(place)),
            "place": str(place),
            "values": masked(said.get(place, [])),
        }

    if progress:
        progress("propose 建议", 3, 3)
    return {
        "format": "tiao.person_proposals/1",
        "by": f"splink {splink.__version__}",
        "model": model()["id"],
        "persons": len(found.roots),
        "proposed": len(open_pairs),
        "decided_different": len(decided),
        "too_common": {name: many for name, many in crowded.items() if many},
        "proposals": [
            {
                "weight": pair["weight"],
                "reasons": pair["reasons"],
                "records": [record(pair["node_l"]), record(pair["node_r"])],
            }
            for pair in shown
        ],
    }


def _splink() -> Any:
    try:
        import splink
    except ImportError:
        raise Misuse(
            "Proposals need the library Splink, which is not installed.",
            "persons propose",
            "Install it with `pip install tiao[link]`; the count does not need it.",
        ) from None
    # It tells of its steps and quotes SQL; nobody asked.
    logger = logging.getLogger("splink")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
        logger.propagate = False
    return splink


def _memory() -> duckdb.DuckDBPyConnection:
    """DuckDB in memory: nothing is spilled, nothing is fetched."""
    return duckdb.connect(
        ":memory:",
        config={
            "memory_limit": MEMORY,
            "temp_directory": "",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )


def _load(connection: duckdb.DuckDBPyConnection, made: Profiles, has_id: npt.NDArray[np.bool_]) -> dict[str, int]:
    """The table ``profile``: what is said of each person, each thing once, with the keys by which pairs are looked for.

    Returns:
        For each key how many of its values more than ``most_in_a_block`` persons share. These say too little: pairs
        that agree in nothing else are not looked at.
    """
    columns = {name: pa.array(made.columns[name], mask=made.columns[name] == 0) for name in COLUMNS}
    given = pa.table({"node": made.node, "person": made.person, "has_id": has_id, **columns})
    connection.register("given", given)
    keys = [
        f"case when {' and '.join(f'{part} is not null' for part in parts)}"
        f" then {' || $$-$$ || '.join(f'{part}::varchar' for part in parts)} end as {name}"
        for name, parts in model()["blocks"].items()
    ]
    connection.execute(
        f"""
        create table profile as
        select row_number() over (order by node, person) as unique_id, *, {", ".join(keys)}
        from (select min(node) as node, person, has_id, {", ".join(COLUMNS)} from given group by all)
        """
    )
    connection.unregister("given")
    crowded = {}
    for name in model()["blocks"]:
        connection.execute(
            f"create table crowded as select {name} as token from profile where {name} is not null"
            f" group by {name} having count(distinct person) > {int(model()['most_in_a_block'])}"
        )
        crowded[name] = int(connection.execute("select count(*) from crowded").fetchall()[0][0])
        connection.execute(f"update profile set {name} = null where {name} in (select token from crowded)")
        connection.execute("drop table crowded")
    return crowded


def _compare(connection: duckdb.DuckDBPyConnection, splink: Any) -> list[dict[str, Any]]:
    """Pairs of persons that weigh enough, the heaviest first."""
    persons = connection.execute("select count(distinct person) from profile").fetchall()[0][0]
    if persons < 2:
        return []
    settings = {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        # Before anything is compared, as many pairs are expected to be one person as there are persons.
        "probability_two_random_records_match": 2 / (persons + 1),
        "comparisons": [_comparison(connection, each) for each in model()["comparisons"]],
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": f"l.{name} = r.{name} and l.person <> r.person and not (l.has_id and r.has_id)"}
            for name in model()["blocks"]
        ],
        "retain_intermediate_calculation_columns": True,
        "retain_matching_columns": False,
        "additional_columns_to_retain": ["node", "person", *COLUMNS],
    }
    api = splink.DuckDBAPI(connection)
    linker = splink.Linker(api.register("profile"), settings)
    scored = linker.inference.predict(threshold_match_weight=model()["least_weight"], warning_mode="never")
    rows = scored.as_pyarrow_table().to_pylist()
    best: dict[tuple[int, int], dict[str, Any]] = {}
    # Of several things said of a pair of persons the one that weighs most; of equal ones that which stands first.
    for row in sorted(rows, key=lambda row: (-row["match_weight"], row["unique_id_l"], row["unique_id_r"])):
        low, high = sorted((row["person_l"], row["person_r"]))
        best.setdefault((low, high), row)
    return [_pair(row) for row in best.values()]


def _comparison(connection: duckdb.DuckDBPyConnection, each: Mapping[str, Any]) -> dict[str, Any]:
    """One comparison as Splink takes it; what a record does not say weighs nothing."""
    name, weaker = each["name"], 0
    nothing = f"{name}_l is null or {name}_r is null"
    levels: list[dict[str, Any]] = [{"sql_condition": nothing, "is_null_level": True, "label_for_charts": "null"}]
    pairs, rest = 0, 0
    for place, level in enumerate(each["levels"]):
        column = level["column"]
        said, equal = _agreeing(connection, column)
        if not place:
            pairs, rest = said, said
        # Pairs that agree in a stronger level are not counted again in a weaker one.
        only = max(equal - weaker, 1)
        rest, weaker = rest - only, equal
        levels.append(
            {
                "sql_condition": f"{column}_l = {column}_r",
                "label_for_charts": level["id"],
                "m_probability": level["m"],
                "u_probability": only / (pairs + 1),
                # A rare value says more than a common one.
                "tf_adjustment_column": column,
                "tf_adjustment_weight": 1,
            }
        )
    levels.append(
        {
            "sql_condition": "ELSE",
            "label_for_charts": "differ",
            "m_probability": each["differ"]["m"],
            "u_probability": max(rest, 1) / (pairs + 1),
        }
    )
    return {"output_column_name": name, "comparison_levels": levels}


def _agreeing(connection: duckdb.DuckDBPyConnection, column: str) -> tuple[int, int]:
    """Pairs of which both say something in a column, and those of which both say the same."""
    said, equal = connection.execute(
        f"select sum(many), sum(many * (many - 1) // 2)"
        f" from (select count(*)::hugeint as many from profile where {column} is not null group by {column})"
    ).fetchall()[0]
    said = int(said or 0)
    return said * (said - 1) // 2, int(equal or 0)


def _pair(row: Mapping[str, Any]) -> dict[str, Any]:
    """A scored pair with its weight in bits, as text, and what it is made of."""
    reasons = []
    for each in model()["comparisons"]:
        name = each["name"]
        if row[f"{name}_l"] is None or row[f"{name}_r"] is None:
            continue
        equal = (level for level in each["levels"] if row[f"{level['column']}_l"] == row[f"{level['column']}_r"])
        level = next((one for one in equal if row[f"{one['column']}_l"] is not None), each["differ"])
        bits = row[f"mw_{name}"] + row.get(f"mw_tf_adj_{name}", 0)
        reasons.append({"zh": level["zh"], "en": level["en"], "bits": f"{bits:+.2f}"})
    return {
        "weight": f"{row['match_weight']:.2f}",
        "reasons": reasons,
        **{name: int(row[name]) for name in ("person_l", "person_r", "node_l", "node_r")},
    }
