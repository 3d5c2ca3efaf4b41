"""The deadlines of all exchanges of one event loop, on one timer.

Nearly every exchange ends long before its deadline, so a timer for each one, as `asyncio.timeout_at` sets it, is made
only to be thrown away. Here one timer fires at the earliest deadline, ends what is late, and is set again only if
another exchange is still in progress.
"""

from __future__ import annotations

import asyncio
from math import inf
from typing import TYPE_CHECKING, Final, final

from attrs import define, field

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["RESOLUTION", "Deadline", "Deadlines"]


RESOLUTION: Final = 0.001
"""Seconds by which a timer may fire early: uvloop counts time in milliseconds."""


@final
class Deadlines:
    """The blocks of one event loop that are to end in time. Belongs to the event loop it was made on."""

    __slots__ = ("_loop", "_timer", "fires_at", "open")

    def __init__(self) -> None:
        self._loop: Final = asyncio.get_running_loop()
        self.open: Final[set[Deadline]] = set()
        """The blocks that are watched. The timer stays when one is left: firing in vain is cheap."""
        self._timer: asyncio.TimerHandle | None = None
        self.fires_at = inf
        """When the timer fires, in the loop's `time()`."""

    def end_all(self) -> None:
        """End every open block now, as if its deadline had come, and forget the timer."""
        self.set_timer(inf)
        for block in self.open:
            block.end()

    def set_timer(self, fires_at: float) -> None:
        """Have the timer fire then."""
        if self._timer is not None:
            self._timer.cancel()
        self.fires_at = fires_at
        self._timer = None if fires_at == inf else self._loop.call_at(fires_at, self._fire)

    def _fire(self) -> None:
        now = self._loop.time()
        for block in self.open:
            if block.at <= now + RESOLUTION:
                block.end()
        self.set_timer(min((block.at for block in self.open if not block.ended), default=inf))


@final
@define(eq=False)
class Deadline:
    """A block for `with`, of one task: at its deadline, in the loop's `time()`, it ends in `TimeoutError`.

    It does what `asyncio.timeout_at` does: the task is cancelled, and the cancellation becomes the cause of a
    `TimeoutError`, unless the task was cancelled by something else too.
    """

    _among: Deadlines
    at: float
    """Its deadline."""
    ended: bool = field(default=False, init=False)
    _task: asyncio.Task[object] = field(init=False)
    _cancelling: int = field(init=False)

    def __enter__(self) -> None:
        task = asyncio.current_task()
        assert task is not None, "there is no deadline outside of a task"  # noqa: S101 - by construction
        self._task = task
        self._cancelling = task.cancelling()
        self._among.open.add(self)
        if self.at < self._among.fires_at:
            self._among.set_timer(self.at)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._among.open.discard(self)
        if self.ended and self._task.uncancel() <= self._cancelling and kind is asyncio.CancelledError:
            raise TimeoutError from error

    def end(self) -> None:
        """Cancel the task, once."""
        if not self.ended:
            self.ended = True
            self._task.cancel()
