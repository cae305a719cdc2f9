"""The methods' own SQL on Spark: the same text, told to Spark by sqlglot, over the same Parquet parts.

What stands for DuckDB's connection here understands what the recount by SQL asks of one: small tables that are made
and filled, views, and questions. Small tables are kept here and given to Spark as they are; every question is
written for DuckDB and put into Spark's words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import sqlglot
from sqlglot import exp

from tiao.case import Case
from tiao.engine.spark import Running, stopped
from tiao.errors import TiaoError
from tiao.findings.ledger import SCHEMA, TOKEN
from tiao.pieces.ledger_read import count_lines, damaged
from tiao.pieces.persons.linked import linked
from tiao.pieces.sql_ledger import OpenLedger, make_tables, sound_parts

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# Spark has no unsigned integers. Bit sets stay below bit 63, so that a signed 64-bit number holds each as it is.
_TYPES = {
    "bigint": pa.int64(), "integer": pa.int32(), "int": pa.int32(), "varchar": pa.string(), "text": pa.string(),
    "boolean": pa.bool_(), "ubigint": pa.int64(), "blob": pa.binary(),
}  # fmt: skip
_LEDGER_TYPES = {
    pa.int64(): "bigint", pa.int32(): "int", pa.bool_(): "boolean", pa.uint64(): "decimal(20,0)", pa.uint32(): "bigint",
    TOKEN: "binary",
}  # fmt: skip
LINES_A_TASK = 1_000_000
FEW = frozenset(
    {
        "identity", "classes", "class_order", "kinds", "doubts", "unlinked", "linked", "meaning", "reason", "rebuttal",
        "rebuttal_place", "rebuttal_class", "rebuttal_doubt", "rebuttal_value",
    }
)  # fmt: skip
"""Tables and steps of the methods that have few lines: one for each rule, decision, or set of bits that occurs."""


def opener(running: Running) -> OpenLedger:
    """Opens the ledger of a case on Spark, as ``pieces.sql.ledger_of`` opens it in DuckDB."""

    @contextmanager
    def open_ledger(case: Case) -> Iterator[Any]:
        parts = sound_parts(case)
        connection = Connection(running.spark, running.folder)
        try:
            connection.read_ledger(parts)
            make_tables(connection, linked(case))
            yield connection
        except TiaoError:
            raise
        except Exception as error:
            for path in parts:
                if path.name in str(error):
                    raise damaged(path) from None
            raise stopped(error) from None
        finally:
            connection.close()

    return open_ledger


def to_spark(tree: exp.Expr, views: Mapping[str, str] | None = None) -> str:
    """A statement of DuckDB's SQL in Spark's, where the two differ in more than words:

    - ``union all by name`` puts columns together by name and fills up what a side lacks; Spark goes by place.
    - ``arg_min(x, (a, b))`` orders by a row of values; Spark's is a struct.
    - A join holds its right side, as written, where that has few lines. Spark would go by bytes after compression, and
      millions of lines that are nearly alike have few.

    ``views`` says under what name Spark knows a table of the statement.
    """
    tree = tree.copy()
    for union in [tree, *tree.find_all(exp.SetOperation)]:
        if isinstance(union, exp.Union) and union.args.get("by_name"):
            _by_place(union)
    for row in list(tree.find_all(exp.Tuple)):
        if isinstance(row.parent, exp.ArgMin | exp.ArgMax):
            row.replace(exp.func("struct", *row.expressions))
    for query in tree.find_all(exp.Select):
        few = [
            exp.to_identifier(join.this.alias_or_name)
            for join in query.args.get("joins") or ()
            if isinstance(join.this, exp.Table) and join.this.name in FEW
        ]
        if few:
            query.set("hint", exp.Hint(expressions=[exp.Anonymous(this="BROADCAST", expressions=few)]))
    for table in list(tree.find_all(exp.Table)):
        if views and table.name in views:
            named = exp.alias_(table.copy(), table.alias_or_name, table=True)
            named.set("this", exp.to_identifier(views[table.name]))
            table.replace(named)
    return tree.sql(dialect="spark", comments=False)


def _by_place(union: exp.Union) -> None:
    sides: list[exp.Query] = []
    node: exp.Query = union
    while isinstance(node, exp.Union) and node.args.get("by_name"):
        node.set("by_name", False)
        sides.insert(0, node.right)
        node = node.left
    sides.insert(0, node)
    names = list(dict.fromkeys(column.alias_or_name for side in sides for column in side.expressions))
    for side in sides:
        own = {column.alias_or_name: column for column in side.expressions}
        side.set("expressions", [own.get(name) or exp.alias_(exp.null(), name) for name in names])


@dataclass
class Answer:
    """What a question gave: as much of DuckDB's result as is used."""

    description: list[tuple[str]]
    rows: list[tuple[Any, ...]]

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self.rows

    def fetchone(self) -> tuple[Any, ...] | None:
        return self.rows[0] if self.rows else None


class Connection:
    """Stands for DuckDB's connection: ``execute`` takes the statements that the recount by SQL is made of."""

    def __init__(self, spark: SparkSession, folder: Path) -> None:
        self._spark = spark
        # A view never takes the place of another: Spark would forget what it holds of all that was made of the other.
        self._views: dict[str, str] = {}
        self._made: list[str] = []
        self._folder = folder
        self._tables: dict[str, tuple[pa.Schema, list[dict[str, Any]]]] = {}
        self._changed: set[str] = set()

    def read_ledger(self, parts: Sequence[Path]) -> None:
        """Makes the views ``whole_ledger`` and ``ledger``: a line is known by its part's name and its place in it."""
        lines = sum(count_lines(path) for path in parts)
        least = 2 * self._spark.sparkContext.defaultParallelism
        self._spark.conf.set("spark.sql.shuffle.partitions", str(max(least, lines // LINES_A_TASK)))
        columns = ", ".join(f"{column.name} {_LEDGER_TYPES[column.type]}" for column in SCHEMA)
        if parts:
            frame = self._spark.read.schema(columns).parquet(*(f"file://{_escaped(path)}" for path in parts))
            where = ["split_part(_metadata.file_name, '-', 1) as source", "_metadata.row_index as line"]
        else:
            frame = self._spark.createDataFrame([], columns)
            where = ["'' as source", "0L as line"]
        unsigned = {column.name for column in SCHEMA if column.type == pa.uint64()}
        cast = [f"cast({name} as bigint) as {name}" if name in unsigned else name for name in SCHEMA.names]
        whole = frame.selectExpr(*where, *cast)
        self._view("whole_ledger", whole)
        self._view("ledger", whole)

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Answer:
        """Does what a statement says, or statements, and gives what the last one asks for."""
        answer = Answer([], [])
        for tree in sqlglot.parse(sql, read="duckdb"):
            if tree is not None:
                answer = self._do(tree, values)
        return answer

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        for values in rows:
            self.execute(sql, values)

    def close(self) -> None:
        for name in self._made:
            self._spark.catalog.dropTempView(name)

    def _do(self, tree: exp.Expr, values: Sequence[Any]) -> Answer:
        if isinstance(tree, exp.Create) and isinstance(tree.this, exp.Schema):
            fields = [(column.name, _TYPES[column.kind.sql("duckdb").lower()]) for column in tree.this.expressions]
            self._tables[tree.this.this.name] = (pa.schema(fields), [])
            self._changed.add(tree.this.this.name)
        elif isinstance(tree, exp.Create):
            frame = self._frame(tree.expression)
            self._view(tree.this.name, self._worked_out(frame) if tree.kind == "TABLE" else frame)
        elif isinstance(tree, exp.Insert):
            self._insert(tree, values)
        else:
            return self._ask(tree, values)
        return Answer([], [])

    def _worked_out(self, frame: DataFrame) -> DataFrame:
        """A table is worked out once, a view at each use. It goes to disk, for what Spark holds drags along, into each
        task, how it came about. If it is small it is sent to where the lines are."""
        from pyspark.sql.functions import broadcast

        path = str(self._folder / f"table-{len(self._made)}")
        frame.write.parquet(f"file://{path}")
        kept = self._spark.read.schema(frame.schema).parquet(f"file://{_escaped(Path(path))}")
        return broadcast(kept) if kept.count() <= LINES_A_TASK else kept

    def _insert(self, tree: exp.Insert, values: Sequence[Any]) -> None:
        left = iter(values)
        schema, rows = self._tables[tree.this.name]
        for row in tree.expression.expressions:
            cells = [next(left) if isinstance(cell, exp.Placeholder) else cell.to_py() for cell in row.expressions]
            rows.append(dict(zip(schema.names, cells, strict=True)))
        self._changed.add(tree.this.name)

    def _ask(self, tree: exp.Expr, values: Sequence[Any]) -> Answer:
        """Runs a query whose parts that are used more than once are worked out once."""
        left = iter(values)
        for mark in list(tree.find_all(exp.Placeholder)):
            mark.replace(exp.convert(next(left)))
        steps = tree.args.get("with_")
        held: list[DataFrame] = []
        made: list[str] = []
        try:
            if steps is not None:
                steps.pop()
                bodies = [step.this for step in steps.expressions]
                for step in steps.expressions:
                    frame = self._frame(step.this)
                    if _is_gathered(step.this) and _uses(step.alias, [*bodies, tree]) > 1:
                        held.append(frame.persist())
                    self._view(step.alias, frame)
                    made.append(step.alias)
            rows = self._frame(tree).collect()
        finally:
            for frame in held:
                frame.unpersist()
            for name in made:
                del self._views[name]
        names = rows[0].__fields__ if rows else []
        return Answer([(name,) for name in names], [tuple(row) for row in rows])

    def _frame(self, tree: exp.Expr) -> DataFrame:
        for name in sorted(self._changed):
            schema, rows = self._tables[name]
            self._view(name, self._spark.createDataFrame(pa.Table.from_pylist(rows, schema=schema)))
        self._changed.clear()
        return self._spark.sql(to_spark(tree, self._views))

    def _view(self, name: str, frame: DataFrame) -> None:
        self._views[name] = f"{name}_{len(self._made)}"
        self._made.append(self._views[name])
        frame.createOrReplaceTempView(self._views[name])


def _is_gathered(tree: exp.Expr) -> bool:
    """Whether a query brings lines together, so that working it out twice would send them round twice."""
    if tree.find(exp.Group, exp.Distinct):
        return True
    return any(union.args.get("distinct") for union in tree.find_all(exp.Union))


def _uses(name: str, trees: Sequence[exp.Expr]) -> int:
    return sum(table.name == name for tree in trees for table in tree.find_all(exp.Table))


def _escaped(path: Path) -> str:
    """A path as Spark takes it: what would be signs of a pattern are meant as they are."""
    return "".join(f"\\{sign}" if sign in "*?[]{}\\" else sign for sign in str(path))
