"""The store of cases (案例库): documents, statements and decisions in SQLite or PostgreSQL, and nothing overwritten.

``schema.py`` says what stands in it, ``database.py`` opens it, ``writing.py`` adds, ``reading.py`` reads,
``transfer.py`` and ``sheets.py`` bring in and take out. SQLAlchemy and Alembic come with the extra ``tiao[cases]``.
"""
