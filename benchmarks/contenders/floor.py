"""The least that a typed answer costs in CPython: prepared request bytes, one parser, one Struct. No safety at all."""

import asyncio
from typing import cast
from urllib.parse import urlsplit

import httptools
import msgspec

from benchmarks import structs
from benchmarks.contenders import CALL_HEADERS, CLIENT_HEADERS
from benchmarks.payloads import CARD_PATH


class _Connection(asyncio.Protocol):
    """One connection, which carries one call at a time."""

    _answer: asyncio.Future[bytes]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # TCP gives no other kind
        self._parser = httptools.HttpResponseParser(self)

    def call(self, request: bytes, loop: asyncio.AbstractEventLoop) -> asyncio.Future[bytes]:
        self._body: list[bytes] = []
        self._answer = loop.create_future()
        self._transport.write(request)
        return self._answer

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        self._answer.set_result(b"".join(self._body))

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError("the server closed the connection"))

    def close(self) -> None:
        self._transport.close()


class Floor:
    """A pool of connections, last used first."""

    def __init__(self, base_url: str) -> None:
        url = urlsplit(base_url)
        self._loop = asyncio.get_running_loop()
        self._host, self._port = url.hostname or "", url.port or 0
        headers = {"host": url.netloc, "accept": "application/json"} | CLIENT_HEADERS | CALL_HEADERS
        lines = [f"GET {CARD_PATH} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        self._request = ("\r\n".join(lines) + "\r\n\r\n").encode()
        self._decode = msgspec.json.Decoder(structs.Card).decode
        self._idle: list[_Connection] = []

    async def card_name(self) -> str:
        """Get the card, decode it into a Struct, and give its friendly name."""
        connection = self._idle.pop() if self._idle else await self._connect()
        card = self._decode(await connection.call(self._request, self._loop))
        self._idle.append(connection)
        return card.friendly_name

    async def _connect(self) -> _Connection:
        return (await self._loop.create_connection(_Connection, self._host, self._port))[1]

    async def aclose(self) -> None:
        """Close the idle connections."""
        for connection in self._idle:
            connection.close()
