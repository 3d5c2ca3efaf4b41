"""Real sockets on loopback: one tiny server per behaviour, and every engine ready to be pointed at it."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import TYPE_CHECKING, Final, TypeAlias

import httpx
import httpx2
import httpx_aiohttp
import pytest_asyncio
from attrs import define, field

from weavr_async._engine.aiohttp_engine import AiohttpEngine
from weavr_async._engine.base import Answer, EngineRequest, Failure, Sent
from weavr_async._engine.httpx_engine import HttpxEngine
from weavr_async._engine.proxies import read_proxy
from weavr_async.values._secret import Secret
from weavr_async.values.settings import Limits, Timeouts

if TYPE_CHECKING:
    import pytest

    from weavr_async._engine.base import Engine

API_KEY: Final = "canary-api-key"


class Peer:
    """One connection, seen from the server."""

    def __init__(self, server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.server = server
        self.reader = reader
        self.writer = writer

    async def request(self) -> bytes:
        """Read one whole request and remember it; raises `EOFError` when the client leaves."""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            piece = await self.reader.read(1)
            if not piece:
                raise EOFError
            self.server.bytes_seen += 1
            head += piece
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        body = await self.reader.readexactly(length)
        self.server.bytes_seen += length
        self.server.requests.append(head + body)
        self.server.arrived.set()
        return head + body

    async def tunnel(self) -> bytes:
        """Read the request for a tunnel, which holds nothing of what shall go through it."""
        return await self.reader.readuntil(b"\r\n\r\n")

    async def send(self, data: bytes) -> None:
        """Write as it is."""
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self, body: bytes = b"{}", *, status: str = "200 OK", headers: bytes = b"") -> None:
        """Write a whole, proper answer."""
        await self.send(b"HTTP/1.1 %s\r\ncontent-length: %d\r\n%s\r\n" % (status.encode(), len(body), headers) + body)

    def reset(self) -> None:
        """Break the connection off by a RST."""
        raw: socket.socket = self.writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Behaviour: TypeAlias = Callable[[Peer], Awaitable[None]]


class Server:
    """Runs a behaviour on each connection, then closes it."""

    def __init__(self, behaviour: Behaviour, tls: ssl.SSLContext | None) -> None:
        self._behaviour = behaviour
        self._tls = tls
        self._tasks: set[asyncio.Task[None]] = set()
        self.requests: list[bytes] = []
        self.bytes_seen = 0
        self.connections = 0
        self.open = 0
        self.arrived = asyncio.Event()
        self.all_closed = asyncio.Event()

    async def start(self) -> None:
        """Listen on a free port of loopback."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls, backlog=1000)
        self.port: int = self._server.sockets[0].getsockname()[1]
        self.url = f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    def refuse(self) -> None:
        """Accept no further connections."""
        self._server.close()

    async def stop(self) -> None:
        """Close everything."""
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def tasks(self) -> set[asyncio.Task[None]]:
        """The tasks that are the server's own."""
        return self._tasks

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        self.open += 1
        self.all_closed.clear()
        try:
            with suppress(EOFError, ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
                await self._behaviour(Peer(self, reader, writer))
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            writer.close()
            self._tasks.discard(task)
            self.open -= 1
            if not self.open:
                self.all_closed.set()


@define
class Bench:
    """Makes engines of one kind, and holds what came out against what the servers saw."""

    kind: str
    _held: AsyncExitStack
    servers: list[Server] = field(factory=list)
    outcomes: list[Answer | Failure] = field(factory=list)

    async def serve(self, behaviour: Behaviour, *, tls: ssl.SSLContext | None = None) -> Server:
        """Start a server; it ends with the test."""
        server = Server(behaviour, tls)
        await server.start()
        self.servers.append(server)
        return server

    async def engine(
        self,
        base_url: str,
        *,
        timeouts: Timeouts | None = None,
        limits: Limits | None = None,
        proxy: str | None = None,
        verify: ssl.SSLContext | None = None,
    ) -> Engine:
        """An engine of the kind under test; it and its client are closed when the test ends."""
        timeouts, limits = timeouts or Timeouts(), limits or Limits()
        engine: AiohttpEngine | HttpxEngine
        if self.kind == "aiohttp":
            engine = AiohttpEngine(
                base_url=base_url,
                timeouts=timeouts,
                limits=limits,
                proxy=None if proxy is None else read_proxy(Secret(proxy)),
                verify=verify,
            )
            self._held.push_async_callback(engine.aclose)
            return engine
        trust = verify or True
        most = limits.max_connections
        client: httpx.AsyncClient | httpx2.AsyncClient
        if self.kind == "httpx2":
            client = httpx2.AsyncClient(verify=trust, proxy=proxy, limits=httpx2.Limits(max_connections=most))
        elif self.kind == "httpx":
            client = httpx.AsyncClient(verify=trust, proxy=proxy, limits=httpx.Limits(max_connections=most))
        else:
            via = None if proxy is None else httpx.Proxy(proxy)
            transport = httpx_aiohttp.AiohttpTransport(
                verify=trust, proxy=via, limits=httpx.Limits(max_connections=most)
            )
            client = httpx.AsyncClient(transport=transport)
        await self._held.enter_async_context(client)
        engine = HttpxEngine(client, base_url=base_url, timeouts=timeouts, limits=limits)
        self._held.push_async_callback(engine.aclose)
        return engine

    async def exchange(
        self, engine: Engine, request: EngineRequest | None = None, *, seconds: float = 30
    ) -> Answer | Failure:
        """One exchange with a deadline so many seconds away; a POST unless said otherwise."""
        deadline = asyncio.get_running_loop().time() + seconds
        outcome = await engine.exchange(request or self.post(), deadline=deadline)
        self.outcomes.append(outcome)
        return outcome

    async def failure(self, engine: Engine, request: EngineRequest | None = None, *, seconds: float = 30) -> Failure:
        """One exchange that must fail."""
        outcome = await self.exchange(engine, request, seconds=seconds)
        assert isinstance(outcome, Failure), outcome
        return outcome

    async def answer(self, engine: Engine, request: EngineRequest | None = None, *, seconds: float = 30) -> Answer:
        """One exchange that must succeed."""
        outcome = await self.exchange(engine, request, seconds=seconds)
        assert isinstance(outcome, Answer), outcome
        return outcome

    @staticmethod
    def post(target: str = "/transfers", body: bytes = b'{"amount":1}') -> EngineRequest:
        """A write, as the call road prepares it."""
        return EngineRequest("POST", target, [("api-key", API_KEY), ("content-type", "application/json")], body)

    @staticmethod
    def get(target: str = "/managed_cards/1", method: str = "GET") -> EngineRequest:
        """A request without a body, as the call road prepares it."""
        return EngineRequest(method, target, [("api-key", API_KEY), ("accept", "application/json")])


@asynccontextmanager
async def open_bench(kind: str) -> AsyncGenerator[Bench, None]:
    """A bench for one kind of engine, with the law checked at its end."""
    async with AsyncExitStack() as engines:
        bench = Bench(kind, engines)
        yield bench
    for server in bench.servers:
        await server.stop()
    if bench.outcomes and all(isinstance(outcome, Failure) and outcome.sent is Sent.NO for outcome in bench.outcomes):
        assert sum(server.bytes_seen for server in bench.servers) == 0, "reported as not sent, but a server saw it"


@pytest_asyncio.fixture(params=["aiohttp", "httpx", "httpx2", "httpx-aiohttp"])
async def bench(request: pytest.FixtureRequest) -> AsyncGenerator[Bench, None]:
    """Every kind of engine in turn.

    At the end of each test the law is checked: when every exchange was reported as not sent, no
    server saw a byte of a request.
    """
    async with open_bench(request.param) as bench:
        yield bench


@pytest_asyncio.fixture
async def own_bench() -> AsyncGenerator[Bench, None]:
    """The default engine only."""
    async with open_bench("aiohttp") as bench:
        yield bench
