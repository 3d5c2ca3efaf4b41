"""The emulator on a socket: in the event loop of the tests, or in a thread of its own."""

from __future__ import annotations

import asyncio
import itertools
import socket
import threading
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import TYPE_CHECKING

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from weavr_async.emulator.asgi import ABORT_EXTENSION, BASE_PATH, CONTROL_PATH

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator

    from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["base_url", "control_url", "listen", "run", "serve", "serve_in_thread"]

_START_SECONDS = 10.0
_TICK_SECONDS = 0.1
_POLL_SECONDS = 0.001
_GRACE_SECONDS = 1.0


@asynccontextmanager
async def serve(app: ASGIApp, *, port: int = 0) -> AsyncGenerator[str]:
    """Serve on loopback inside the running event loop; gives the base URL of the service.

    Args:
        app: The emulator.
        port: The port, or 0 for a free one.
    """
    listener = listen(port)
    server = _Server(app)
    task = asyncio.create_task(server.serve([listener]))
    try:
        await _until_started(server, task)
        yield base_url(listener)
    finally:
        server.leave()
        await task
        listener.close()


@contextmanager
def serve_in_thread(app: ASGIApp, *, port: int = 0) -> Generator[str]:
    """Serve on loopback in a thread with an event loop of its own; gives the base URL of the service.

    Touch the emulator from other threads only while no request is under way.
    """
    listener = listen(port)
    server = _Server(app)
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


def run(app: ASGIApp, listener: socket.socket) -> None:
    """Serve until interrupted; the command line's way."""
    asyncio.run(_Server(app, signals=True).serve([listener]))


def listen(port: int = 0) -> socket.socket:
    """Open a listening socket on loopback."""
    listener = socket.create_server(("127.0.0.1", port), backlog=2048)
    # asyncio does so only for sockets that name their protocol. Accepted ones inherit it; without it, each answer
    # waits 40 ms for the kernel to acknowledge its head.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.setblocking(False)  # noqa: FBT003 - its one argument
    return listener


def base_url(listener: socket.socket) -> str:
    """Give the service's base URL on a listening socket."""
    return f"http://127.0.0.1:{listener.getsockname()[1]}{BASE_PATH}"


def control_url(listener: socket.socket) -> str:
    """Give the control API's base URL on a listening socket."""
    return f"http://127.0.0.1:{listener.getsockname()[1]}{CONTROL_PATH}"


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
