"""The deadlines of all exchanges of one event loop, on one timer.

Nearly every exchange ends long before its deadline, so a timer of its own, as `asyncio.timeout_at` sets one, is made
only to be thrown away. Here one timer goes off at the earliest deadline that was set, ends what is late, and is set
again only where somebody still waits.
"""

from __future__ import annotations

import asyncio
from math import inf
from typing import TYPE_CHECKING, Final, final

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["Deadlines"]


_RESOLUTION: Final = 0.001
"""Seconds that a timer may go off early: uvloop tells time in milliseconds."""


@final
class Deadlines:
    """Hands out blocks that end at a deadline; belongs to the event loop it was made on."""

    __slots__ = ("_loop", "_open", "_rings_at", "_timer")

    def __init__(self) -> None:
        self._loop: Final = asyncio.get_running_loop()
        self._open: Final[set[_Block]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._rings_at = inf

    def until(self, deadline: float) -> _Block:
        """A block for `with`, of one task: at the deadline, in the loop's `time()`, it ends in `TimeoutError`.

        What it does is what `asyncio.timeout_at` does: the task is cancelled, and the cancellation becomes the
        `TimeoutError`, with it as its cause, unless somebody else has cancelled the task too.
        """
        return _Block(self, deadline)

    def end_all(self) -> None:
        """End every open block now, as if its deadline had come, and forget the timer."""
        self._set(inf)
        for block in self._open:
            block.end()

    def enter(self, block: _Block) -> None:
        """Watch a block."""
        self._open.add(block)
        if block.deadline < self._rings_at:
            self._set(block.deadline)

    def leave(self, block: _Block) -> None:
        """Watch it no longer. The timer stays as it is: others will want it, and a needless ring is cheap."""
        self._open.discard(block)

    def _set(self, rings_at: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._rings_at = rings_at
        self._timer = None if rings_at == inf else self._loop.call_at(rings_at, self._ring)

    def _ring(self) -> None:
        now = self._loop.time()
        for block in self._open:
            if block.deadline <= now + _RESOLUTION:
                block.end()
        self._set(min((block.deadline for block in self._open if not block.ended), default=inf))


@final
class _Block:
    __slots__ = ("_cancelling", "_deadlines", "_task", "deadline", "ended")

    _task: asyncio.Task[object]
    _cancelling: int

    def __init__(self, deadlines: Deadlines, deadline: float) -> None:
        self._deadlines: Final = deadlines
        self.deadline: Final = deadline
        self.ended = False

    def __enter__(self) -> None:
        task = asyncio.current_task()
        assert task is not None, "there is no deadline outside of a task"  # noqa: S101 - by construction
        self._task = task
        self._cancelling = task.cancelling()
        self._deadlines.enter(self)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._deadlines.leave(self)
        if self.ended and self._task.uncancel() <= self._cancelling and kind is asyncio.CancelledError:
            raise TimeoutError from error

    def end(self) -> None:
        """Cancel the task, once."""
        if not self.ended:
            self.ended = True
            self._task.cancel()
