"""The plain oracle: recognition and counting once more, row by row, by another hand than the engine's.

It follows ``docs/reference/recognition.md`` and ``docs/reference/counting.md`` sentence by sentence, uses the standard
library only (and PyYAML to load the same data files), and is slow on purpose.
"""
