"""What holds for every test: one cache of compiled code, and the long suites only when they are asked for."""

from __future__ import annotations

import os

import pytest

from tiao.compiled import base_folder

# Compiling takes a minute. It is paid once: every process that a test starts uses this machine's own cache, also where
# the test gives it another home.
os.environ["TIAO_CACHE"] = str(base_folder().absolute())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without ``TIAO_WHOLE=1``, the tests marked ``whole`` are left out; their sample runs."""
    if os.environ.get("TIAO_WHOLE"):
        return
    left_out = [item for item in items if item.get_closest_marker("whole")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if not item.get_closest_marker("whole")]
