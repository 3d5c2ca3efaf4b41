"""The rate gate: calls wait here instead of being refused by the service.

Weavr limits each innovator's calls per minute, hour and day, and names the limits only in a 429.
The gate learns them from that answer, holds every call of the key back until the reset, and from
then on spaces its own calls so that no window is exceeded. Other processes with the same key are
not seen: for them the 429 remains.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weavr_async._calls.error_bodies import RateLimits

__all__ = ["RateGate"]

_LONGEST_WINDOW: Final = 86_400
"""Seconds. A longer one is a slip of a server: it would hold every call of the api key back."""


class RateGate:
    """Turns the current limits into the time at which each call may go. Time is an argument, in seconds."""

    __slots__ = ("_closed_until", "_learns", "_log", "_windows", "closings", "is_in_force")

    def __init__(self, windows: Iterable[tuple[int, float]] = (), *, learn: bool = True) -> None:
        """Start with the limits that are known, as `(calls, seconds)`, and learn others if wanted."""
        self._learns: Final = learn
        self._windows: tuple[tuple[int, float], ...] = ()
        self._log: deque[float] = deque(maxlen=0)
        self._closed_until = float("-inf")
        self.closings: int = 0
        """How often the gate was closed: a place taken before the last time is worth nothing."""
        self.is_in_force: bool = False
        """Whether there may be anything to wait for. Until a limit is known, calls need not ask for a place."""
        self._set(windows)

    @property
    def windows(self) -> tuple[tuple[int, float], ...]:
        """The current limits, as `(calls, seconds)`."""
        return self._windows

    def _set(self, windows: Iterable[tuple[int, float]]) -> None:
        self._windows = tuple(windows)
        self.is_in_force = self.is_in_force or bool(self._windows)
        self._log = deque(self._log, maxlen=max((limit for limit, _ in self._windows), default=0))

    def wait(self, now: float) -> float:
        """Seconds until a call may go; takes no place."""
        # Places are given in order, also across a change of the limits.
        go = max(now, self._closed_until, self._log[-1] if self._log else now)
        for limit, seconds in self._windows:
            if len(self._log) >= limit:
                go = max(go, self._log[-limit] + seconds)
        return go - now

    def enter(self, now: float) -> float:
        """Take the next place; seconds to wait for it. A place that is not used in the end is lost."""
        if not self._windows and now >= self._closed_until:
            self.is_in_force = False
            return 0.0
        wait = self.wait(now)
        longest = max((seconds for _, seconds in self._windows), default=0.0)
        while self._log and self._log[0] + longest <= now:
            self._log.popleft()
        self._log.append(now + wait)
        return wait

    def learn(self, limits: RateLimits, now: float) -> None:
        """Take over what a 429 said."""
        if not self._learns:
            return
        windows = {
            (window.limit, float(window.seconds))
            for window in limits.limits
            if window.limit > 0 and window.seconds is not None and window.seconds <= _LONGEST_WINDOW
        }
        if windows:
            self._set(sorted(windows))
        if limits.resets_in is not None:
            self._closed_until = max(self._closed_until, now + limits.resets_in)
            self.closings += 1
            self.is_in_force = True
