"""Readings for the recount by SQL: the small tables and the ledger as an overlay changes them. No method changes."""

from __future__ import annotations

from dataclasses import replace

import duckdb

from tiao.model import CLASSES
from tiao.pieces.readings.overlay import Overlay, rules_under
from tiao.pieces.rebuttals import sql_rebutted
from tiao.pieces.rebuttals.rebutted import Rebutted
from tiao.pieces.rules import Rules

# Records with a kind that identify nobody, and those that would count but for what the reading leaves out.
_BESIDE = """
select
    count(*) filter (where not could) as not_identifying,
    count(*) filter (where could and not (stays and counts)) as left_out
from (
    select
        exists (select 1 from could_identify as one where (held & one.mask) = one.mask) as could,
        exists (select 1 from identity where (held & identity.mask) = identity.mask) as counts,
        (doubts & {doubts}) = 0 as stays
    from (select kinds | struck as held, doubts from every_ledger where not more)
    where held <> 0
)
"""
_NOT_IN_TOTAL = """
delete from rebutted
where not exists (
    select 1
    from whole_ledger as one
    join identity on (one.kinds & identity.mask) = identity.mask
    where not one.more and one.source = rebutted.source and one.row = rebutted.row and one.part = rebutted.part
)
"""


def change(connection: duckdb.DuckDBPyConnection, overlay: Overlay, rebutted: Rebutted) -> dict[str, int]:
    """Makes the views and tables of ``sql.ledger_of`` those of a reading.

    What rebuttals take out is marked first, by the classes of the default reading, which their words were written for.

    Returns:
        ``not_identifying`` and ``left_out``: records that are in no method.
    """
    if rebutted:
        # A reading may count records that the default does not: a rebuttal of them holds as well.
        connection.execute("insert into identity values (0)")
        sql_rebutted.mark(connection, rebutted)
    rules = rules_under(overlay)
    connection.execute("create table could_identify (mask ubigint)")
    _fill_identity(connection, "could_identify", rules_under(replace(overlay, only=frozenset())))
    connection.execute("delete from identity; delete from classes")
    _fill_identity(connection, "identity", rules)
    lines = zip(rules.class_of, rules.any_of, rules.all_of, strict=True)
    connection.executemany(
        "insert into classes values (?, ?, ?, ?)",
        [[place, CLASSES[int(c)], int(any_of), int(all_of)] for place, (c, any_of, all_of) in enumerate(lines)],
    )
    connection.execute(
        f"""
        alter view whole_ledger rename to every_ledger;
        create view whole_ledger as select * from every_ledger where more or (doubts & {overlay.doubt_mask}) = 0;
        create or replace view ledger as from whole_ledger
        """
    )
    if rebutted:
        connection.execute(_NOT_IN_TOTAL)
    beside = connection.execute(_BESIDE.format(doubts=overlay.doubt_mask)).fetchone() or (0, 0)
    return {"not_identifying": int(beside[0]), "left_out": int(beside[1])}


def _fill_identity(connection: duckdb.DuckDBPyConnection, table: str, rules: Rules) -> None:
    if len(rules.identity):
        connection.executemany(f"insert into {table} values (?)", [[int(mask)] for mask in rules.identity])
