"""The recount kit (复算包): all that another expert needs to count again without seeing the data.

``check.py`` and ``recount.py`` are part of the kit and go into it as they stand; nothing here imports them.
"""

from tiao.report.kit.write import write_kit

__all__ = ["write_kit"]
