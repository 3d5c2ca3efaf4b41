"""Both example services, each on a socket before an emulator on another one."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp
import pytest_asyncio
from attrs import define, field

from scripts.proofs.example_services import FRAMEWORKS, Framework, example_settings, serve_example
from weavr_async import BackOffice, Environment, Retries
from weavr_async.emulator import DEMO_API_KEY, Emulator, serve

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable

    import pytest

    from weavr_async.hooks import Event


@define
class Heard:
    """What a client told its hooks, which can be waited for."""

    events: list[Event] = field(factory=list)
    _news: asyncio.Event = field(factory=asyncio.Event)

    def __call__(self, event: Event) -> None:
        """Take one event."""
        self.events.append(event)
        self._news.set()

    async def wait_for(self, wanted: Callable[[Event], bool]) -> Event:
        """The first event of a kind; waits until there is one."""
        async with asyncio.timeout(10):
            while (found := next(filter(wanted, self.events), None)) is None:
                self._news.clear()
                await self._news.wait()
        return found


@define
class Service:
    """A running example, and somebody who calls it."""

    url: str
    emulator: Emulator
    http: aiohttp.ClientSession
    heard: Heard

    def headers(self, token: str = "erp-token", *, key: str | None = None) -> dict[str, str]:
        """The headers of a caller."""
        headers = {"authorization": f"Bearer {token}"}
        return headers if key is None else {**headers, "idempotency-key": key}


@asynccontextmanager
async def _running(framework: Framework, *, cancellation: bool, retries: Retries) -> AsyncGenerator[Service]:
    emulator, heard = Emulator(), Heard()
    async with serve(emulator) as weavr_url, aiohttp.ClientSession() as http:
        settings = example_settings(
            lambda: BackOffice(
                api_key=DEMO_API_KEY, environment=Environment.at(weavr_url), hooks=[heard], retries=retries
            )
        )
        async with serve_example(framework, settings, cancellation=cancellation) as url:
            yield Service(url, emulator, http, heard)


@pytest_asyncio.fixture(params=FRAMEWORKS)
async def service(request: pytest.FixtureRequest) -> AsyncIterator[Service]:
    """One of the examples as it is, whose client makes one attempt only, so that what is lost stays lost."""
    async with _running(request.param, cancellation=False, retries=Retries(max_attempts=1)) as running:
        yield running


@pytest_asyncio.fixture(params=FRAMEWORKS)
async def cancelling_service(request: pytest.FixtureRequest) -> AsyncIterator[Service]:
    """One of the examples, with cancellation of handlers switched on."""
    async with _running(request.param, cancellation=True, retries=Retries()) as running:
        yield running
