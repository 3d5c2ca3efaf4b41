"""Each delivery is handled once: who handles it, and what was handled."""

from __future__ import annotations

import time
from collections import OrderedDict
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, final

from weavr_async.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["InMemoryReplayGuard", "ReplayGuard", "ReplayState"]


class ReplayState(StrEnum):
    """What a guard knows about a delivery."""

    NEW = "new"
    """Not seen before; the asker is the one to handle it."""
    IN_PROGRESS = "in_progress"
    """Somebody else is handling it."""
    HANDLED = "handled"
    """It was handled."""


class ReplayGuard(Protocol):
    """Remembers deliveries by their key. For several processes, write one over the store that they share."""

    async def begin(self, key: str, *, remember_for: float) -> ReplayState:
        """Take a delivery on, unless somebody did before; looking and taking is one atomic step.

        Args:
            key: `Delivery.key`.
            remember_for: Seconds after which the delivery is refused for its age anyway.
        """
        ...

    async def finish(self, key: str) -> None:
        """It was handled: refuse it from now on."""
        ...

    async def abandon(self, key: str) -> None:
        """Handling it failed: forget it, so that it is taken when it is sent again."""
        ...


@final
class InMemoryReplayGuard:
    """A guard for one process. It knows nothing of other processes, nor of the time before a restart.

    Args:
        max_deliveries: How many are remembered. Beyond that the oldest is forgotten, even if it could still be
            replayed: choose more than arrive within twice the receiver's tolerance.
        clock: Seconds of a clock that never goes back.
    """

    def __init__(self, *, max_deliveries: int = 100_000, clock: Callable[[], float] = time.monotonic) -> None:
        if max_deliveries < 1:
            raise ConfigurationError("An InMemoryReplayGuard remembers at least one delivery.")
        self._max = max_deliveries
        self._clock = clock
        self._known: OrderedDict[str, tuple[ReplayState, float]] = OrderedDict()

    async def begin(self, key: str, *, remember_for: float) -> ReplayState:
        """Take a delivery on, unless it was taken on before."""
        now = self._clock()
        known = self._known.get(key)
        if known is not None and now < known[1]:
            return known[0]
        self._known.pop(key, None)
        self._forget(now)
        self._known[key] = (ReplayState.IN_PROGRESS, now + remember_for)
        return ReplayState.NEW

    def _forget(self, now: float) -> None:
        while self._known and (len(self._known) >= self._max or next(iter(self._known.values()))[1] <= now):
            self._known.popitem(last=False)

    async def finish(self, key: str) -> None:
        """Refuse the delivery from now on."""
        known = self._known.get(key)
        if known is not None:
            self._known[key] = (ReplayState.HANDLED, known[1])

    async def abandon(self, key: str) -> None:
        """Forget the delivery."""
        self._known.pop(key, None)
