"""Where manifests are kept: named parts that are written once and never changed.

Every fact of a job is a part of its own. So a part that can be read is whole and final, two processes that write the
same part cannot overwrite each other, and there is nothing to repair after a crash.
"""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path
from typing import Final, Protocol, final

import anyio.to_thread

from weavr_async.errors import ConfigurationError

__all__ = ["FileManifestStore", "ManifestStore", "MemoryManifestStore"]

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}", re.ASCII)
_PRIVATE_FOLDER: Final = 0o700
_PRIVATE_FILE: Final = 0o600


class ManifestStore(Protocol):
    """A store of your own: two operations. Names are ASCII letters, digits, `.`, `_` and `-`, 200 at most.

    EngineRequest hold payloads, so keep them as you keep other business data. They hold no api key and no token.
    """

    async def create(self, job: str, part: str, content: bytes) -> bool:
        """Keep a part for good, all of it or nothing.

        It must be safe from a crash of the machine when this returns, for something is sent next.

        Returns:
            False when there is such a part already; it stays as it is.
        """
        ...

    async def read(self, job: str, part: str) -> bytes | None:
        """Give a part as it was kept, or nothing when there is none."""
        ...


@final
class MemoryManifestStore:
    """Keeps manifests in this process only: for tests, and for jobs that need not survive it."""

    __slots__ = ("_parts",)

    def __init__(self) -> None:
        self._parts: Final[dict[tuple[str, str], bytes]] = {}

    async def create(self, job: str, part: str, content: bytes) -> bool:
        """Keep a part; see `ManifestStore.create`."""
        if (job, part) in self._parts:
            return False
        self._parts[job, part] = content
        return True

    async def read(self, job: str, part: str) -> bytes | None:
        """Give a part; see `ManifestStore.read`."""
        return self._parts.get((job, part))


@final
class FileManifestStore:
    """Keeps manifests as files, a folder for each job, readable by this user only.

    A part is written to a temporary file, flushed to the disk and then linked under its name. A crash may leave such
    a temporary file (`.….tmp`) behind; it is never read and can be deleted while no job of the folder is running.

    Args:
        folder: Where to keep them; made when it is first needed. It must be on a file system with hard links, and
            seen by every process that may continue a job.
    """

    __slots__ = ("_folder",)

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self._folder: Final = Path(folder)

    async def create(self, job: str, part: str, content: bytes) -> bool:
        """Keep a part; see `ManifestStore.create`.

        Raises:
            OSError: It cannot be written.
        """
        return await anyio.to_thread.run_sync(_create, self._path(job, part), content)

    async def read(self, job: str, part: str) -> bytes | None:
        """Give a part; see `ManifestStore.read`.

        Raises:
            OSError: It cannot be read.
        """
        return await anyio.to_thread.run_sync(_read, self._path(job, part))

    def _path(self, job: str, part: str) -> Path:
        for name in (job, part):
            if not _NAME.fullmatch(name):
                raise ConfigurationError("A name in a manifest store is ASCII letters, digits, '.', '_' and '-'.")
        return self._folder / job / part

    def __repr__(self) -> str:
        return f"FileManifestStore({str(self._folder)!r})"


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
            # A rename would replace what another process has kept meanwhile; a link refuses.
            os.link(temporary, path)
        except FileExistsError:
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
    """Make the names in a folder durable. Windows has no such thing: there, names are durable by themselves."""
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
