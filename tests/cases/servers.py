"""A PostgreSQL server of the tests' own: in a temporary folder, on a unix socket, ended with the session."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def programs() -> Path | None:
    """Where initdb and postgres stand, or None: Debian keeps them out of the path."""
    folders = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


@contextmanager
def postgresql() -> Iterator[str]:
    """An empty server, as the folder of its socket."""
    found = programs()
    assert found is not None
    # A socket's path must be short, and PostgreSQL will not run as root.
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    run = {"user": user.pw_uid, "group": user.pw_gid} if user is not None else {}
    quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **run}
    data = folder / "data"
    init = [found / "initdb", "-D", data, "-U", "tiao", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    try:
        subprocess.run(init, check=True, **quiet)  # type: ignore[call-overload]
        settings = ("-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}", "-c", "fsync=off")
        server = subprocess.Popen([found / "postgres", "-D", data, *settings], **quiet)  # type: ignore[call-overload]
        try:
            _wait(folder)
            yield str(folder)
        finally:
            server.terminate()
            server.wait(60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(folder: Path) -> None:
    """Until the server answers."""
    import time

    import pg8000.native

    for _ in range(300):
        try:
            pg8000.native.Connection("tiao", database="postgres", unix_sock=f"{folder}/.s.PGSQL.5432").close()
            return
        except (pg8000.native.InterfaceError, pg8000.native.DatabaseError, OSError):
            time.sleep(0.1)
    raise AssertionError("PostgreSQL did not start")


def new_database(folder: str, name: str) -> str:
    """An empty database, as the address that ``--store`` takes."""
    import pg8000.native

    connection = pg8000.native.Connection("tiao", database="postgres", unix_sock=f"{folder}/.s.PGSQL.5432")
    connection.run(f"CREATE DATABASE {name}")
    connection.close()
    return f"postgresql://tiao@/{name}?unix_sock={folder}/.s.PGSQL.5432"
