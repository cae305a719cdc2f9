"""The tools of the comparison: how each is called, on which files, on how many rows, on how many cores."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from data import SHAPES
from data_rows import KINDS

HERE = Path(__file__).parent
PEERS = HERE / "peers"
ENVIRONMENT = HERE / ".venv"
PYTHON = str(ENVIRONMENT / "bin" / "python")
ALL = ("table", "list", "text")

# Rows for tools of three speeds; never more than the file has.
MANY, SOME, FEW, LEAST = 100_000_000, 200_000, 20_000, 5_000


@dataclass(frozen=True)
class Tool:
    """One line of the comparison.

    Attributes:
        key: in the results. name: as shown. package: whose version is kept.
        sort: ``ours``, ``peer`` or ``floor`` (which finds nothing).
        count: the timed command for (shape, file, case folder).
        values: the command that writes what was found for (shape, file, case folder, out).
        rows: at most so many of the file's rows.
        kinds: what it looks for. uncounted: kinds that it finds and that its final count leaves out.
    """

    key: str
    name: str
    sort: str
    count: Callable[[str, Path, Path], list[str]]
    values: Callable[[str, Path, Path, Path], list[str]] | None = None
    shapes: tuple[str, ...] = ALL
    rows: int = MANY
    kinds: tuple[str, ...] = KINDS
    uncounted: tuple[str, ...] = ()
    cores: int = 1
    env: dict[str, str] = field(default_factory=dict)
    needs: str = PYTHON

    @property
    def environment(self) -> dict[str, str]:
        cores = str(self.cores)
        return {"TIAO_BENCH_CORES": cores, "POLARS_MAX_THREADS": cores, "OMP_NUM_THREADS": cores, **self.env}

    @property
    def missing(self) -> str:
        """The program that it needs and that is not here, "" if all is."""
        return "" if shutil.which(self.needs) else self.needs


def _given(shape: str, file: Path) -> list[str]:
    return [str(file), SHAPES[shape].encoding, str(SHAPES[shape].header_lines)]


def _peer(script: str, *args: str) -> dict[str, Callable[..., list[str]]]:
    program = [PYTHON, str(PEERS / script)]
    return {
        "count": lambda shape, file, case: [*program, "count", *_given(shape, file)],
        "values": lambda shape, file, case, out: [*program, "values", *_given(shape, file), str(out)],
    }


def _ours(cores: int) -> Tool:
    program = [sys.executable, str(HERE / "ours.py")]
    return Tool(
        f"tiao-{cores}",
        "tiao" + ("" if cores == 1 else f" ({cores} cores)"),
        "ours",
        lambda shape, file, case: [*program, "count", str(case)],
        (lambda shape, file, case, out: [*program, "values", str(case), str(SHAPES[shape].header_lines), str(out)])
        if cores == 1
        else None,
        cores=cores,
        needs=sys.executable,
        # An address alone identifies nobody: pieces/identity.yaml.
        uncounted=("ip",),
    )


def _parse(engine: str, name: str, cores: int) -> Tool:
    return Tool(
        f"{engine}-parse-{cores}",
        f"{name} bare parse" + ("" if cores == 1 else f" ({cores} cores)"),
        "floor",
        lambda shape, file, case: [PYTHON, str(PEERS / "floors.py"), engine, str(file)],
        shapes=("table",),
        cores=cores,
    )


TOOLS: tuple[Tool, ...] = (
    Tool(
        "cat", "cat", "floor",
        lambda shape, file, case: ["sh", "-c", 'exec cat "$0" > /dev/null', str(file)], needs="cat",
    ),
    Tool("wc", "wc -l", "floor", lambda shape, file, case: ["wc", "-l", str(file)], needs="wc"),
    Tool(
        "iconv", "iconv to UTF-8", "floor",
        lambda shape, file, case: ["sh", "-c", 'exec iconv -f gb18030 -t utf-8 "$0" > /dev/null', str(file)],
        shapes=("list",), needs="iconv",
    ),
    _parse("duckdb", "DuckDB", 1),
    _parse("duckdb", "DuckDB", 2),
    _parse("polars", "Polars", 1),
    _parse("polars", "Polars", 2),
    _ours(1),
    _ours(2),
    Tool("polars-columns", "Polars by hand", "peer", **_peer("polars_columns.py"), shapes=("table",)),
    Tool("duckdb-sql", "DuckDB SQL by hand", "peer", **_peer("duckdb_sql.py")),
    Tool("ripgrep", "ripgrep and sort -u", "peer", **_peer("ripgrep.py"), rows=SOME, needs="rg"),
    Tool("hyperscan", "Hyperscan", "peer", **_peer("hyperscan_.py"), rows=SOME),
    Tool("re2", "google-re2", "peer", **_peer("google_re2.py"), rows=SOME),
    Tool("stdnum", "python-stdnum + re", "peer", **_peer("python_re.py"), rows=FEW),
    Tool(
        "jionlp", "jionlp", "peer", **_peer("jionlp_.py"), rows=FEW,
        kinds=("resident_id", "mobile", "email", "plate", "ip"),
    ),
    Tool("presidio", "Presidio with Chinese recognisers", "peer", **_peer("presidio.py"), rows=LEAST),
    Tool(
        "presidio-stock", "Presidio's own recognisers", "peer", **_peer("presidio.py"), rows=LEAST,
        env={"TIAO_BENCH_STOCK": "1"}, kinds=("mobile", "bank_card", "email", "ip"),
    ),
)  # fmt: skip
# Named in the table with the reason, and without a number.
ABSENT = {"bulk_extractor": "cannot be had here: not among the packages of Debian 12"}


def chosen(keys: list[str] | None) -> list[Tool]:
    """Tools by key, in the order of the list; all, if none is named."""
    unknown = set(keys or ()) - {tool.key for tool in TOOLS}
    if unknown:
        raise SystemExit(f"no such tool: {', '.join(sorted(unknown))}; there are {', '.join(t.key for t in TOOLS)}")
    return [tool for tool in TOOLS if not keys or tool.key in keys]
