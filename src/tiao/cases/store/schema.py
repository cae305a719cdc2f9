"""What stands in the store, as tables. Rows are added and never changed: what is newer stands beside what is older.

No clock is in any figure: days and times stand only where a person decided, linked or proved something.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, MetaData, Table, Text

metadata = MetaData()

# SQLite numbers rows itself only where the key is called INTEGER.
_NUMBER = BigInteger().with_variant(Integer, "sqlite")
# Text is ordered by its characters' numbers on both, whatever language the server speaks.
_TEXT = Text().with_variant(Text(collation="C"), "postgresql")

# A text that statements quote from: a judgment, or one line of coded cases as it was published.
document = Table(
    "document",
    metadata,
    Column("number", _NUMBER, primary_key=True, autoincrement=True),
    Column("id", _TEXT, nullable=False, unique=True),
    Column("case_id", _TEXT, nullable=False),
    Column("kind", _TEXT, nullable=False),
    Column("source", _TEXT, nullable=False),
    Column("body", _TEXT, nullable=False),
    Index("document_case", "case_id"),
)

# A statement as it was made. ``digest`` is of its content, so that the same one stands once however often it comes in.
statement = Table(
    "statement",
    metadata,
    Column("number", _NUMBER, primary_key=True, autoincrement=True),
    Column("digest", _TEXT, nullable=False, unique=True),
    Column("case_id", _TEXT, nullable=False),
    Column("subject", _TEXT, nullable=False),
    Column("predicate", _TEXT, nullable=False),
    Column("value", _TEXT, nullable=False),
    Column("low", BigInteger),
    Column("high", BigInteger),
    Column("unit", _TEXT),
    Column("document", _TEXT, nullable=False),
    Column("start_at", Integer, nullable=False),
    Column("end_at", Integer, nullable=False),
    Column("quote", _TEXT, nullable=False),
    Column("made_by", _TEXT, nullable=False),
    Column("status", _TEXT, nullable=False),
    Column("page", Integer),
    Index("statement_case", "case_id", "document", "start_at"),
    Index("statement_predicate", "predicate"),
)

# What a person decided of a statement; the last one holds.
decision = Table(
    "decision",
    metadata,
    Column("number", _NUMBER, primary_key=True, autoincrement=True),
    Column("statement", _TEXT, ForeignKey("statement.digest"), nullable=False),
    Column("status", _TEXT, nullable=False),
    Column("decided_by", _TEXT, nullable=False),
    Column("decided_at", _TEXT, nullable=False),
    Column("why", _TEXT, nullable=False),
    Index("decision_statement", "statement"),
)

# A case in the store and the case folder where its evidence was counted. ``standing`` 0 takes an earlier link back.
link = Table(
    "link",
    metadata,
    Column("number", _NUMBER, primary_key=True, autoincrement=True),
    Column("case_id", _TEXT, nullable=False),
    Column("folder", _TEXT, nullable=False),
    Column("settings_sha256", _TEXT, nullable=False),
    Column("standing", Integer, nullable=False),
    Column("linked_by", _TEXT, nullable=False),
    Column("linked_at", _TEXT, nullable=False),
    Index("link_case", "case_id"),
)

# What a court ordered beside the sentence (赔礼道歉、删除、注销、赔偿), until when, and which statement says so.
court_order = Table(
    "court_order",
    metadata,
    Column("number", _NUMBER, primary_key=True, autoincrement=True),
    Column("case_id", _TEXT, nullable=False),
    Column("statement", _TEXT, nullable=False),
    Column("kind", _TEXT, nullable=False),
    Column("who", _TEXT, nullable=False),
    Column("words", _TEXT, nullable=False),
    Column("due", _TEXT, nullable=False),
    Column("due_because", _TEXT, nullable=False),
    Column("entered_by", _TEXT, nullable=False),
    Column("entered_at", _TEXT, nullable=False),
    Index("court_order_case", "case_id"),
)

# That an order was carried out: the digest of the proof, and the seal that holds it.
proof = Table(
    "proof",
    metadata,
    Column("number", _NUMBER, primary_key=True, autoincrement=True),
    Column("court_order", _NUMBER, ForeignKey("court_order.number"), nullable=False),
    Column("sha256", _TEXT, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("exhibit", _TEXT, nullable=False),
    Column("done_on", _TEXT, nullable=False),
    Column("entered_by", _TEXT, nullable=False),
    Column("entered_at", _TEXT, nullable=False),
    Column("note", _TEXT, nullable=False),
    Index("proof_order", "court_order"),
)

# Rows of these tables are never changed and never removed; the database itself refuses it (migrations/versions).
APPEND_ONLY = ("document", "statement", "decision", "link", "court_order", "proof")
