"""The first shape of the store. Written out once: later shapes are later files, and this one is never changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
TABLES = ("document", "statement", "decision", "link", "court_order", "proof")


def _text(name: str, unique: bool = False) -> sa.Column[str]:
    return sa.Column(name, TEXT, nullable=False, unique=unique)


def _number() -> sa.Column[int]:
    return sa.Column("number", NUMBER, primary_key=True, autoincrement=True)


def upgrade() -> None:
    """Makes the tables, the index of words, and the guards that let rows only be added."""
    op.create_table(
        "document", _number(), _text("id", True), _text("case_id"), _text("kind"), _text("source"), _text("body")
    )
    op.create_table(
        "statement",
        _number(),
        _text("digest", True),
        *map(_text, ("case_id", "subject", "predicate", "value")),
        sa.Column("low", sa.BigInteger),
        sa.Column("high", sa.BigInteger),
        sa.Column("unit", TEXT),
        _text("document"),
        sa.Column("start_at", sa.Integer, nullable=False),
        sa.Column("end_at", sa.Integer, nullable=False),
        *map(_text, ("quote", "made_by", "status")),
        sa.Column("page", sa.Integer),
    )
    op.create_table(
        "decision",
        _number(),
        sa.Column("statement", TEXT, sa.ForeignKey("statement.digest"), nullable=False),
        *map(_text, ("status", "decided_by", "decided_at", "why")),
    )
    op.create_table(
        "link",
        _number(),
        *map(_text, ("case_id", "folder", "settings_sha256")),
        sa.Column("standing", sa.Integer, nullable=False),
        *map(_text, ("linked_by", "linked_at")),
    )
    op.create_table(
        "court_order",
        _number(),
        *map(
            _text,
            ("case_id", "statement", "kind", "who", "words", "due", "due_because", "entered_by", "entered_at"),
        ),
    )
    op.create_table(
        "proof",
        _number(),
        sa.Column("court_order", NUMBER, sa.ForeignKey("court_order.number"), nullable=False),
        _text("sha256"),
        sa.Column("size", sa.BigInteger, nullable=False),
        *map(_text, ("exhibit", "done_on", "entered_by", "entered_at", "note")),
    )
    for name, table, columns in (
        ("document_case", "document", ["case_id"]),
        ("statement_case", "statement", ["case_id", "document", "start_at"]),
        ("statement_predicate", "statement", ["predicate"]),
        ("decision_statement", "decision", ["statement"]),
        ("link_case", "link", ["case_id"]),
        ("court_order_case", "court_order", ["case_id"]),
        ("proof_order", "proof", ["court_order"]),
    ):
        op.create_index(name, table, columns)
    if op.get_bind().dialect.name == "sqlite":
        _sqlite()
    else:
        _postgresql()


def _sqlite() -> None:
    # No text is kept in the index of words: it points to documents by number.
    op.execute("CREATE VIRTUAL TABLE words USING fts5(grams, content='', detail='none', tokenize='unicode61')")
    op.execute("CREATE TABLE words_up_to (document INTEGER NOT NULL)")
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'rows are only added'); END"
            )


def _postgresql() -> None:
    op.execute("CREATE TABLE words (document BIGINT PRIMARY KEY, grams tsvector NOT NULL)")
    op.execute("CREATE INDEX words_grams ON words USING gin (grams)")
    op.execute("CREATE TABLE words_up_to (document BIGINT NOT NULL)")
    op.execute(
        "CREATE FUNCTION tiao_only_added() RETURNS trigger AS $$ "
        "BEGIN RAISE EXCEPTION 'rows are only added'; END $$ LANGUAGE plpgsql"
    )
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION tiao_only_added()"
        )
