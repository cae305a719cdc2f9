"""Plain rows of delimited text, cut and read in one walk. Every other row is only cut here, and read elsewhere.

A row is plain when it holds a number and each cell is empty or settled by its own bytes alone: a valid identity number
of 18 characters, a mobile number of eleven digits, two to ten Han characters under a name, a running number that no
test would take for anything else (``cells`` has them all). What the long way (``findings.scan``) makes of such a row is
the same; tests hold both together.

``columns`` says which tables can have plain rows, ``walk`` cuts and reads them, ``lines`` makes ledger lines of them.
"""
