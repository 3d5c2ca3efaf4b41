"""A time limit that counts only time in which the event loop runs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine

__all__ = ["within"]

T = TypeVar("T")

_SLICES: Final = 4


async def within(seconds: float, work: Coroutine[None, None, T]) -> T:
    """Give the result of some work, or cancel it.

    The time is cut into four slices, and a loop that stood still for longer loses one of them: what arrived meanwhile
    is read before the time is over.

    Raises:
        TimeoutError: It took longer.
    """
    task = asyncio.get_running_loop().create_task(work)
    try:
        for _ in range(_SLICES):
            await asyncio.wait({task}, timeout=seconds / _SLICES)
            if task.done():
                return task.result()
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait({task}, timeout=seconds / _SLICES)
    raise TimeoutError
