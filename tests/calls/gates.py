"""Gates whose time is moved by hand, or by whoever sleeps."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from weavr_async._calls.known_limits import KnownLimits
from weavr_async._calls.places import OwnPlaces
from weavr_async._calls.rate_gate import RateGate

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable


class GateTime:
    """Seconds since 1970; sleeping takes no time, and moves them on."""

    def __init__(self) -> None:
        self.now = 1_750_000_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        """Now."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Let the time pass."""
        self.slept.append(seconds)
        await asyncio.sleep(0)
        self.now += seconds


def own_gate(
    limits: Iterable[tuple[int, float]] = (),
    *,
    learn: bool = True,
    margin: float = 0.0,
    time: GateTime | None = None,
    sleep: Callable[[float], Awaitable[None]] | None = None,
) -> RateGate:
    """The gate of a process that shares nothing."""
    time = time or GateTime()
    known = KnownLimits(limits, learn=learn, margin=margin)
    return RateGate(known, OwnPlaces(known, time), now=time, sleep=sleep or time.sleep)


async def enter(gate: RateGate, identity: str = "acme", *, is_write: bool = False, within: float = 3600.0) -> bool:
    """Wait for a place as a call does."""
    deadline = asyncio.get_running_loop().time() + within
    return await gate.enter(identity, is_write=is_write, deadline=deadline, first=False)
