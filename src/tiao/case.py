"""A case folder (案件文件夹) on disk: where its rooms are. It holds no logic."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tiao import __version__
from tiao.errors import Misuse

FORMAT = "tiao.case/1"
SETTINGS = "tiao.toml"
ROOMS = ("sealed", "vault", "ledger", "runs", "log", "out")


@dataclass(frozen=True)
class Case:
    """The folder of one case.

    Attributes:
        path: the case folder, absolute.
    """

    path: Path

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", Path(os.path.abspath(self.path)))

    @property
    def settings(self) -> Path:
        """``tiao.toml``: number, unit, versions. Written once; its digest stands in the log."""
        return self.path / SETTINGS

    @property
    def sealed(self) -> Path:
        """Seals and, if asked for, sealed copies. Raw: evidence room only."""
        return self.path / "sealed"

    @property
    def vault(self) -> Path:
        """The keys of the case. Evidence room only."""
        return self.path / "vault"

    @property
    def ledger(self) -> Path:
        """The ledger (台账), without raw values."""
        return self.path / "ledger"

    @property
    def runs(self) -> Path:
        """One record for each run: inputs, plan, versions, digests."""
        return self.path / "runs"

    @property
    def log(self) -> Path:
        """The custody log (保管链) and its signed checkpoints."""
        return self.path / "log"

    @property
    def out(self) -> Path:
        """Reports."""
        return self.path / "out"

    @property
    def number(self) -> str:
        """The number of the case (案号), as given."""
        return str(self._read()["number"])

    @property
    def unit(self) -> str:
        """The unit that handles the case (办案单位), as given."""
        return str(self._read()["unit"])

    @property
    def versions(self) -> dict[str, str]:
        """Versions pinned when the case was created."""
        table = self._read()["versions"]
        return {str(key): str(value) for key, value in table.items()} if isinstance(table, dict) else {}

    @classmethod
    def create(
        cls, path: str | os.PathLike[str], number: str = "", unit: str = "", versions: Mapping[str, str] | None = None
    ) -> Case:
        """Makes an empty case folder.

        Args:
            path: a folder that does not exist yet, or is empty.
            number: the number of the case, if there is one.
            unit: the unit that handles it.
            versions: what the case pins beside the version of tiao, for instance methods and recognisers.

        Raises:
            Misuse: the folder is a case already, holds other things, or cannot be written.
        """
        case = cls(Path(path))
        if case.settings.exists():
            raise Misuse("A case already stands in this folder.", case.path.name, "Open it, or name another folder.")
        with writing(case.path.name):
            # Empty rooms without settings are what an interrupted creation leaves.
            strange = [
                entry.name
                for entry in (os.scandir(case.path) if case.path.exists() else ())
                if entry.name != f".{SETTINGS}.part"
                and not (entry.name in ROOMS and entry.is_dir(follow_symlinks=False) and not os.listdir(entry.path))
            ]
            if strange:
                raise Misuse(
                    "The folder is not empty and is no case.", case.path.name, "Name a new or an empty folder."
                )
            for room in ROOMS:
                (case.path / room).mkdir(parents=True, exist_ok=True)
            os.chmod(case.vault, 0o700)
        lines = [
            f"format = {_toml(FORMAT)}",
            f"number = {_toml(number)}",
            f"unit = {_toml(unit)}",
            f"created_by = {_toml(f'tiao {__version__}')}",
            "",
            "[versions]",
        ]
        pinned = {"tiao": __version__, **(versions or {})}
        lines += [f"{_toml(key)} = {_toml(value)}" for key, value in sorted(pinned.items())]
        # The settings come last: a folder with settings is a whole case.
        write_whole(case.settings, ("\n".join(lines) + "\n").encode())
        return case

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Case:
        """Opens a case folder, read-only.

        Raises:
            Misuse: the folder is no case, or was made by a newer tiao.
        """
        case = cls(Path(path))
        case._read()
        return case

    def _read(self) -> dict[str, object]:
        try:
            settings = tomllib.loads(self.settings.read_bytes().decode())
        except (FileNotFoundError, NotADirectoryError):
            raise Misuse(
                "This folder is no case: it has no tiao.toml.",
                self.path.name,
                "Make one with `tiao new DIR`, or name the folder that `tiao run --out` or `tiao new` made.",
            ) from None
        except (OSError, ValueError):
            raise Misuse("tiao.toml cannot be read.", self.path.name, "Restore it from a copy of the case.") from None
        if settings.get("format") != FORMAT:
            raise Misuse(
                f"tiao.toml does not say that it is of the format {FORMAT}.",
                self.path.name,
                "Open the case with the version of tiao that made it.",
            )
        return {"number": "", "unit": "", "versions": {}, **settings}


@contextmanager
def writing(where: str) -> Iterator[None]:
    """Turns a failure of the disk into a sentence. ``where`` is a name without personal values."""
    try:
        yield
    except OSError as error:
        raise Misuse(
            f"Writing failed: {os.strerror(error.errno) if error.errno else 'the disk gave no reason'}.",
            where,
            "Make room or rights on the disk and run the same command again; nothing half-written counts.",
        ) from error


def write_whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Writes a file that stands whole or not at all: a part beside it, flushed to disk, then renamed.

    The part's name is fixed, so that the next try replaces what an interruption left.

    Raises:
        Misuse: disk full, no rights. The old file, if any, is untouched.
    """
    part = path.with_name(f".{path.name}.part")
    with writing(path.name):
        try:
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), mode)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, path)
        except OSError:
            part.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes renames in a folder last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _toml(text: str) -> str:
    """A TOML basic string: JSON's escapes are a part of TOML's, but for DEL."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Misuse("A name holds characters that are no text.", "tiao.toml", "Give it in UTF-8.") from None
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
