"""An emulator whose clock stands still until a job sleeps, and the facade that talks to it in process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from tests.bulk_jobs.emulated import Emulated, emulator_of, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from weavr_async.emulator import Emulator


@pytest.fixture
def emulator(request: pytest.FixtureRequest) -> Emulator:
    """The service, with the switches of a test's parameters."""
    return emulator_of(**getattr(request, "param", {}))


@pytest_asyncio.fixture
async def emulated(emulator: Emulator) -> AsyncIterator[Emulated]:
    """Emulator and client; the books are checked when the test is over."""
    async with running(emulator) as found:
        yield found
