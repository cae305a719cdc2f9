"""One sort of table in the large mixed folder, as a plan."""

from __future__ import annotations

from dataclasses import dataclass

from tiao.demo.library.shapes import Shape, pattern


@dataclass(frozen=True)
class Table:
    """All files of one shape.

    Attributes:
        rows: data rows in all of them.
        begin: the block of people with which the table begins.
    """

    shape: Shape
    rows: int
    begin: int

    @property
    def uniques(self) -> int:
        """Rows that repeat no other."""
        return self.rows - self.rows // 5

    @property
    def blocks(self) -> int:
        """Blocks of people of which the table has the whole pattern."""
        return self.uniques // len(pattern(self.shape))

    @property
    def part(self) -> int:
        """Rows of the pattern for the block after these."""
        return self.uniques % len(pattern(self.shape))
