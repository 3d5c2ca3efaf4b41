"""What `RedisStore` does with its time, and with what is not its own."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest

from weavr_async.stores import PlacesWanted, RedisStore, StoreUnavailable
from weavr_async.stores._deadlines import within

if TYPE_CHECKING:
    from redis import Redis

    from tests.stores.redis_server import RedisServer

WANTED = PlacesWanted(process="a1", first=1, count=1, windows=((5, 60.0),), note="", epoch="")


@pytest.mark.asyncio
async def test_what_is_not_ours_is_replaced(redis_server: RedisServer, raw: Redis) -> None:
    """Keys of another type, and a note that somebody else wrote."""
    for name in ("places", "gate", "waiting"):
        raw.set(f"weavr_async:{{k}}:{name}", "not ours")
    async with RedisStore(redis_server.url, unencrypted=True, timeout=5) as store:
        assert (await store.take_places("k", WANTED)).epoch


@pytest.mark.asyncio
async def test_nothing_is_kept_for_ever(redis_server: RedisServer, raw: Redis) -> None:
    """Every key of a gate has an end."""
    async with RedisStore(redis_server.url, unencrypted=True, timeout=5) as store:
        epoch = (await store.take_places("k", WANTED)).epoch
        for first in range(1, 8):
            await store.take_places(
                "k", PlacesWanted(process="a1", first=first, count=1, windows=((5, 60.0),), note="", epoch=epoch)
            )
        await store.close_places("k", seconds=5, note="")
    ends = {key: int(str(raw.pttl(key))) for key in raw.keys("*")}
    assert len(ends) == 3
    assert all(end > 0 for end in ends.values())


@pytest.mark.asyncio
async def test_a_frozen_redis_is_given_up_in_time(redis_server: RedisServer) -> None:
    """And asked again after the pause only."""
    async with RedisStore(redis_server.url, unencrypted=True, timeout=0.1) as store:
        redis_server.freeze()
        try:
            for _ in range(2):
                with pytest.raises(StoreUnavailable):
                    await asyncio.wait_for(store.take_places("k", WANTED), timeout=30)
        finally:
            redis_server.resume()


@pytest.mark.asyncio
async def test_a_loop_that_stood_still_is_no_slow_store() -> None:
    """What arrived meanwhile is read."""

    async def work() -> str:
        time.sleep(0.2)  # noqa: ASYNC251 - the loop stands still
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return "done"

    assert await within(0.1, work()) == "done"


@pytest.mark.asyncio
async def test_work_that_does_not_end_is_cancelled() -> None:
    """After the time, whatever it waits for."""
    with pytest.raises(TimeoutError):
        await within(0.02, asyncio.get_running_loop().create_future())
