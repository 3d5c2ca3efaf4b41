"""The emulator on a socket: in the event loop of the tests, in a thread of its own, or as a process's whole purpose."""

from __future__ import annotations

import asyncio
import itertools
import socket
import threading
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import TYPE_CHECKING

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from weavr_async.emulator.asgi import ABORT_EXTENSION, BASE_PATH
from weavr_async.emulator.origins import HostGuard

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator, Iterable

    from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["LOOPBACK", "base_url", "listen", "run", "serve", "serve_in_thread", "url_of"]

LOOPBACK = "127.0.0.1"

_MOST_PORT = 65_535
_START_SECONDS = 10.0
_TICK_SECONDS = 0.1
_POLL_SECONDS = 0.001
_GRACE_SECONDS = 1.0


@asynccontextmanager
async def serve(
    app: ASGIApp, *, port: int = 0, host: str = LOOPBACK, allow_hosts: Iterable[str] = ()
) -> AsyncGenerator[str]:
    """Serve inside the running event loop; gives the base URL of the service.

    Args:
        app: The emulator.
        port: The port, or 0 for a free one.
        host: The address to listen on. Any but loopback lets others in, who may do with the emulator as they like.
        allow_hosts: More names by which it may be called, besides this machine's and the address itself.
    """
    server = _Server(HostGuard(app, host, allow_hosts))
    listener = listen(port, host)
    task = asyncio.create_task(server.serve([listener]))
    try:
        await _until_started(server, task)
        yield base_url(listener)
    finally:
        server.leave()
        await task
        listener.close()


@contextmanager
def serve_in_thread(
    app: ASGIApp, *, port: int = 0, host: str = LOOPBACK, allow_hosts: Iterable[str] = ()
) -> Generator[str]:
    """Serve in a thread with an event loop of its own; gives the base URL of the service. The arguments are `serve`'s.

    Touch the emulator from other threads only while no request is under way.
    """
    server = _Server(HostGuard(app, host, allow_hosts))
    listener = listen(port, host)
    started = threading.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def work() -> None:
        loops.append(asyncio.get_running_loop())
        task = asyncio.create_task(server.serve([listener]))
        await _until_started(server, task)
        started.set()
        await task

    thread = threading.Thread(target=asyncio.run, args=(work(),), name="weavr-emulator", daemon=True)
    thread.start()
    try:
        if not started.wait(_START_SECONDS):
            raise RuntimeError("the emulator's server did not start")
        yield base_url(listener)
    finally:
        for loop in loops:
            loop.call_soon_threadsafe(server.leave)
        thread.join()
        listener.close()


def run(app: ASGIApp, listener: socket.socket, host: str = LOOPBACK, allow_hosts: Iterable[str] = ()) -> None:
    """Serve until interrupted; the command line's way."""
    asyncio.run(_Server(HostGuard(app, host, allow_hosts), signals=True).serve([listener]))


def listen(port: int = 0, host: str = LOOPBACK) -> socket.socket:
    """Open a listening socket.

    Raises:
        OSError: The host is not known, or none of this machine's, or the port is taken.
        ValueError: The port is none.
    """
    if not 0 <= port <= _MOST_PORT:
        raise ValueError(f"a port is a number from 0 to {_MOST_PORT}, not {port}")
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    listener = socket.create_server((host, port), family=family, backlog=2048)
    # asyncio does so only for sockets that name their protocol. Accepted ones inherit it; without it, each answer
    # waits 40 ms for the kernel to acknowledge its head.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.setblocking(False)  # noqa: FBT003 - its one argument
    return listener


def base_url(listener: socket.socket) -> str:
    """Give the service's base URL on a listening socket."""
    return url_of(listener) + BASE_PATH


def url_of(listener: socket.socket) -> str:
    """Give the address of a listening socket as this machine reaches it, without a path."""
    host, port = listener.getsockname()[:2]
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - what it is bound to, not what it is to be bound to
        return f"http://{LOOPBACK if host == '0.0.0.0' else '[::1]'}:{port}"  # noqa: S104 - the same
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


async def _until_started(server: uvicorn.Server, task: asyncio.Task[None]) -> None:
    while not server.started:
        if task.done():
            await task
            raise RuntimeError("the emulator's server ended before it started")
        await asyncio.sleep(_POLL_SECONDS)


class _Server(uvicorn.Server):
    """A server that stops at once, and leaves the process's signals alone unless it is the process's whole purpose."""

    def __init__(self, app: ASGIApp, *, signals: bool = False) -> None:
        self._signals = signals
        self._leaving = asyncio.Event()
        config = uvicorn.Config(
            app,
            http=_AbortableProtocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,  # the service states its own time
        )
        super().__init__(config)

    def leave(self) -> None:
        """Stop serving; called on the server's event loop."""
        self.should_exit = True
        self._leaving.set()

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        if not self._signals:
            yield
            return
        with super().capture_signals():
            yield

    async def main_loop(self) -> None:
        # uvicorn's own looks every 100 ms whether to leave, and waits as long again in `shutdown`: too long for
        # tests, each of which may have a server of its own.
        ticks = itertools.count()
        while not await self.on_tick(next(ticks)):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._leaving.wait(), _TICK_SECONDS)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002 - they are the caller's
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        # A test that ends must not wait for its clients' idle connections or for a delayed answer.
        with suppress(TimeoutError):
            async with asyncio.timeout(_GRACE_SECONDS):
                while self.server_state.connections or self.server_state.tasks:  # noqa: ASYNC110 - uvicorn tells nobody
                    await asyncio.sleep(_POLL_SECONDS)
        for task in self.server_state.tasks:
            task.cancel()


class _AbortableProtocol(H11Protocol):
    """Lends the application a way to abort the connection, in the scope's extensions."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn narrows it
        super().connection_made(transport)
        app = self.app

        async def abortable(scope: Scope, receive: Receive, send: Send) -> None:
            scope.setdefault("extensions", {})[ABORT_EXTENSION] = transport.abort
            await app(scope, receive, send)

        self.app = abortable
