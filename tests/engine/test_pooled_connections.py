"""What happens to an idle connection while the event loop stands still is noticed before the connection is used.

The server runs in a thread of its own, and the test blocks the event loop until the server has done what it is about:
as code that blocks does, a process that was frozen, or a loop that runs only now and then.
"""

from __future__ import annotations

import asyncio
import select
import socket
import ssl
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import pytest
import pytest_asyncio
import trustme

from tests.engine.conftest import Bench, open_bench
from weavr_async._engine import aiohttp_connections
from weavr_async._engine.base import Answer, EngineRequest
from weavr_async.values.settings import Limits

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterator

pytestmark = pytest.mark.asyncio

STRAY: Final = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nstray"


class ThreadedServer:
    """Answers each request with its target; what happens to its idle connections is said from outside."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=1000)
        self.url: Final = f"{'https' if tls else 'http'}://127.0.0.1:{self._listener.getsockname()[1]}"
        self.targets: list[str] = []
        self.connections: list[socket.socket] = []
        self._every: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def idle(self, happens: Callable[[socket.socket], object]) -> None:
        """Let something happen to every connection that is open, in the calling thread: its event loop is blocked."""
        connections, self.connections = self.connections, []
        for connection in connections:
            happens(connection)

    def close(self) -> None:
        """End the server."""
        hang_up(self._listener)
        self._threads[0].join()
        self._listener.close()
        self.connections = self._every
        self.idle(hang_up)
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._threads.append(threading.Thread(target=self._serve, args=(connection,)))
            self._threads[-1].start()

    def _serve(self, connection: socket.socket) -> None:
        if self._tls is not None:
            connection = self._tls.wrap_socket(connection, server_side=True)
        self.connections.append(connection)
        self._every.append(connection)
        with connection, suppress(OSError), connection.makefile("rb") as lines:
            while line := lines.readline():
                while lines.readline().strip():
                    pass
                target = line.split()[1]
                self.targets.append(target.decode())
                connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (len(target), target))


def hang_up(connection: socket.socket) -> None:
    """End a connection; the thread that reads from it closes it."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


@pytest_asyncio.fixture(params=["aiohttp", "httpx", "httpx2"])
async def pooling(request: pytest.FixtureRequest) -> AsyncGenerator[Bench]:
    """Every kind of engine whose pool is ours to look after, or looks by itself."""
    async with open_bench(request.param) as bench:
        yield bench


@pytest.fixture
def server() -> Iterator[ThreadedServer]:
    """A server in a thread."""
    server = ThreadedServer()
    yield server
    server.close()


def to(target: str) -> EngineRequest:
    """A write that goes nowhere else."""
    return EngineRequest("POST", target, [("api-key", "canary")])


async def test_a_connection_that_was_closed_meanwhile_is_not_written_to(pooling: Bench, server: ThreadedServer) -> None:
    """Else a write would be unknown that never left the machine."""
    engine = await pooling.engine(server.url)
    await pooling.answer(engine, to("/first"))
    server.idle(hang_up)

    answer = await pooling.answer(engine, to("/invite"))

    assert answer.content == b"/invite"
    assert server.targets == ["/first", "/invite"]


async def test_an_answer_that_came_meanwhile_is_not_taken_for_the_next_call_s(
    pooling: Bench, server: ThreadedServer
) -> None:
    """It would be shown to another identity."""
    engine = await pooling.engine(server.url)
    await pooling.answer(engine, to("/first"))
    server.idle(lambda connection: connection.sendall(STRAY))

    answer = await pooling.answer(engine, to("/second"))

    assert answer.content == b"/second"


async def test_a_tls_connection_that_was_closed_meanwhile_is_not_written_to(pooling: Bench) -> None:
    """The end shows on the socket below the encryption."""
    authority = trustme.CA()
    certified = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(certified)
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    server = ThreadedServer(certified)
    engine = await pooling.engine(server.url, verify=trust)
    await pooling.answer(engine, to("/first"))
    server.idle(hang_up)

    answer = await pooling.answer(engine, to("/second"))

    server.close()
    assert answer.content == b"/second"
    assert server.targets == ["/first", "/second"]


async def test_a_healthy_connection_is_used_again(pooling: Bench, server: ThreadedServer) -> None:
    """Nothing happened to it, so looking costs no new connection."""
    engine = await pooling.engine(server.url)
    for _ in range(3):
        await pooling.answer(engine, to("/call"))
    assert len(server.connections) == 1


@pytest.mark.parametrize("happens", [hang_up, lambda connection: connection.sendall(STRAY)], ids=["closed", "stray"])
async def test_no_connection_of_a_whole_pool_is_trusted_unseen(
    pooling: Bench, server: ThreadedServer, happens: Callable[[socket.socket], object]
) -> None:
    """Twenty connections, and to each of them the same thing has happened; every call gets its own answer."""
    engine = await pooling.engine(server.url, limits=Limits(max_connections=20))
    deadline = asyncio.get_running_loop().time() + 30
    for turn in range(3):
        targets = [f"/{turn}/{number}" for number in range(20)]
        answers = await asyncio.gather(*(engine.exchange(to(target), deadline=deadline) for target in targets))
        assert [answer.content.decode() for answer in answers if isinstance(answer, Answer)] == targets
        server.idle(happens)


@pytest.mark.parametrize("without_poll", [False, True], ids=["poll", "select"])
async def test_a_look_takes_neither_the_data_nor_the_end(without_poll: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """On every system, with or without `poll`: quiet before, not quiet after, and the data are still there."""
    if without_poll:
        monkeypatch.setattr(aiohttp_connections, "events_of", aiohttp_connections.events_by_select)
    elif not hasattr(select, "poll"):
        pytest.skip("this system has no poll")
    ours, theirs = socket.socketpair()
    loop = asyncio.get_running_loop()
    transport, reader = await loop.create_connection(lambda: aiohttp_connections.Reader(loop, 30.0), sock=ours)
    before = reader.is_quiet()
    theirs.sendall(b"stray")

    after = reader.is_quiet()

    assert (before, after) == (True, False)
    assert ours.recv(5) == b"stray"
    theirs.close()
    transport.close()
    await asyncio.sleep(0)
    assert not reader.is_quiet()


async def test_a_connection_that_nothing_can_be_asked_of_is_not_quiet() -> None:
    """A transport without a socket, as of another kind of event loop."""
    reader = aiohttp_connections.Reader(asyncio.get_running_loop(), 30.0)
    reader.connection_made(asyncio.Transport())
    assert not reader.is_quiet()
