"""Where a statement is written to: a file that is there whole or not at all, or a sink of the caller's."""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager, suppress
from errno import EISDIR, ENOENT
from hashlib import sha256
from inspect import isawaitable
from io import IOBase
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, TYPE_CHECKING, Final, Protocol, TypeAlias

from anyio import CancelScope, to_thread
from anyio.lowlevel import checkpoint_if_cancelled

from weavr_async.errors import InvalidRequest

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

__all__ = ["Destination", "Sink", "Writing", "opened"]


class Sink(Protocol):
    """Takes bytes: an `anyio` file, an aiohttp response under way, anything with an async `write`."""

    async def write(self, data: bytes, /) -> object:
        """Take all of `data`."""
        ...


Destination: TypeAlias = str | os.PathLike[str] | Sink
"""A path, or a sink. A sink is neither flushed nor closed, and what it got before a failure stays there."""


class Writing:
    """Bytes on their way, counted and summed up."""

    def __init__(self, sink: Sink, path: Path | None) -> None:
        self._sink: Final = sink
        self._digest: Final = sha256()
        self.path: Final = path
        self.size: int = 0

    async def write(self, data: bytes) -> None:
        """Pass bytes on."""
        taken: object = self._sink.write(data)
        if not isawaitable(taken):
            raise _not_async()
        await taken
        self._digest.update(data)
        self.size += len(data)

    @property
    def sha256(self) -> str:
        """The checksum of what was written, in hexadecimal."""
        return self._digest.hexdigest()


@asynccontextmanager
async def opened(to: Destination) -> AsyncGenerator[Writing, None]:
    """Write to a destination. A file appears under its name when this ends well, and leaves nothing otherwise.

    Raises:
        InvalidRequest: It is neither a path nor something that can be written to, or no file is what is there.
        OSError: The file cannot be written.
    """
    if not isinstance(to, str | os.PathLike):
        if not callable(getattr(to, "write", None)):
            raise InvalidRequest("Write to a path, or to an object with an async `write`.", field="to")
        if isinstance(to, IOBase):
            raise _not_async()
        yield Writing(to, None)
        return
    path = Path(to)
    file = _NewFile(path)
    try:
        await _in_thread(file.create)
        yield Writing(file, path)
        await _in_thread(file.put_in_place)
    finally:
        await _to_its_end(file.discard)


def _not_async() -> InvalidRequest:
    return InvalidRequest(
        "Its `write` is not async, as a file of open() has it: give the path, or an object with an async `write`.",
        field="to",
    )


class _NewFile:
    """A file under a temporary name in the same folder. Only its owner can read it, because statements are private."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    async def write(self, data: bytes, /) -> None:
        file = self._file
        assert file is not None, "it is written to between being created and put in place"  # noqa: S101
        await _in_thread(lambda: file.write(data))

    def create(self) -> None:
        given, self._path = self._path, self._path.resolve()  # a link stays one
        if self._path.is_dir():
            raise IsADirectoryError(EISDIR, "Give the name of a file: this is a folder", str(self._path))
        if self._path.exists() and not self._path.is_file():  # putting a file in its place would take a device away
            raise InvalidRequest(f"{given} is there, and is no file.", field="to")
        if not self._path.parent.is_dir():
            raise FileNotFoundError(ENOENT, "There is no such folder", str(self._path.parent))
        self._file = NamedTemporaryFile(  # noqa: SIM115 - closed by `put_in_place` or `discard`
            dir=self._path.parent, prefix=f".{self._path.name[:100]}.", suffix=".part", delete=False
        )

    def put_in_place(self) -> None:
        assert self._file is not None, "it was created"  # noqa: S101
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        Path(self._file.name).replace(self._path)
        self._file = None
        if os.name == "posix":
            # The name lives in the folder, which is written on its own.
            folder = os.open(self._path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def discard(self) -> None:
        if self._file is not None:
            # Closing writes what is buffered, which fails again where writing failed.
            with suppress(OSError):
                self._file.close()
            Path(self._file.name).unlink(missing_ok=True)
            self._file = None


async def _in_thread(work: Callable[[], object]) -> None:
    """Do blocking work, unless this task shall end."""
    await checkpoint_if_cancelled()
    await _to_its_end(work)


async def _to_its_end(work: Callable[[], object]) -> None:
    """Do blocking work and see it end even if this task is cancelled meanwhile: a thread cannot be stopped."""
    with CancelScope(shield=True):
        doing = asyncio.create_task(to_thread.run_sync(work))
        cancelled = None
        while not doing.done():
            # A cancellation by anyio is held back by the scope, one by asyncio arrives here.
            try:
                await asyncio.wait({doing})
            except asyncio.CancelledError as error:
                cancelled = error
        if cancelled is not None:
            # Said first: the work's own error would hide that this task shall end.
            doing.exception()
            raise cancelled
        doing.result()
