"""How many calls are sent once more with a new token while nobody knows whether new tokens help.

A call whose token was refused is sent once more with a new one. Where that does not help, because the api key was
rejected or something before the service forbids everything, each call would cost two logins and two requests.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Final, final

from weavr_async.errors import NotSent, RateLimited

if TYPE_CHECKING:
    from weavr_async.errors import WeavrError

__all__ = ["TokenTrials", "says_nothing_of_tokens"]

_REGAINED_A_SECOND: Final = 1.0
"""So that tokens are tried again when a fault is over, though no call can succeed before that."""


@final
class TokenTrials:
    """Hands out trials of new tokens. A trial that helped is given back; one that did not is lost for a while.

    When all are out, calls wait for one that is given back. When none is out and none is left, new tokens do not help.

    Args:
        most: How many are out at the same time, and how many can be lost.
    """

    __slots__ = ("_left", "_loop", "_most", "_out", "_since", "_waiting")

    def __init__(self, most: float = 100.0) -> None:
        self._most: Final = max(most, 1.0)
        self._left = self._most
        self._out = 0
        self._since = 0.0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def begin(self, deadline: float) -> bool:
        """Take a trial, after waiting for one until the deadline in the loop's `time()`; false if there is none."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:  # what was out on another loop ended with it
            self._loop, self._out, self._since, self._waiting = loop, 0, loop.time(), deque()
        while not self._take(loop.time()):
            if not self._out or not await self._turn(loop, deadline):
                return False
        return True

    def end(self, *, lost: bool) -> None:
        """A trial ended; it is lost if the new token was refused as well, or if there was none."""
        self._out = max(self._out - 1, 0)
        if not lost:
            self._left = min(self._left + 1, self._most)
            self._wake(1)
        elif not self._out:
            self._wake(len(self._waiting))  # there is nothing left to wait for

    def _take(self, now: float) -> bool:
        self._left = min(self._left + (now - self._since) * _REGAINED_A_SECOND, self._most - self._out)
        self._since = now
        if self._left < 1:
            return False
        self._left -= 1
        self._out += 1
        return True

    async def _turn(self, loop: asyncio.AbstractEventLoop, deadline: float) -> bool:
        turn = loop.create_future()
        self._waiting.append(turn)
        try:
            await asyncio.wait((turn,), timeout=deadline - loop.time())
        except asyncio.CancelledError:
            if turn.done():
                self._wake(1)  # it is the turn of the next one
            turn.cancel()
            raise
        return turn.done() or not turn.cancel()

    def _wake(self, most: int) -> None:
        while most and self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                most -= 1


def says_nothing_of_tokens(error: WeavrError) -> bool:
    """Whether a token was not had for want of time: another one might have helped."""
    return isinstance(error, RateLimited) or (isinstance(error, NotSent) and error.kind == "deadline")
