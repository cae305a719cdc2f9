"""What the statements of a dump begin with, and what is done with each."""

from __future__ import annotations

from typing import Any

import numpy as np

# An unknown word, so no statement; rows follow; a statement for Python to look at; one to pass over; one that ends with
# its line; a line of a client program; a word that says nothing; a statement that changes rows and is not read.
UNKNOWN, ROWS, ASK, PASS, LINE_LONG, CLIENT, NOTHING, CHANGES = range(8)

_BY_CLASS = {
    ROWS: "INSERT REPLACE INTO",
    ASK: "CREATE COPY USE DELIMITER COMMENT EXEC EXECUTE",
    PASS: (
        "ADD ALTER ANALYZE ASSERT ATTACH CALL CHECK CLOSE CLUSTER COMMIT DEALLOCATE DECLARE DELETE DESC DESCRIBE"
        " DETACH DISABLE DISCARD DO DROP ELSE ENABLE END EXCEPTION EXPLAIN FETCH FLUSH FROM GRANT HANDLER HAVING IF"
        " INSTALL KILL LISTEN LOCK NOTIFY ON OPEN OPTIMIZE OPTION ORDER OVERRIDING PRAGMA PREPARE PURGE RAISERROR"
        " REASSIGN REFRESH REINDEX RELEASE RENAME REPAIR RESET RESIGNAL RETURN RETURNING REVOKE ROLLBACK SAVE SAVEPOINT"
        " SECURITY SELECT SHOW SHUTDOWN SIGNAL START STOP TABLE THEN TRANSACTION TRUNCATE UNION UNLISTEN UNLOCK VACUUM"
        " VALIDATE VALUES WAITFOR WHERE WHILE WITH WORK TRAN TRY CATCH DBCC CHECKPOINT DENY RECONFIGURE AUDIT"
        " NOAUDIT PARTITION CONSTRAINT PRIMARY TABLESPACE STORAGE USING"
    ),
    LINE_LONG: "SET PRINT GO",
    CLIENT: (
        "REM REMARK PROMPT SPOOL WHENEVER DEFINE UNDEFINE EXIT QUIT CONNECT CONN ACCEPT HOST PAUSE CLEAR COLUMN TTITLE"
        " BTITLE SOURCE"
    ),
    NOTHING: "BEGIN",
    CHANGES: "UPDATE MERGE UPSERT LOAD BULK",
}


def packed(word: str) -> Any:
    """A word as ``word_at`` gives it: its first eight letters, upper case, the first one lowest."""
    return np.uint64(int.from_bytes(word.upper().encode()[:8], "little"))


def _table() -> tuple[np.ndarray, np.ndarray]:
    words = {int(packed(word)): kind for kind, text in _BY_CLASS.items() for word in text.split()}
    known = np.array(sorted(words), np.uint64)
    return known, np.array([words[int(word)] for word in known], np.int64)


KNOWN, CLASSES = _table()
