"""One clock for everything the emulator does, so that tests move time instead of waiting for it."""

from __future__ import annotations

import calendar
import time
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

__all__ = ["Clock", "ClockState", "three_years_after"]


_LAST_MS = 221_845_392_000_000  # the calendar's last year is 9999, and cards live on


class ClockState(NamedTuple):
    """What a snapshot keeps of a clock: milliseconds ahead of real time, or the moment it stands still at."""

    ahead_ms: int
    frozen_at_ms: int | None


class Clock:
    """Epoch milliseconds: real time by default, moved forward at will, frozen when asked.

    Args:
        start_ms: What the clock shows at first; real time when left out.
        frozen: Whether it stands still between calls of `advance`.
    """

    def __init__(self, start_ms: int | None = None, *, frozen: bool = False) -> None:
        real = _real_ms()
        self._ahead_ms = 0 if start_ms is None else start_ms - real
        self._frozen_at_ms: int | None = real + self._ahead_ms if frozen else None

    @property
    def is_frozen(self) -> bool:
        """Whether it stands still between calls of `advance`."""
        return self._frozen_at_ms is not None

    def now_ms(self) -> int:
        """Give the current moment in epoch milliseconds."""
        return _real_ms() + self._ahead_ms if self._frozen_at_ms is None else self._frozen_at_ms

    def advance(self, seconds: float = 0, *, ms: int = 0) -> int:
        """Move forward and give the new moment.

        Raises:
            TypeError: For what is not a number of seconds.
            ValueError: For a step back, for statements are kept in the order of time; and past the year 9000.
        """
        given: tuple[object, ...] = seconds, ms
        if not all(isinstance(each, int | float) for each in given):
            raise TypeError(f"the clock moves by a number of seconds, not by {seconds!r}")
        step = round(seconds * 1000) + ms
        if step < 0:
            raise ValueError("the clock only moves forward; restore a snapshot to go back")
        if self.now_ms() + step > _LAST_MS:
            raise ValueError("the clock ends with the year 9000")
        if self._frozen_at_ms is None:
            self._ahead_ms += step
        else:
            self._frozen_at_ms += step
        return self.now_ms()

    def freeze(self) -> None:
        """Stand still from now on; only `advance` moves the clock."""
        self._frozen_at_ms = self.now_ms()

    def run(self) -> None:
        """Go on in step with real time, from the moment the clock shows."""
        if self._frozen_at_ms is not None:
            self._ahead_ms = self._frozen_at_ms - _real_ms()
            self._frozen_at_ms = None

    def save(self) -> ClockState:
        """Give what `load` needs to come back to this setting."""
        return ClockState(self._ahead_ms, self._frozen_at_ms)

    def load(self, state: ClockState) -> None:
        """Come back to a setting that `save` gave."""
        self._ahead_ms, self._frozen_at_ms = state


def three_years_after(at_ms: int) -> int:
    """Give the same moment of the same day three years on; 28 February for the 29th. So long does a card live."""
    start = datetime.fromtimestamp(at_ms / 1000, UTC)
    year = start.year + 3
    last_day = calendar.monthrange(year, start.month)[1]
    later = start.replace(year=year, day=min(start.day, last_day))
    return at_ms + (later - start) // timedelta(milliseconds=1)


def _real_ms() -> int:
    return time.time_ns() // 1_000_000
