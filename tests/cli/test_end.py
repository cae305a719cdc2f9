"""A command ends at once, but never before what asked to be called, what still works, and what it has to say."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tiao import __version__
from tiao.cli.errors import BROKEN_PIPE

PROGRAM = [sys.executable, "-m", "tiao.cli"]


def _main(before: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    script = f"import sys\n{before}\nfrom tiao.cli.main import main\nsys.argv[1:] = {list(arguments)!r}\nmain()"
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(("words", "code"), [(["--version"], 0), (["law", "no-such-command"], 2)])
def test_what_asked_for_it_is_called(words: list[str], code: int) -> None:
    done = _main("import atexit; atexit.register(print, 'called')", *words)
    assert done.returncode == code
    assert done.stdout.splitlines()[-1] == "called"
    assert (__version__ in done.stdout) == (code == 0)


def test_objects_are_not_taken_apart() -> None:
    done = _main(
        "class Kept:\n    def __del__(self): print('taken apart')\nkept = Kept(); kept.itself = kept", "--version"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split()[-1] == __version__


def test_a_thread_that_still_works_is_waited_for() -> None:
    work = "def work():\n    time.sleep(1.5)\n    print('done')\nthreading.Thread(target=work).start()"
    done = _main(f"import threading, time\n{work}", "--version")
    assert done.returncode == 0
    assert done.stdout.split()[-1] == "done"


def test_nobody_listens_any_more() -> None:
    process = subprocess.Popen([*PROGRAM, "law", "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == BROKEN_PIPE


def test_a_full_disk_behind_the_output_is_no_success() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*PROGRAM, "--version"], stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
    assert done.returncode != 0
    assert b"disk is full" in done.stderr
