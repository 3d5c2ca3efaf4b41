"""Both example services, each on a socket before an emulator on another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import pytest
import pytest_asyncio
from attrs import define

from scripts._example_services import FRAMEWORKS, Framework, example_settings, serve_example
from weavr_async import BackOffice, Environment, Retries
from weavr_async.emulator import DEMO_API_KEY, Emulator, serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from examples.settings import Settings
    from weavr_async.hooks import Event


@define
class Service:
    """A running example, whoever calls it, and what its client told its hooks."""

    framework: Framework
    url: str
    emulator: Emulator
    settings: Settings
    http: aiohttp.ClientSession
    events: list[Event]

    def headers(self, token: str = "erp-token", *, key: str | None = None) -> dict[str, str]:
        """The headers of a caller."""
        headers = {"authorization": f"Bearer {token}"}
        return headers if key is None else {**headers, "idempotency-key": key}


@pytest.fixture
def emulator() -> Emulator:
    """The demo world."""
    return Emulator()


@pytest_asyncio.fixture(params=FRAMEWORKS)
async def service(request: pytest.FixtureRequest, emulator: Emulator) -> AsyncIterator[Service]:
    """One of the examples, as it is: handlers go on when their clients hang up."""
    events: list[Event] = []
    async with (
        serve(emulator) as weavr_url,
        aiohttp.ClientSession() as http,
    ):
        settings = example_settings(
            lambda: BackOffice(
                api_key=DEMO_API_KEY,
                environment=Environment.at(weavr_url),
                hooks=[events.append],
                retries=Retries(max_attempts=1),
            )
        )
        async with serve_example(request.param, settings, cancellation=False) as url:
            yield Service(request.param, url, emulator, settings, http, events)
