"""A bulk job from its first item to its last result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bulk_jobs.conftest import House, order, orders, total

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from weavr_async import TransferOrder


@pytest.mark.asyncio
async def test_a_job_moves_each_item_once_and_tells_by_key_what_became_of_it(house: House) -> None:
    """Submitted in chunks, started, followed to the end, and read."""
    job = house.job()
    await job.submit(orders(10))
    assert (house.bulks(), house.moved()) == (3, 0)
    await job.execute(on_failure="continue")
    async for progress in job.watch():
        assert progress.total == 10
    assert (progress.done, progress.completed, progress.final) == (10, 10, True)
    results = [result async for result in job.results()]
    assert [(one.key, one.order) for one in results] == orders(10)
    assert all(one.completed and one.payload_confirmed for one in results)
    assert [one.answer.destination_amount.amount for one in results if one.answer] == list(range(1, 11))
    assert house.moved() == total(10)
