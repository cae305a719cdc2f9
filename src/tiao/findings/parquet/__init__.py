"""Arrays to Parquet: just what the ledger is made of, straight from memory.

The general writer spends four fifths of its time on what a ledger does not need: it asks for each value where it lies
and whether it is there. Here a column of tokens is copied, and that is all. What is written is plain Parquet of its
first version, held to pyarrow, DuckDB and Spark by tests: one page a column and row group, no compression and no
statistics.

What was written so can be read again where it lies; all else is left to general readers.

``thrift`` writes the metadata's own format, ``heads`` the heads of pages, ``pages`` the values, ``file`` the whole;
``lying`` reads it.
"""
