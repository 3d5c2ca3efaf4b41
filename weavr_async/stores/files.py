"""A store in a folder of files."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path
from typing import Final, final

import anyio.to_thread

from weavr_async.errors import ConfigurationError

__all__ = ["FileStore"]

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}", re.ASCII)
_PRIVATE_FOLDER: Final = 0o700
_PRIVATE_FILE: Final = 0o600
_LINKS_OF_ONE_THAT_WAS_KEPT: Final = 2
"""The temporary name and the part's own."""


@final
class FileStore:
    """Keeps manifests as files, one folder for each job, readable by this user only.

    A part is written to a temporary file, flushed to the disk and then linked under its name. A crash may leave such
    a temporary file (`.….tmp`) behind. It is never read, and can be deleted while no job of the folder is running.

    Args:
        folder: Where to keep them. It is made when it is first needed. It must be on a file system with hard links,
            and visible to every process that may continue a job.
    """

    __slots__ = ("_folder",)

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        if not isinstance(folder, str | os.PathLike):
            raise ConfigurationError(f"FileStore: the folder is a path, not {type(folder).__name__}.")
        self._folder: Final = Path(folder)

    async def create_part(self, job: str, part: str, content: bytes, /) -> bool:
        """Keep a part; see `ManifestStore.create_part`.

        Raises:
            OSError: The file cannot be written.
            ConfigurationError: A name holds other characters than `ManifestStore` allows.
        """
        return await anyio.to_thread.run_sync(_create, self._path(job, part), content)

    async def read_part(self, job: str, part: str, /) -> bytes | None:
        """Give a part; see `ManifestStore.read_part`.

        Raises:
            OSError: The file cannot be read.
            ConfigurationError: A name holds other characters than `ManifestStore` allows.
        """
        return await anyio.to_thread.run_sync(_read, self._path(job, part))

    def _path(self, job: str, part: str) -> Path:
        for name in (job, part):
            if not _NAME.fullmatch(name):
                raise ConfigurationError(
                    "FileStore: the name of a job or a part is ASCII letters, digits, '.', '_' and '-', at most 200."
                )
        return self._folder / job / part

    def __repr__(self) -> str:
        return f"FileStore({str(self._folder)!r})"


def _create(path: Path, content: bytes) -> bool:
    _make_folder(path.parent.parent)
    _make_folder(path.parent)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE_FILE), "wb") as file:  # noqa: PTH123 - of a descriptor
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            # A rename would replace what another process has kept in the meantime; a link fails instead.
            os.link(temporary, path)
        except FileExistsError:
            # Network file systems repeat a request whose answer was lost, and then find the link that they made.
            if temporary.stat().st_nlink < _LINKS_OF_ONE_THAT_WAS_KEPT:
                return False
    finally:
        temporary.unlink(missing_ok=True)
    _flush_folder(path.parent)
    return True


def _make_folder(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir(_PRIVATE_FOLDER, parents=True, exist_ok=True)
        _flush_folder(folder.parent)


def _flush_folder(folder: Path) -> None:
    """Make the names in a folder durable. Windows cannot flush a folder, and does not need to."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
