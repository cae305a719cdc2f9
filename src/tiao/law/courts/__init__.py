"""Agreement with the courts: published cases through ``assess``, the tool's outcome beside what the court said."""

from __future__ import annotations

from tiao.law.courts.agreement import Compared, compare
from tiao.law.courts.facts_of import Converted, facts_of
from tiao.law.courts.record import Record, Unread, published, read_records
from tiao.law.courts.table import courts

__all__ = ["Compared", "Converted", "Record", "Unread", "compare", "courts", "facts_of", "published", "read_records"]
