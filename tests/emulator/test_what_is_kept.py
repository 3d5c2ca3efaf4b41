"""What the emulator keeps: of a read nothing, of a write its traces, of the requests the newest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from weavr_async.emulator import Emulator, World

if TYPE_CHECKING:
    from tests.emulator.conftest import Api
    from weavr_async.emulator import Clock


@pytest.mark.asyncio
async def test_reads_leave_the_world_as_it_was(api: Api) -> None:
    """To the byte, so that any number of them can be made."""
    token = api.emulator.mint("109876")
    await api.read("managedAccountGet", id="220", token=token)  # the first request also checks what was set up
    before = api.emulator.snapshot()
    for _ in range(20):
        await api.read("managedAccountGet", id="220", token=token)
        await api.read("managedCardGet", id="332", token=token)
        await api.read("managedAccountStatement", id="220", token=token)
        await api.read("transfersGet", token=token)
    after = api.emulator.snapshot()
    assert (after.world, after.references, len(api.emulator.tokens)) == (before.world, before.references, 1)


@pytest.mark.asyncio
async def test_repeats_under_one_reference_leave_one_trace(api: Api) -> None:
    """However often they come."""
    await api.transfer(reference="payout-1")
    before = api.emulator.snapshot()
    for _ in range(5):
        await api.transfer(reference="payout-1")
    after = api.emulator.snapshot()
    assert (after.world, after.references) == (before.world, before.references)


@pytest.mark.asyncio
async def test_the_log_keeps_the_newest_and_counts_all(clock: Clock) -> None:
    """As many as it was told to."""
    emulator = Emulator(World.demo(clock), log_size=2)
    async with emulator.client() as client:
        for number in range(5):
            await client.get(f"/managed_cards/{number}")
    assert [row.path for row in emulator.requests] == ["/managed_cards/3", "/managed_cards/4"]
    assert (len(emulator.requests), emulator.requests.total) == (2, 5)
