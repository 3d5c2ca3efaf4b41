"""Time as a job sees it, retries of a step while the service is busy, and turns for other tasks."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Protocol, TypeVar, final

import anyio.lowlevel

from weavr_async.errors import Conflict, RateLimited, ServerError, ServiceUnavailable, TransportError, WeavrError
from weavr_backoffice.error_codes import ErrorCode

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

__all__ = [
    "POLL_AT_MOST",
    "POLL_EVERY",
    "JobClock",
    "SystemClock",
    "give_way",
    "may_read_again",
    "next_pause",
    "retry_while",
    "throttled",
]

T = TypeVar("T")

POLL_EVERY: Final = 5.0
"""Seconds between two looks at a bulk while something changes."""
POLL_AT_MOST: Final = 60.0
"""The most seconds between two looks while nothing does."""

_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 60.0
_POLL_GROWTH: Final = 1.5
_ITEMS_BETWEEN_TURNS: Final = 250
_THROTTLES: Final = frozenset({ErrorCode.TOO_MANY_REQUESTS, ErrorCode.DUPLICATE_OPERATION_TYPE})


class JobClock(Protocol):
    """Where a job takes the time from."""

    def now(self) -> datetime:
        """The moment, aware."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


@final
class SystemClock:
    """The machine's time and the event loop's sleep."""

    __slots__ = ()

    def now(self) -> datetime:
        """The moment, in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


def throttled(error: WeavrError) -> bool:
    """Whether the service refused a step only for now: nothing was done, and trying again later can succeed."""
    return isinstance(error, RateLimited) or (isinstance(error, Conflict) and error.code in _THROTTLES)


def may_read_again(error: WeavrError) -> bool:
    """Whether a call that only reads can succeed when it is made again."""
    return isinstance(error, RateLimited | ServerError | TransportError)


async def retry_while(
    step: Callable[[], Awaitable[T]], *, retry_on: Callable[[WeavrError], bool], clock: JobClock, patience: float
) -> T:
    """Take a step, and retry it after growing pauses while it ends in an error that `retry_on` accepts.

    Args:
        step: The call to make.
        retry_on: Whether another try after this error is safe and can help.
        clock: Waits between tries.
        patience: Seconds that the pauses may take in all; after that the last error is raised.
    """
    waited, pause = 0.0, _FIRST_PAUSE
    while True:
        try:
            return await step()
        except WeavrError as error:
            wait = max(pause, _asked_wait(error))
            if not retry_on(error) or waited + wait > patience:
                raise
        await clock.sleep(wait)
        waited += wait
        pause = min(pause * 2, _LONGEST_PAUSE)


def _asked_wait(error: WeavrError) -> float:
    """Seconds until the service takes calls again, where it said so."""
    return (error.resets_in or 0.0) if isinstance(error, RateLimited | ServiceUnavailable) else 0.0


async def give_way(place: int) -> None:
    """Let other tasks run, once in every few hundred items: building and joining chunks keeps the processor busy."""
    if place % _ITEMS_BETWEEN_TURNS == 0:
        await anyio.lowlevel.checkpoint()


def next_pause(pause: float, at_most: float = POLL_AT_MOST) -> float:
    """The seconds until the next look at a bulk, when the last one showed no change."""
    return min(pause * _POLL_GROWTH, at_most)
