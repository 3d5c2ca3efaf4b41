"""The store in memory is bounded, and never grows with time alone."""

from __future__ import annotations

import pytest

from weavr_async.errors import ConfigurationError
from weavr_async.stores import DeliveryState, MemoryStore


@pytest.mark.asyncio
async def test_a_bounded_number_of_deliveries_is_remembered() -> None:
    """Beyond it, the oldest is forgotten first."""
    store = MemoryStore(max_entries=2)
    for key in ("a", "b", "c"):
        assert await store.begin_delivery(key, lease=10) is DeliveryState.NEW
        await store.finish_delivery(key, ttl=10)
    assert await store.begin_delivery("b", lease=10) is DeliveryState.HANDLED
    assert await store.begin_delivery("c", lease=10) is DeliveryState.HANDLED
    assert await store.begin_delivery("a", lease=10) is DeliveryState.NEW


def test_a_store_without_room_is_refused() -> None:
    """It would accept every replay."""
    with pytest.raises(ConfigurationError, match="max_entries"):
        MemoryStore(max_entries=0)
