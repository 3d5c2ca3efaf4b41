"""A tiny service in both frameworks, which does what a test tells it."""

# Without `from __future__ import annotations`: FastAPI reads annotations at run time.
import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Literal
from urllib.parse import urlsplit

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from attrs import define, field
from fastapi import FastAPI, Response

from scripts.proofs.example_services import serve_aiohttp, serve_fastapi
from weavr_async import BackOffice, Environment
from weavr_async.integrations.aiohttp import back_office_context, download_response, error_answers, webhook_handler
from weavr_async.integrations.fastapi import (
    CancelOnDisconnect,
    DownloadResponse,
    add_error_handlers,
    back_office_lifespan,
    webhook_event,
)
from weavr_async.statements import Sink
from weavr_async.webhooks import WebhookEvent, WebhookReceiver

KEY = "a-key-of-these-tests"


async def _nothing(*_: object) -> None:
    """What is done unless a test says otherwise."""


@define
class Told:
    """What the service shall do, and what it was seen doing."""

    work: Callable[[], Awaitable[object]] = _nothing
    handle: Callable[[WebhookEvent], Awaitable[object]] = _nothing
    make: Callable[[Sink], Awaitable[object]] = _nothing
    filename: str = "file.txt"
    receiver: WebhookReceiver = field(factory=lambda: WebhookReceiver(KEY, max_body_bytes=1_000))
    clients: list[BackOffice] = field(factory=list)

    def make_client(self) -> BackOffice:
        """A client that sends nothing."""
        self.clients.append(BackOffice(api_key=KEY, environment=Environment.at("http://127.0.0.1:9")))
        return self.clients[-1]


def fastapi_service(told: Told) -> FastAPI:
    """The service by FastAPI."""
    app = FastAPI(lifespan=back_office_lifespan(told.make_client))
    add_error_handlers(app)

    @app.post("/work", status_code=204)
    async def work() -> None:
        await told.work()

    @app.post("/hooks/{topic:path}", status_code=204)  # noqa: FAST003 - the receiver looks at the path itself
    async def hooks(event: Annotated[WebhookEvent, webhook_event(told.receiver)]) -> None:
        await told.handle(event)

    @app.get("/file", response_class=Response)
    async def file() -> Response:
        return DownloadResponse(told.make, media_type="text/plain", filename=told.filename)

    return app


def aiohttp_service(told: Told) -> web.Application:
    """The service by aiohttp."""

    async def work(_: web.Request) -> web.Response:
        await told.work()
        return web.Response(status=204)

    async def file(request: web.Request) -> web.StreamResponse:
        return await download_response(request, told.make, media_type="text/plain", filename=told.filename)

    async def handle(event: WebhookEvent) -> None:
        await told.handle(event)

    app = web.Application(middlewares=[error_answers])
    app.cleanup_ctx.append(back_office_context(told.make_client))
    app.router.add_post("/work", work)
    app.router.add_get("/file", file)
    app.router.add_post("/hooks/{topic:.+}", webhook_handler(told.receiver, handle))
    return app


@pytest.fixture
def told() -> Told:
    """What the service shall do."""
    return Told()


@pytest.fixture(params=["fastapi", "aiohttp"])
def framework(request: pytest.FixtureRequest) -> Literal["fastapi", "aiohttp"]:
    """Both have to keep what is promised."""
    chosen: Literal["fastapi", "aiohttp"] = request.param
    return chosen


@pytest_asyncio.fixture
async def url(told: Told, framework: str) -> AsyncIterator[str]:
    """The service as it comes: handlers go on when their clients hang up."""
    if framework == "fastapi":
        async with serve_fastapi(fastapi_service(told)) as base:
            yield base
    else:
        async with serve_aiohttp(aiohttp_service(told)) as base:
            yield base


@pytest_asyncio.fixture
async def cancelling_url(told: Told, framework: str) -> AsyncIterator[str]:
    """The service with cancellation of handlers switched on."""
    if framework == "fastapi":
        app = fastapi_service(told)
        app.add_middleware(CancelOnDisconnect)
        async with serve_fastapi(app) as base:
            yield base
    else:
        async with serve_aiohttp(aiohttp_service(told), cancellation=True) as base:
            yield base


@pytest_asyncio.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    """Somebody who calls the service."""
    async with aiohttp.ClientSession() as session:
        yield session


class Line:
    """A connection to the service, to say on it what no client library would."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def say(self, data: bytes) -> None:
        """Send."""
        self.writer.write(data)
        await self.writer.drain()

    def hang_up(self) -> None:
        """Be gone at once."""
        self.writer.transport.abort()


@pytest_asyncio.fixture
async def dial() -> AsyncIterator[Callable[[str], Awaitable[Line]]]:
    """Open connections to a service by its URL."""
    lines: list[Line] = []

    async def open_line(base: str) -> Line:
        lines.append(Line(*await asyncio.open_connection("127.0.0.1", urlsplit(base).port)))
        return lines[-1]

    yield open_line
    for line in lines:
        line.hang_up()
