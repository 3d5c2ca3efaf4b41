"""How long the default engine waits for the next byte of an answer: one timer for each connection, which stays."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from weavr_async._engine.aiohttp_connections import Reader
from weavr_async._engine.base import Answer, Failure, FailureKind
from weavr_async.values.settings import Timeouts

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.engine.conftest import Bench, Peer

pytestmark = pytest.mark.asyncio


class Clock:
    """The event loop's time, which the test moves on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        loop = asyncio.get_running_loop()
        real, self._ahead = loop.time, 0.0
        monkeypatch.setattr(loop, "time", lambda: real() + self._ahead)

    async def pass_by(self, seconds: float) -> None:
        """Let time pass, and everybody run whose time has come."""
        self._ahead += seconds
        for _ in range(20):
            await asyncio.sleep(0)


@pytest_asyncio.fixture
async def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock for the running loop."""
    return Clock(monkeypatch)


async def test_many_answers_on_one_connection_set_one_timer(own_bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not one for each request and each piece of an answer."""

    async def answering(peer: Peer) -> None:
        while True:
            await peer.request()
            await peer.answer()

    engine = await own_bench.engine((await own_bench.serve(answering)).url)
    await own_bench.answer(engine)
    loop = asyncio.get_running_loop()
    call_at, timers = loop.call_at, list[float]()

    def counted(when: float, callback: Callable[..., object], *arguments: object) -> asyncio.TimerHandle:
        timers.append(when)
        return call_at(when, callback, *arguments)

    monkeypatch.setattr(loop, "call_at", counted)
    for _ in range(50):
        await own_bench.answer(engine)
    assert timers == []


async def test_each_answer_has_the_whole_time_whatever_came_before(own_bench: Bench, clock: Clock) -> None:
    """On a connection that was used for a long time, too."""
    over = asyncio.Event()

    async def slow_at_last(peer: Peer) -> None:
        await peer.request()
        await peer.answer(b"first")
        await peer.request()
        peer.server.arrived.set()
        await over.wait()
        await peer.answer(b"second")

    server = await own_bench.serve(slow_at_last)
    engine = await own_bench.engine(server.url, timeouts=Timeouts(read=30, total=600))
    await own_bench.exchange(engine, own_bench.post("/first"), seconds=600)
    await clock.pass_by(14)
    server.arrived.clear()
    second = asyncio.create_task(own_bench.exchange(engine, own_bench.post("/second"), seconds=600))
    await server.arrived.wait()

    await clock.pass_by(29)
    assert not second.done()
    over.set()

    answer = await second
    assert isinstance(answer, Answer)
    assert (answer.content, server.connections) == (b"second", 1)


async def test_each_piece_of_an_answer_gives_it_time_again(own_bench: Bench, clock: Clock) -> None:
    """And an answer that stops is late thirty seconds after its last byte."""
    more, has_come = asyncio.Event(), asyncio.Event()

    async def in_pieces(peer: Peer) -> None:
        await peer.request()
        await peer.send(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{")
        await more.wait()
        await peer.send(b" ")
        has_come.set()
        await peer.reader.read()

    server = await own_bench.serve(in_pieces)
    engine = await own_bench.engine(server.url, timeouts=Timeouts(read=30, total=600))
    answer = asyncio.create_task(own_bench.exchange(engine, own_bench.post(), seconds=600))
    await server.arrived.wait()
    await clock.pass_by(20)
    more.set()
    await has_come.wait()
    await clock.pass_by(0)

    await clock.pass_by(29)
    assert not answer.done()
    await clock.pass_by(2)

    failure = await answer
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.READ_TIMEOUT


async def test_a_reader_of_ours_that_is_slow_makes_no_answer_late(own_bench: Bench, clock: Clock) -> None:
    """While we do not read, the peer's silence says nothing; its time begins when we read again."""

    async def large(peer: Peer) -> None:
        await peer.request()
        await peer.answer(b" " * 8_000_000)

    engine = await own_bench.engine((await own_bench.serve(large)).url, timeouts=Timeouts(read=30, total=6_000))
    deadline = asyncio.get_running_loop().time() + 6_000
    size = 0
    async with engine.stream(own_bench.get("/"), deadline=deadline) as opened:
        assert not isinstance(opened, Failure)
        async for piece in opened.chunks:
            assert isinstance(piece, bytes)
            if not size:
                for _ in range(5):
                    await clock.pass_by(100)
            size += len(piece)
    assert size == 8_000_000


async def test_a_connection_that_is_gone_leaves_no_timer() -> None:
    """Whatever was waited for on it."""
    loop = asyncio.get_running_loop()
    reader = Reader(loop, 30.0)
    reader.connection_made(asyncio.Transport())
    reader.start_timeout()
    look = reader.look
    reader.connection_lost(None)
    assert look is not None
    assert look.cancelled()
