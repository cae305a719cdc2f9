"""The store opened: SQLite by default, PostgreSQL for a unit. Its shape is brought up to date by Alembic."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tiao.errors import Misuse

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_EXTRA = 'Install the store\'s libraries: pip install "tiao[cases]".'
SHAPE = "0001"


class Store:
    """One store of cases.

    Args:
        where: a file for SQLite, or ``postgresql://user@host/name``. The address is never shown: it may
            hold a password.
        make: make the tables if there are none.

    Raises:
        Misuse: the libraries are missing, the place cannot be opened, or it holds something else.
    """

    def __init__(self, where: str | Path, make: bool = False) -> None:
        _needed()
        self.engine = _engine(str(where), make)
        with _clear():
            self._settle(make)

    def _settle(self, make: bool) -> None:
        from sqlalchemy import inspect

        with self.engine.begin() as connection:
            known = set(inspect(connection).get_table_names())
            if "alembic_version" not in known:
                if known - {"spatial_ref_sys"}:
                    raise Misuse(
                        "This database holds something else.", "--store", "Name a new file or an empty database."
                    )
                if not make:
                    raise Misuse("There is no store yet.", "--store", "Make one with `tiao cases import`.")
            _upgrade(connection)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction: all of it stands, or nothing."""
        with _clear(), self.engine.begin() as connection:
            yield connection

    @property
    def postgresql(self) -> bool:
        """PostgreSQL, not SQLite."""
        return self.engine.dialect.name == "postgresql"

    def close(self) -> None:
        """Lets the connections go."""
        self.engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _needed() -> None:
    try:
        import alembic  # noqa: F401
        import sqlalchemy  # noqa: F401
    except ImportError:
        raise Misuse("The store needs SQLAlchemy and Alembic, which are not installed.", "--store", _EXTRA) from None


def _engine(where: str, make: bool) -> Engine:
    from sqlalchemy import create_engine, event, make_url
    from sqlalchemy.engine import URL
    from sqlalchemy.exc import ArgumentError

    if "://" in where:
        try:
            url = make_url(where)
        except (ArgumentError, ValueError):
            url = None
        if url is None or url.get_backend_name() != "postgresql":
            raise Misuse(
                "The address of the store cannot be used.", "--store", "Give a file, or postgresql://user@host/name."
            )
        try:
            import pg8000  # noqa: F401
        except ImportError:
            raise Misuse("PostgreSQL needs pg8000, which is not installed.", "--store", _EXTRA) from None
        return create_engine(url.set(drivername="postgresql+pg8000"), hide_parameters=True)
    path = Path(where)
    if not make and not path.exists():
        raise Misuse("There is no store in this place.", "--store", "Make one with `tiao cases import`.")
    engine = create_engine(URL.create("sqlite", database=str(path)), hide_parameters=True)
    event.listen(engine, "connect", _sqlite)
    return engine


def _sqlite(connection: Any, _record: object) -> None:
    """Foreign keys hold; a reader does not wait for a writer; a killed process leaves the last whole transaction."""
    for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL", "cache_size = -65536"):
        connection.execute(f"PRAGMA {pragma}")


def _upgrade(connection: Connection) -> None:
    """Brings the tables to the shape that this version knows."""
    from alembic import command
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    current = MigrationContext.configure(connection).get_current_revision()
    script = ScriptDirectory.from_config(config)
    if current == script.get_current_head():
        return
    try:
        if current is not None:
            script.get_revision(current)
        command.upgrade(config, "head")
    except CommandError:
        raise Misuse(
            "The store was made by a newer version of tiao.", "--store", "Open it with that version."
        ) from None


@contextmanager
def _clear() -> Iterator[None]:
    """A database's own words may quote the data, so only the kind of failure is told."""
    from sqlalchemy.exc import DBAPIError, SQLAlchemyError

    try:
        yield
    except DBAPIError as error:
        kind = type(error.orig).__name__
        if kind in ("InterfaceError", "OperationalError") or isinstance(error.orig, OSError):
            raise Misuse(
                f"The store cannot be opened or written ({kind}).",
                "--store",
                "Check that the place exists, that the server runs, and that you may write there.",
            ) from None
        raise Misuse(
            f"The store refused it ({kind}).", "--store", "Nothing of this step was written; report the command."
        ) from None
    except SQLAlchemyError as error:
        raise Misuse(f"The store cannot be used ({type(error).__name__}).", "--store", "Check its address.") from None
