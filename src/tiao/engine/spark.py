"""A Spark session for one case: started with what the evidence asks for, and gone without a trace afterwards.

What stands in the user's own ``spark-defaults.conf`` holds, but for what is set here. Through Spark go names of
exhibits, offsets and figures; keys, raw values and tokens of the reading never do (``spark_tasks``).
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tiao.case import Case
from tiao.errors import Misuse, TiaoError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

JAVA = 17
"""The oldest Java that Spark runs on."""
LOG = "TIAO_SPARK_LOG"
"""Names a file for the log of Spark's driver, which is thrown away otherwise."""
# What Spark takes where the user says nothing: the interpreter of this process, and memory enough for a count on one
# machine, where all of Spark is one process.
_DEFAULTS = {"PYSPARK_PYTHON": sys.executable, "SPARK_DRIVER_MEMORY": "4g"}
_PATIENCE = 10
_LOCAL = re.compile(r"local(?:\[([0-9]+|\*)\])?")
_STANDALONE = "spark://"
_LOOPBACK = ("localhost", "127.", "[::1]", "::1")


@dataclass(frozen=True)
class Running:
    """A session and the folder of the case that it may write to, which goes when it ends."""

    spark: SparkSession
    folder: Path


@contextmanager
def session(case: Case, master: str) -> Iterator[Running]:
    """Starts Spark and stops it again.

    Args:
        case: what Spark spills on this machine goes to a folder of the case that is removed at the end.
        master: as Spark writes it: ``local[*]``, ``spark://host:7077``, ``yarn``, ``k8s://https://host:443``.

    Raises:
        Misuse: pyspark or Java is missing, or no master answers.
    """
    try:
        from pyspark import SparkConf, SparkContext
        from pyspark.java_gateway import launch_gateway
        from pyspark.sql import SparkSession
    except ImportError:
        raise Misuse(
            "The Spark engine is not installed.", "--engine spark", "Install it: pip install 'tiao[spark]'."
        ) from None
    require_java()
    _reach(master)
    for old in case.path.glob(".spark-*"):
        shutil.rmtree(old, ignore_errors=True)
    folder = case.path / f".spark-{uuid.uuid4().hex}"
    folder.mkdir(mode=0o700)
    before = {name: os.environ.get(name) for name in _DEFAULTS}
    os.environ.update({name: before[name] or value for name, value in _DEFAULTS.items()})
    gateway: Any = None
    spark: SparkSession | None = None
    try:
        # It warns of newer libraries that are tested here.
        warnings.filterwarnings("ignore", category=FutureWarning, module=r"pyspark\.")
        with open(os.environ.get(LOG) or os.devnull, "ab") as log:
            conf = SparkConf(loadDefaults=False).setAll([*_settings(master, folder).items()])
            try:
                gateway = launch_gateway(conf, {"stdout": log, "stderr": log})  # type: ignore[no-untyped-call]
                spark = SparkSession(SparkContext(conf=conf, gateway=gateway))
            except Exception as error:
                raise _not_started(error) from None
        yield Running(spark, folder)
    finally:
        if spark is not None:
            spark.stop()
        if gateway is not None:
            _end(gateway)
        # A later session of this process starts a Java of its own.
        SparkContext._gateway = SparkContext._jvm = None
        for name in [name for name, value in before.items() if value is None]:
            del os.environ[name]
        shutil.rmtree(folder, ignore_errors=True)


def _settings(master: str, folder: Path) -> dict[str, str]:
    settings = {
        "spark.app.name": "tiao",
        "spark.master": master,
        "spark.submit.deployMode": "client",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.eventLog.enabled": "false",
        "spark.local.dir": str(folder),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.catalogImplementation": "in-memory",
        # A sum that does not fit is an error and never a wrong figure.
        "spark.sql.ansi.enabled": "true",
        # Many small parts are read by few tasks.
        "spark.sql.files.openCostInBytes": str(1 << 18),
        "spark.scheduler.mode": "FIFO",
        # Which side of a join is held is said in the queries (``spark_sql.to_spark``).
        "spark.sql.autoBroadcastJoinThreshold": "-1",
        "spark.sql.adaptive.autoBroadcastJoinThreshold": "-1",
    }
    local = _LOCAL.fullmatch(master)
    if local:
        # On one machine Spark gives a task one try, unless it is told otherwise.
        settings["spark.master"] = f"local[{local[1] or 1},4]"
    if local or all(host.startswith(_LOOPBACK) for host in _hosts(master)):
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    return settings


def _hosts(master: str) -> list[str]:
    """The hosts, with their ports, of the masters of a standalone cluster; [""] for another master."""
    return master.removeprefix(_STANDALONE).split(",") if master.startswith(_STANDALONE) else [""]


def _reach(master: str) -> None:
    """Spark itself would try for a minute and then say it in a log."""
    if not master.startswith(_STANDALONE):
        return
    for place in _hosts(master):
        host, _, port = place.rpartition(":")
        try:
            with socket.create_connection((host.strip("[]"), int(port)), timeout=_PATIENCE):
                return
        except (OSError, ValueError):
            continue
    raise Misuse(
        "No master of the Spark cluster answers.",
        "--master",
        "Look whether it runs and whether its address is written as spark://host:7077.",
    )


def require_java() -> None:
    """Looks for Java as Spark does: in ``$JAVA_HOME``, else on the path.

    Raises:
        Misuse: there is none, or it is too old.
    """
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")
    hint = f"Install Java {JAVA} or newer, for instance openjdk-17-jre-headless, or set JAVA_HOME to where it is."
    if java is None:
        raise Misuse("Spark needs Java, and there is none.", "JAVA_HOME" if home else "PATH", hint)
    try:
        told = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60, check=True).stderr
    except (OSError, subprocess.SubprocessError):
        raise Misuse("Java does not start.", "JAVA_HOME" if home else "PATH", hint) from None
    version = re.search(r'version "(?:1\.)?([0-9]+)', told)
    if version is None or int(version[1]) < JAVA:
        raise Misuse("This Java is too old for Spark.", "JAVA_HOME" if home else "PATH", hint)


def _end(gateway: Any) -> None:
    gateway.shutdown()
    if gateway.proc is not None:
        # Java ends when nobody writes to it any more.
        gateway.proc.stdin.close()
        try:
            gateway.proc.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            gateway.proc.kill()
            gateway.proc.wait()


def _not_started(error: Exception) -> Misuse:
    return Misuse(
        f"Spark did not start ({type(error).__name__}).",
        "--master",
        f"Look at Spark's own words: set {LOG} to a file and run the same command again.",
    )


def stopped(error: Exception) -> TiaoError:
    """What stopped a job, without Spark's own words, which may quote the data."""
    told = re.search(r"TaskFailed: (\w+) at ([\w.]+:[0-9]+)", str(error))
    if told:
        return Misuse(
            f"A task failed again and again on the workers ({told[1]}).",
            told[2],
            "Look at the disks and the memory of the workers, then run the same command again: it resumes.",
        )
    return Misuse(
        f"Spark stopped the work ({type(error).__name__}).",
        "--engine spark",
        f"Run the same command again: it resumes. Set {LOG} to a file for Spark's own words.",
    )
