"""The steps, one by one and in one go: the same functions for the command line and for Python callers.

``line.py`` is the main line; each further thing that people do with a case has a file of its own beside it.
"""

from tiao.run.album import album
from tiao.run.count_reading import count_reading
from tiao.run.demo import demo
from tiao.run.kit import recount_kit
from tiao.run.line import assess, count, explain, find, new, report, run, seal, verify
from tiao.run.persons import (
    decide_persons,
    person_decisions,
    persons,
    propose_persons,
    undo_persons,
    unlink_identifier,
)
from tiao.run.rebut import rebut, rebuttals, undo_rebuttal
from tiao.run.sample import record_sample, sample, sample_certificate, sample_size, undo_sample

__all__ = [
    "album",
    "assess",
    "count",
    "count_reading",
    "decide_persons",
    "demo",
    "explain",
    "find",
    "new",
    "person_decisions",
    "persons",
    "propose_persons",
    "rebut",
    "rebuttals",
    "record_sample",
    "recount_kit",
    "report",
    "run",
    "sample",
    "sample_certificate",
    "sample_size",
    "seal",
    "undo_persons",
    "undo_rebuttal",
    "undo_sample",
    "unlink_identifier",
    "verify",
]
