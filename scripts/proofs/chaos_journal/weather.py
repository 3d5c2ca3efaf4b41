"""Bad weather for databases: a proxy before PostgreSQL, and somebody who holds a SQLite file."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections import Counter
from typing import TYPE_CHECKING, Final

from attrs import define, field

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

__all__ = ["DatabaseProxy", "hold_sqlite"]

_LOSES_COMMIT: Final = 0.01
"""Share of the commits whose confirmation never comes back."""
_CUTS: Final = 0.002
"""Share of the messages before which the connection ends."""
_REFUSES: Final = 0.2
"""Share of the new connections that are refused."""


@define
class DatabaseProxy:
    """Stands before PostgreSQL on loopback. `async with` it."""

    port: int
    """The server's."""
    seed: int
    is_calm: bool = False
    fates: Counter[str] = field(factory=Counter[str])
    _server: asyncio.Server | None = None
    _connections: set[asyncio.Task[None]] = field(factory=set[asyncio.Task[None]])
    _dice: random.Random = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Take the dice."""
        self._dice = random.Random(self.seed)  # noqa: S311 - dice

    async def __aenter__(self) -> Self:
        """Listen."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close every connection."""
        assert self._server is not None, "it was entered"  # noqa: S101 - by construction
        self._server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def url(self, database: str) -> str:
        """Where a database is, behind this proxy."""
        assert self._server is not None, "it was entered"  # noqa: S101 - by construction
        return f"postgresql://weavr@127.0.0.1:{self._server.sockets[0].getsockname()[1]}/{database}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None, "a coroutine runs in one"  # noqa: S101 - by construction
        self._connections.add(task)
        upstream: asyncio.StreamWriter | None = None
        try:
            if not self.is_calm and self._dice.random() < _REFUSES:
                self.fates["connection refused"] += 1
                return
            back, upstream = await asyncio.open_connection("127.0.0.1", self.port)
            lost = asyncio.Event()
            async with asyncio.TaskGroup() as both:
                both.create_task(self._forth(reader, upstream, lost))
                both.create_task(self._back(back, writer, lost))
        except (OSError, EOFError, ExceptionGroup, asyncio.CancelledError):
            pass
        finally:
            self._connections.discard(task)
            writer.transport.abort()
            if upstream is not None:
                upstream.transport.abort()

    async def _forth(self, reader: asyncio.StreamReader, upstream: asyncio.StreamWriter, lost: asyncio.Event) -> None:
        while data := await reader.read(65536):
            if not self.is_calm and self._dice.random() < _CUTS:
                self.fates["cut before a message"] += 1
                break
            if b"COMMIT\0" in data and not self.is_calm and self._dice.random() < _LOSES_COMMIT:
                self.fates["confirmation of a commit lost"] += 1
                lost.set()
            upstream.write(data)
            await upstream.drain()
        raise EOFError

    @staticmethod
    async def _back(back: asyncio.StreamReader, writer: asyncio.StreamWriter, lost: asyncio.Event) -> None:
        while data := await back.read(65536):
            if lost.is_set():
                break
            writer.write(data)
            await writer.drain()
        raise EOFError


async def hold_sqlite(path: str, dice: random.Random, fates: Counter[str]) -> None:
    """Hold the file now and then, sometimes for longer than a statement waits."""
    while True:
        await asyncio.sleep(dice.uniform(1.0, 4.0))
        holder = sqlite3.connect(path, timeout=1.0, isolation_level=None)
        try:
            holder.execute("BEGIN IMMEDIATE")
            fates["file held"] += 1
            await asyncio.sleep(dice.choice((0.1, 0.5, 2.5)))
            holder.execute("ROLLBACK")
        except sqlite3.OperationalError:
            pass
        finally:
            holder.close()
