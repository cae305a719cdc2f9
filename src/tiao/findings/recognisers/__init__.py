"""One kind a file: how one value is told from what only looks like it.

Whole-cell tests return ``(verdict, low, high, doubt)``: verdict NO, VALID or STRUCK; the canonical value as integers
(``low`` uint64, ``high`` small), and the doubt's number or -1. The rules stand in docs/reference/recognition.md.
"""

NO, VALID, STRUCK = 0, 1, 2
