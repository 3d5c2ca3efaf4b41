"""Time as a job sees it, and waiting until the service lets a step through."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Protocol, TypeVar, final

from weavr_async.errors import Conflict, RateLimited, ServerError, TransportError, WeavrError
from weavr_backoffice.error_codes import ErrorCode

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

__all__ = ["JobClock", "SystemClock", "reading_failed", "retry_while", "throttled"]

T = TypeVar("T")

_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 60.0
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
    """Whether the service refused a step only for now: it did nothing, and will do it later."""
    return isinstance(error, RateLimited) or (isinstance(error, Conflict) and error.code in _THROTTLES)


def reading_failed(error: WeavrError) -> bool:
    """Whether a call that changes nothing may find better times."""
    return isinstance(error, RateLimited | ServerError | TransportError)


async def retry_while(
    step: Callable[[], Awaitable[T]], *, wait_on: Callable[[WeavrError], bool], clock: JobClock, patience: float
) -> T:
    """Take a step, again after growing pauses while it ends in an error worth waiting on.

    Args:
        step: What to do.
        wait_on: Tells the errors after which another try is safe and sensible.
        clock: Sleeps.
        patience: Seconds to spend on pauses; then the last error is raised.
    """
    waited, pause = 0.0, _FIRST_PAUSE
    while True:
        try:
            return await step()
        except WeavrError as error:
            wait = max(pause, (error.resets_in or 0.0) if isinstance(error, RateLimited) else 0.0)
            if not wait_on(error) or waited + wait > patience:
                raise
        await clock.sleep(wait)
        waited += wait
        pause = min(pause * 2, _LONGEST_PAUSE)
