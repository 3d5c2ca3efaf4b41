"""A client on the emulator, over a real socket, on each engine there is."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import httpx
import httpx2
import pytest
import pytest_asyncio

from weavr_async import BackOffice, Environment
from weavr_async.emulator import DEMO_API_KEY, Emulator, serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from weavr_async import ClientOptions
    from weavr_async.hooks import Event


@pytest.fixture
def emulator() -> Emulator:
    """The demo world."""
    return Emulator()


@pytest.fixture
def events() -> list[Event]:
    """What the client told its hook."""
    return []


@pytest_asyncio.fixture(params=["built in", "httpx", "httpx2"])
async def options(request: pytest.FixtureRequest, events: list[Event]) -> AsyncIterator[ClientOptions]:
    """The client's options, for the built-in engine and for handed-in clients."""
    async with AsyncExitStack() as opened:
        made: ClientOptions = {"hooks": [events.append]}
        if request.param == "httpx":
            made["http_client"] = await opened.enter_async_context(httpx.AsyncClient())
        elif request.param == "httpx2":
            made["http_client"] = await opened.enter_async_context(httpx2.AsyncClient())
        yield made


@pytest_asyncio.fixture
async def weavr(emulator: Emulator, options: ClientOptions) -> AsyncIterator[BackOffice]:
    """A client of the demo world."""
    async with (
        serve(emulator) as url,
        BackOffice(api_key=DEMO_API_KEY, environment=Environment.at(url), **options) as client,
    ):
        yield client
