"""A file that an emulator is kept in: nothing is answered before what it tells of stands there.

Whatever ends the process, the file is whole, and holds all that was acknowledged: each time a new file is written
beside it and takes its place. Requests that come while one is written share the next.
"""

from __future__ import annotations

import asyncio
import os
import sys
from typing import IO, TYPE_CHECKING, Final

from weavr_async.emulator import saved

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from weavr_async.emulator.state import State

__all__ = ["StateFile", "kept"]


class StateFile:
    """Keeps a state in a file.

    Args:
        path: The file; what it holds is restored, and where there is none yet, it is made.
        state: What is kept.

    Raises:
        SavedStateError: The file holds something else.
        OSError: The file cannot be read or written, or another emulator keeps its state there.
    """

    def __init__(self, path: Path, state: State) -> None:
        self._path: Final = path
        self._state: Final = state
        self._lock: Final = _locked(path.with_name(f"{path.name}.lock"))
        self._written = -1
        self._writing: asyncio.Task[None] | None = None
        try:
            self._restore()
            self.write()
        except BaseException:
            self._lock.close()
            raise

    def _restore(self) -> None:
        if not self._path.exists():
            return
        try:
            self._state.restore(saved.read(self._path.read_bytes()))
        except saved.SavedStateError as wrong:
            raise saved.SavedStateError(f"{self._path}: {wrong}") from None

    async def keep(self) -> None:
        """Return once everything up to now stands in the file."""
        wanted = self._state.version
        while self._written < wanted:
            if self._writing is None:
                self._writing = asyncio.get_running_loop().create_task(self._write())
            await asyncio.shield(self._writing)

    def close(self) -> None:
        """Write it a last time, and leave it to others."""
        try:
            self.write()
        finally:
            self._lock.close()

    def write(self) -> None:
        """Write it at once."""
        version = self._state.version
        _replace(self._path, saved.dump(self._state))
        self._written = version

    async def _write(self) -> None:
        try:
            version, raw = self._state.version, saved.dump(self._state)
            await asyncio.to_thread(_replace, self._path, raw)
            self._written = version
        finally:
            self._writing = None


def kept(app: ASGIApp, file: StateFile) -> ASGIApp:
    """Let an application answer only when what it answers stands in the file."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_when_kept(message: Message) -> None:
            if message["type"] == "http.response.start":
                await file.keep()
            await send(message)

        await app(scope, receive, send_when_kept)

    return application


def _locked(path: Path) -> IO[bytes]:
    """Open the file that says who keeps a state, and hold it as long as this process lives."""
    file = path.open("ab")
    if sys.platform != "win32":
        import fcntl  # noqa: PLC0415 - Windows has none

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            raise OSError(f"another emulator keeps its state there: {path} is held") from None
    return file


def _replace(path: Path, raw: bytes) -> None:
    beside = path.with_name(f"{path.name}.new")
    with beside.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    if sys.platform != "win32":
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
