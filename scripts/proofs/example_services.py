"""The example services on loopback sockets, in the running event loop, with cancellation of handlers on or off."""

from __future__ import annotations

import asyncio
import hashlib
import socket
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import uvicorn
from aiohttp import web

from examples.aiohttp_service import service as aiohttp_example
from examples.fastapi_service import service as fastapi_example
from examples.settings import Caller, Settings
from weavr_async import Identity
from weavr_async.emulator import DEMO_API_KEY
from weavr_async.integrations.fastapi import CancelOnDisconnect
from weavr_async.webhooks import WebhookReceiver

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Generator

    from fastapi import FastAPI

    from weavr_async import BackOffice

__all__ = [
    "ACME",
    "CALLERS",
    "FRAMEWORKS",
    "Framework",
    "example_settings",
    "serve_aiohttp",
    "serve_example",
    "serve_fastapi",
]

Framework: TypeAlias = Literal["fastapi", "aiohttp"]
FRAMEWORKS: Final[tuple[Framework, ...]] = ("fastapi", "aiohttp")

ACME: Final = Identity.corporate("109876")
CALLERS: Final = {
    "erp-token": Caller("acme-erp", ACME),
    "payroll-token": Caller("acme-payroll", ACME),
    "jane-token": Caller("jane-app", Identity.consumer("209876")),
}
"""Who may call the services here, by token; the first two act for the same company."""


def example_settings(make_client: Callable[[], BackOffice]) -> Settings:
    """The settings of a service that serves the emulator's demo world."""
    return Settings(
        callers={hashlib.sha256(token.encode()).digest(): caller for token, caller in CALLERS.items()},
        make_client=make_client,
        receiver=WebhookReceiver(DEMO_API_KEY),
        transfer_profile="7",
    )


@asynccontextmanager
async def serve_example(framework: Framework, settings: Settings, *, cancellation: bool) -> AsyncGenerator[str]:
    """Serve the example of one framework; gives its URL."""
    if framework == "aiohttp":
        async with serve_aiohttp(aiohttp_example.create_app(settings), cancellation=cancellation) as url:
            yield url
        return
    app = fastapi_example.create_app(settings)
    if cancellation:
        app.add_middleware(CancelOnDisconnect)
    async with serve_fastapi(app) as url:
        yield url


@asynccontextmanager
async def serve_aiohttp(app: web.Application, *, cancellation: bool = False) -> AsyncGenerator[str]:
    """Serve an aiohttp application by aiohttp's own runner; gives its URL."""
    runner = web.AppRunner(app, handler_cancellation=cancellation, access_log=None, shutdown_timeout=1.0)
    with _listening() as listener:
        await runner.setup()
        try:
            await web.SockSite(runner, listener, backlog=1024).start()
            yield _url(listener)
        finally:
            await runner.cleanup()


@asynccontextmanager
async def serve_fastapi(app: FastAPI) -> AsyncGenerator[str]:
    """Serve a FastAPI application by uvicorn; gives its URL."""
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="on", timeout_graceful_shutdown=1)
    server = _Server(config)
    with _listening() as listener:
        serving = asyncio.create_task(server.serve([listener]))
        try:
            while not server.started:
                if serving.done():
                    raise RuntimeError("the service did not start; what it said stands above")
                await asyncio.sleep(0.001)
            yield _url(listener)
        finally:
            server.should_exit = True
            await serving


class _Server(uvicorn.Server):
    """A server that leaves the process's signals alone."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


@contextmanager
def _listening() -> Generator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        listener.setblocking(False)  # noqa: FBT003 - its one argument
        yield listener


def _url(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}"
