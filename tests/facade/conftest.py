"""A client on the emulator, over a real socket."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from weavr_async import BackOffice, Environment
from weavr_async.emulator import DEMO_API_KEY, Emulator, serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from weavr_async.hooks import Event


@pytest.fixture
def emulator() -> Emulator:
    """The demo world."""
    return Emulator()


@pytest.fixture
def events() -> list[Event]:
    """What the client told its hook."""
    return []


@pytest_asyncio.fixture
async def weavr(emulator: Emulator, events: list[Event]) -> AsyncIterator[BackOffice]:
    """A client of the demo world."""
    async with (
        serve(emulator) as url,
        BackOffice(api_key=DEMO_API_KEY, environment=Environment.at(url), hooks=[events.append]) as client,
    ):
        yield client
