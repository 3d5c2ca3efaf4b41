"""Who receives webhooks: an address, or an application in this process, which needs no socket."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, Protocol

import httpx

if TYPE_CHECKING:
    from aiohttp import web
    from starlette.types import ASGIApp

__all__ = ["Address", "AiohttpApplication", "AsgiApplication", "Receiver"]

_SECONDS: Final = 10.0


class Receiver(Protocol):
    """Somebody who is sent webhooks."""

    async def receive(self, topic: str, headers: dict[str, str], body: bytes) -> int | None:
        """Send one webhook, and give the status of the answer; None where none came."""
        ...


class Address:
    """A URL to which the topic is appended.

    Args:
        url: Where webhooks are posted to, such as `http://127.0.0.1:8000/webhooks`.

    Raises:
        ValueError: It is no address over http or https.
    """

    def __init__(self, url: str) -> None:
        if not _is_address(url):
            raise ValueError(f"webhooks are posted to an address over http or https, not to {url!r}")
        self.url: Final = url.rstrip("/")

    async def receive(self, topic: str, headers: dict[str, str], body: bytes) -> int | None:
        """Post one webhook."""
        # A connection for each: they come seldom, and a pool would belong to one event loop.
        async with httpx.AsyncClient(timeout=_SECONDS, trust_env=False) as client:
            return await _post(client, self.url + topic, headers, body)


class AsgiApplication:
    """An ASGI application in this process, such as one of FastAPI or Starlette.

    Args:
        app: The application; its lifespan is yours to run.
        path: What stands before the topic.
    """

    def __init__(self, app: ASGIApp, path: str = "") -> None:
        if not callable(app):
            raise TypeError(f"an ASGI application is called, and this is {app!r}")
        # An error in a handler is a 500, as it is for a service behind a server.
        self._transport: Final = httpx.ASGITransport(app, raise_app_exceptions=False)
        self._path: Final = path.rstrip("/")

    async def receive(self, topic: str, headers: dict[str, str], body: bytes) -> int | None:
        """Hand one webhook over."""
        async with httpx.AsyncClient(transport=self._transport, base_url="http://receiver") as client:
            return await _post(client, self._path + topic, headers, body)


class AiohttpApplication:
    """An aiohttp application in this process. It is started with the first webhook, and stopped by `close`.

    Args:
        app: The application.
        path: What stands before the topic.
    """

    def __init__(self, app: web.Application, path: str = "") -> None:
        from aiohttp import web  # noqa: PLC0415 - a quarter of what starting the emulator costs, and few need it

        self._runner: Final = web.AppRunner(app, handle_signals=False, access_log=None)
        self._path: Final = path.rstrip("/")

    async def receive(self, topic: str, headers: dict[str, str], body: bytes) -> int | None:
        """Hand one webhook over, as the bytes that a socket would bring."""
        if self._runner.server is None:
            await self._runner.setup()
        server = self._runner.server
        if server is None:
            return None
        sent = {"host": "receiver", "connection": "close", "content-length": str(len(body)), **headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
        raw = f"POST {self._path}{topic} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + body
        protocol, transport = server(), _Collected()
        protocol.connection_made(transport)
        protocol.data_received(raw)
        try:
            async with asyncio.timeout(_SECONDS):
                await transport.closed.wait()
        except TimeoutError:
            return None
        finally:
            protocol.connection_lost(None)
        return _status(bytes(transport.written))

    async def close(self) -> None:
        """Stop the application."""
        await self._runner.cleanup()


class _Collected(asyncio.Transport):
    """A connection to nobody, which collects what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written: Final = bytearray()
        self.closed: Final = asyncio.Event()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.extend(data)

    def is_closing(self) -> bool:
        return self.closed.is_set()

    def close(self) -> None:
        self.closed.set()

    def abort(self) -> None:
        self.closed.set()

    def pause_reading(self) -> None:
        """Everything there is was read."""

    def resume_reading(self) -> None:
        """The same."""


def _status(answer: bytes) -> int | None:
    """Read the status of an answer, as in `HTTP/1.1 204 No Content`."""
    word = answer[9:12]
    return int(word) if word.isdigit() else None


def _is_address(url: str) -> bool:
    try:
        return url.startswith(("http://", "https://")) and bool(httpx.URL(url).host)
    except httpx.InvalidURL:
        return False


async def _post(client: httpx.AsyncClient, url: str, headers: dict[str, str], body: bytes) -> int | None:
    try:
        return (await client.post(url, content=body, headers=headers)).status_code
    except httpx.HTTPError:
        return None
