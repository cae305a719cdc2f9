"""Starts one command and prints what it took: seconds, processor seconds, peak KB, exit code (see ``timing.timed``).

    python -S -E bench/launch.py CORES OUT COMMAND...

A process of its own, as small as may be: to a program's peak the system counts the memory of whoever started it.
CORES 0 holds the command to none; the command's stdout and stderr go to the files OUT.out and OUT.err.
"""

import os
import sys
import time

cores, out, command = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
if cores:
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-cores:])
flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
files = [(os.POSIX_SPAWN_OPEN, number, f"{out}.{name}", flags, 0o600) for number, name in ((1, "out"), (2, "err"))]
begin = time.perf_counter()
child = os.posix_spawnp(command[0], command, os.environ, file_actions=files)
_, status, usage = os.wait4(child, 0)
wall = time.perf_counter() - begin
print(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, os.waitstatus_to_exitcode(status))
