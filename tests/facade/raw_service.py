"""A service on loopback that answers byte for byte what a test says, and logs everybody in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias

import orjson

if TYPE_CHECKING:
    from typing import Self

ACCOUNT = {
    "id": "220",
    "profileId": "7",
    "friendlyName": "Main",
    "currency": "GBP",
    "state": {"state": "ACTIVE"},
    "balances": {"availableBalance": 1000, "actualBalance": 1000},
    "creationTimestamp": 1_700_000_000_000,
}

Handler: TypeAlias = Callable[[str, bytes], Awaitable[bytes] | bytes]
"""From the target and the body of a request to the whole answer."""


def raw_answer(body: object = b"", status: int = 200, *headers: tuple[str, str]) -> bytes:
    """An answer as it goes over a socket."""
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    lines = [f"HTTP/1.1 {status} X", f"content-length: {len(content)}", "content-type: application/json"]
    lines += [f"{name}: {value}" for name, value in headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + content


def logged_in(body: bytes) -> bytes:
    """The answer to a login."""
    return raw_answer({"token": {"token": "t"}, "identity": orjson.loads(body)["identity"]})


class RawService:
    """Answers calls by `handle`, and logins by `log_in`."""

    def __init__(self, handle: Handler, log_in: Callable[[bytes], Awaitable[bytes] | bytes] = logged_in) -> None:
        self._handle = handle
        self._log_in = log_in
        self.targets: list[str] = []
        """Of the calls that were no logins."""
        self.logins = 0
        self.connections = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=1000)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while True:
                writer.write(await self._answer(reader))
                await writer.drain()
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader) -> bytes:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        target = head.split(" ", 2)[1]
        sizes = [line.partition(":")[2] for line in head.split("\r\n") if line.startswith("content-length")]
        body = await reader.readexactly(int(sizes[0]) if sizes else 0)
        if target.endswith("/access_token"):
            self.logins += 1
            answer = self._log_in(body)
        else:
            self.targets.append(target)
            answer = self._handle(target, body)
        return answer if isinstance(answer, bytes) else await answer
