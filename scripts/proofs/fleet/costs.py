"""What an open gate costs a call."""

from __future__ import annotations

import asyncio
import sys
import time
from statistics import median
from typing import TYPE_CHECKING, Final

from weavr_async._calls.rate_gate import RateGate, make_gate
from weavr_async.stores import RedisStore
from weavr_async.values.settings import RateLimit

if TYPE_CHECKING:
    from scripts.proofs.fleet.run import Redis

__all__ = ["costs"]

CALLS: Final = 2_000
TOGETHER: Final = 50
MOST_MS: Final = 0.6


async def costs(redis: Redis) -> list[str]:
    """Measure and print; what does not hold."""
    await redis.start()
    try:
        async with RedisStore(redis.url, unencrypted=True) as store:
            shared = await _measured(_gate(store), together=1)
            gathered = await _measured(_gate(store), together=TOGETHER)
        own = await _measured(_gate(None), together=1)
    finally:
        await redis.kill()
    without = make_gate(RateLimit(), store=None, environment="e", api_key_fingerprint="f", hooks=())
    for name, (wall, cpu) in {
        "shared, one call at a time": shared,
        f"shared, {TOGETHER} calls at once": gathered,
        "the process's own": own,
    }.items():
        sys.stdout.write(f"an open gate, {name}: {wall * 1000:.3f} ms and {cpu * 1e6:.0f} µs of CPU a call\n")
    held = {
        f"a shared gate costs {MOST_MS} ms a call at most, not {shared[0] * 1000:.2f}": shared[0] * 1000 <= MOST_MS,
        "without `shared` and without limits, a call does not go to the gate": without is not None
        and not without.is_in_force,
    }
    return [what for what, holds in held.items() if not holds]


def _gate(store: RedisStore | None) -> RateGate:
    limits = RateLimit(limits=[(1_000_000, 60), (10_000_000, 3_600), (100_000_000, 86_400)])
    gate = make_gate(limits, store=store, environment="e", api_key_fingerprint="f", hooks=())
    if gate is None:
        raise RuntimeError("these settings ask for a gate")
    return gate


async def _measured(gate: RateGate, *, together: int) -> tuple[float, float]:
    """Median seconds and CPU seconds of a call."""
    walls, loop = list[float](), asyncio.get_running_loop()

    async def call() -> None:
        began = time.perf_counter()
        await gate.enter("a", is_write=False, deadline=loop.time() + 60, first=False)
        walls.append(time.perf_counter() - began)

    await call()
    cpu = time.process_time()
    for _ in range(CALLS // together):
        await asyncio.gather(*(call() for _ in range(together)))
    return median(walls), (time.process_time() - cpu) / CALLS
