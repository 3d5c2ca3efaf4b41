"""A hostile proxy: it reads whole requests, and lets a share of them meet with an accident."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import time
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from attrs import define, field

from scripts.proofs.chaos.bad_answers import LISTS, made_up, misdated, spoiled_list

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

__all__ = ["Proxy"]

_ACCIDENTS: Final = {
    "cut before it is forwarded": 4.0,
    "cut while it is forwarded": 2.0,
    "cut, and forwarded afterwards": 3.0,
    "cut after the service acted": 5.0,
    "cut in the middle of the answer": 2.0,
    "delayed": 6.0,
    "answered 500 instead": 1.5,
    "answered 500 after the service acted": 1.5,
    "answered 502 HTML instead": 2.0,
    "answered 502 HTML after the service acted": 1.5,
    "answered 503 instead": 2.0,
    "answered 520 after the service acted": 1.0,
    "answered 429 with a second to wait": 0.3,
    "answered 429 without a time": 2.0,
    "answered 200 HTML after the service acted": 0.7,
    "answered 200 HTML instead": 0.5,
    "answered 200 JSON after the service acted": 0.4,
    "answered 400 HTML instead": 0.7,
    "answered 400 JSON instead": 0.5,
    "answered 409 HTML instead": 0.5,
    "answered 409 JSON instead": 0.5,
    "answered with garbage": 0.5,
    "answered with a wrong date": 2.0,
}
"""What happens to how many of a hundred requests; the others pass."""
_KINDS: Final = [*_ACCIDENTS, "passed"]
_WEIGHTS: Final = [*_ACCIDENTS.values(), 100 - sum(_ACCIDENTS.values())]
_LISTS_SPOILED: Final = 0.25
"""Share of the lists of transfers that come back spoiled."""
_LATEST: Final = 2.5
"""Seconds for which a request may be held up: settling has begun by then."""
_LONGEST_DELAY: Final = 0.5
_IS_LIST: Final = b"/transfers?"


class _Hangup(Exception):
    """The connection to the client ends here."""


@define
class Proxy:
    """Stands before a service on loopback. `async with` it."""

    port: int
    """The service's."""
    seed: int
    is_calm: bool = False
    """Whether everything passes."""
    fates: Counter[str] = field(factory=Counter[str])
    longest: float = 0.0
    """Seconds from the moment at which a request was there to the service's answer, at most."""
    _servers: list[asyncio.Server] = field(factory=list[asyncio.Server])
    _connections: set[asyncio.Task[None]] = field(factory=set[asyncio.Task[None]])
    _late: set[asyncio.Task[None]] = field(factory=set[asyncio.Task[None]])
    _dice: random.Random = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Take the dice."""
        self._dice = random.Random(self.seed)  # noqa: S311 - dice, made to be repeatable

    async def __aenter__(self) -> Self:
        """Listen at two addresses of the same service."""
        for _ in range(2):
            self._servers.append(await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=1024))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close every connection."""
        for server in self._servers:
            server.close()
        tasks = [*self._connections, *self._late]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def urls(self) -> list[str]:
        """Where clients go: the service's address, and that of a gateway to it."""
        ports = [server.sockets[0].getsockname()[1] for server in self._servers]
        return [f"http://127.0.0.1:{port}/multi/backoffice" for port in ports]

    @property
    def touched(self) -> float:
        """The share of the requests that met with an accident."""
        return 1 - self.fates["passed"] / max(self.fates.total(), 1)

    async def late_ones(self) -> None:
        """Wait for what is still to be forwarded."""
        await asyncio.gather(*self._late, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine runs in one
        self._connections.add(task)
        upstream: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        try:
            upstream = await asyncio.open_connection("127.0.0.1", self.port)
            while True:
                head, body = await _message(reader)
                await self._strike(head + body, len(body), upstream, writer)
        except (OSError, EOFError, _Hangup, asyncio.CancelledError):
            pass
        finally:
            self._connections.discard(task)
            _reset(writer)
            if upstream is not None:
                upstream[1].close()

    def _fate(self, request: bytes) -> str:
        """What happens to a request."""
        if self.is_calm:
            return "passed"
        if _IS_LIST in request.partition(b"\r\n")[0] and self._dice.random() < _LISTS_SPOILED:
            return self._dice.choice(LISTS)
        return self._dice.choices(_KINDS, _WEIGHTS)[0]

    async def _strike(
        self,
        request: bytes,
        body_length: int,
        upstream: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        client: asyncio.StreamWriter,
    ) -> None:
        """Let one request meet its fate."""
        fate, arrived = self._fate(request), time.monotonic()
        self.fates[fate] += 1
        if fate == "cut before it is forwarded":
            raise _Hangup
        if fate == "cut while it is forwarded":
            upstream[1].write(request[: len(request) - max(body_length // 2, 1)])
            raise _Hangup
        if fate == "cut, and forwarded afterwards":
            task = asyncio.create_task(self._forward_late(request))
            self._late.add(task)
            task.add_done_callback(self._late.discard)
            raise _Hangup
        if fate == "delayed":
            await asyncio.sleep(self._dice.uniform(0, _LONGEST_DELAY))
        if fate.endswith("instead") or fate.startswith("answered 429") or fate == "answered with garbage":
            client.write(made_up(fate, self._dice))
            await client.drain()
            return
        upstream[1].write(request)
        head, body = await _message(upstream[0])
        self.longest = max(self.longest, time.monotonic() - arrived)
        if fate == "cut after the service acted":
            raise _Hangup
        if fate == "cut in the middle of the answer":
            answer = head + body
            client.write(answer[: len(answer) // 2])
            await client.drain()
            await asyncio.sleep(0.001)
            raise _Hangup
        client.write(self._as_changed(fate, head, body))
        await client.drain()

    def _as_changed(self, fate: str, head: bytes, body: bytes) -> bytes:
        """What the client gets instead of the service's answer."""
        if fate.endswith("acted"):
            return made_up(fate, self._dice)
        if fate in LISTS:
            return spoiled_list(fate, head, body)
        return (misdated(head, self._dice) if fate == "answered with a wrong date" else head) + body

    async def _forward_late(self, request: bytes) -> None:
        arrived = time.monotonic()
        await asyncio.sleep(self._dice.uniform(0, _LATEST))
        with suppress(OSError, EOFError):
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(request)
            await _message(reader)
            self.longest = max(self.longest, time.monotonic() - arrived)
            writer.close()


async def _message(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Read one request or answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    return head, await reader.readexactly(length) if length else b""


def _reset(writer: asyncio.StreamWriter) -> None:
    """Break the connection off by a RST."""
    raw: socket.socket | None = writer.get_extra_info("socket")
    if raw is not None:
        with suppress(OSError):
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
