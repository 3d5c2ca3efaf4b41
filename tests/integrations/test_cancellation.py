"""What becomes of a handler whose client hangs up. The same in both frameworks."""

from __future__ import annotations

import asyncio
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from attrs import define, field
from fastapi import FastAPI, Request
from starlette.requests import ClientDisconnect

from scripts.proofs.example_services import serve_fastapi
from weavr_async.errors import NotSent
from weavr_async.integrations.fastapi import CancelOnDisconnect

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import aiohttp

    from tests.integrations.conftest import Line, Told

ASK = b"POST /work HTTP/1.1\r\nhost: service\r\ncontent-length: 0\r\n\r\n"


@define
class Work:
    """Something to do that takes until it is told to end."""

    begun: asyncio.Event = field(factory=asyncio.Event)
    may_end: asyncio.Event = field(factory=asyncio.Event)
    over: asyncio.Event = field(factory=asyncio.Event)
    how: str = ""

    async def __call__(self) -> None:
        """Do it, and note how it ended."""
        self.begun.set()
        try:
            await self.may_end.wait()
            self.how = "done"
        except asyncio.CancelledError:
            self.how = "cancelled"
            raise
        finally:
            self.over.set()


@pytest.mark.asyncio
async def test_a_handler_goes_on_without_its_client(
    told: Told, url: str, dial: Callable[[str], Awaitable[Line]]
) -> None:
    """As the frameworks come, and as it is right for most that move money."""
    told.work = work = Work()
    line = await dial(url)
    await line.say(ASK)
    async with asyncio.timeout(10):
        await work.begun.wait()
        line.hang_up()
        # The server has noticed once it serves another client after this one.
        other = await dial(url)
        await other.say(b"GET /file HTTP/1.1\r\nhost: service\r\n\r\n")
        await other.reader.readline()
        assert not work.over.is_set()
        work.may_end.set()
        await work.over.wait()
    assert work.how == "done"


@pytest.mark.asyncio
async def test_a_handler_is_cancelled_with_its_client_where_that_is_switched_on(
    told: Told, cancelling_url: str, dial: Callable[[str], Awaitable[Line]]
) -> None:
    """By aiohttp's own switch, and by our middleware on FastAPI."""
    told.work = work = Work()
    line = await dial(cancelling_url)
    await line.say(ASK)
    async with asyncio.timeout(10):
        await work.begun.wait()
        line.hang_up()
        await work.over.wait()
    assert work.how == "cancelled"


@pytest.mark.asyncio
async def test_who_stays_gets_answers_and_errors_as_ever(
    told: Told, cancelling_url: str, http: aiohttp.ClientSession
) -> None:
    """The switch changes nothing for them, on one connection and with one request after the other."""

    async def fail() -> None:
        raise NotSent("x", kind="connect_refused")

    for _ in range(2):
        async with http.post(f"{cancelling_url}/work", data=b"x" * 200_000) as answer:
            assert answer.status == 204
    told.work = fail
    async with http.post(f"{cancelling_url}/work") as answer:
        assert answer.status == 503


@pytest.mark.asyncio
async def test_a_large_body_reaches_the_handler_whole(http: aiohttp.ClientSession) -> None:
    """The middleware passes on what it has to look at."""
    app = FastAPI()
    app.add_middleware(CancelOnDisconnect)

    @app.post("/size")
    async def size(request: Request) -> int:
        return len(await request.body())

    async with serve_fastapi(app) as url, http.post(f"{url}/size", data=BytesIO(b"x" * 3_000_000)) as answer:
        assert await answer.json() == 3_000_000


@pytest.mark.asyncio
async def test_a_handler_that_reads_learns_that_its_client_is_gone(dial: Callable[[str], Awaitable[Line]]) -> None:
    """While a body is still arriving, the disconnect is the handler's to see."""
    app = FastAPI()
    app.add_middleware(CancelOnDisconnect)
    reading, gone = asyncio.Event(), asyncio.Event()

    @app.post("/size")
    async def size(request: Request) -> None:
        reading.set()
        try:
            await request.body()
        except ClientDisconnect:
            gone.set()

    async with serve_fastapi(app) as url, asyncio.timeout(10):
        line = await dial(url)
        await line.say(b"POST /size HTTP/1.1\r\nhost: service\r\ncontent-length: 10\r\n\r\nhalf")
        await reading.wait()
        line.hang_up()
        await gone.wait()


@pytest.mark.asyncio
async def test_what_is_no_http_request_passes_the_middleware_untouched() -> None:
    """Lifespans and websockets have no end of this kind."""
    seen: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI
        seen.append((scope, receive, send))

    async def receive() -> Any:  # noqa: ANN401 - ASGI
        pytest.fail("it was asked for a message")

    async def send(_: Any) -> None:  # noqa: ANN401 - ASGI
        pytest.fail("it was told something")

    await CancelOnDisconnect(app)({"type": "lifespan"}, receive, send)
    assert seen == [({"type": "lifespan"}, receive, send)]
