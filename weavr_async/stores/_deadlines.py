"""A time limit that counts only time in which the event loop runs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable

__all__ = ["within"]

T = TypeVar("T")

_SLICES: Final = 4


async def within(seconds: float, work: Awaitable[T]) -> T:
    """Give the result of some work, or cancel it.

    The time is cut into four slices, and a loop that stood still for longer loses one of them: what arrived meanwhile
    is read before the time is over.

    Raises:
        TimeoutError: It took longer.
    """
    async with asyncio.timeout(None) as limit:
        slices = _Slices(limit, seconds / _SLICES)
        try:
            return await work
        finally:
            slices.timer.cancel()


class _Slices:
    """Counts the slices that passed, and ends the work with the last one."""

    def __init__(self, limit: asyncio.Timeout, seconds: float) -> None:
        self._limit: Final = limit
        self._seconds: Final = seconds
        self._left = _SLICES
        self.timer: asyncio.TimerHandle = asyncio.get_running_loop().call_later(seconds, self._passed)

    def _passed(self) -> None:
        loop = asyncio.get_running_loop()
        self._left -= 1
        if self._left > 1:
            self.timer = loop.call_later(self._seconds, self._passed)
        else:
            self._limit.reschedule(loop.time() + self._seconds)
