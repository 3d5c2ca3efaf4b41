"""Rate limits: how many requests an api key may send in each window, by fixed or by sliding windows."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Protocol

from weavr_async.emulator import errors

if TYPE_CHECKING:
    from weavr_async.emulator.rules import Switches

__all__ = ["RateWindows"]


class RateWindows:
    """Every limit in force, counted for each api key by itself."""

    def __init__(self, switches: Switches) -> None:
        self._limits = switches.rate_limits
        self._kind: type[_Window] = _Sliding if switches.rate_limit_windows == "sliding" else _Fixed
        self._windows: dict[tuple[str, int, int], _Window] = {}

    def count(self, api_key: str, now_ms: int) -> None:
        """Count one request.

        Raises:
            Refusal: 429 with its headers, when a limit is reached; such a request is not counted.
        """
        windows: list[_Window] = []
        for limit, seconds in self._limits:
            window = self._windows.setdefault((api_key, limit, seconds), self._kind(seconds * 1000))
            if window.used(now_ms) >= limit:
                resets_in = -(-(window.frees_at_ms(now_ms, limit) - now_ms) // 1000)
                raise errors.rate_limited(self._limits, limit, resets_in)
            windows.append(window)
        for window in windows:
            window.add(now_ms)

    def clear(self) -> None:
        """Start all windows anew."""
        self._windows.clear()


class _Window(Protocol):
    """The requests of one api key under one limit."""

    def __init__(self, length_ms: int) -> None: ...

    def used(self, now_ms: int) -> int:
        """How many requests count at this moment."""
        ...

    def frees_at_ms(self, now_ms: int, limit: int) -> int:
        """When the next request is let in, if none comes before."""
        ...

    def add(self, now_ms: int) -> None:
        """Count one more."""
        ...


class _Fixed:
    """Windows that begin at multiples of their length, as minutes and hours do; a new one starts at nothing."""

    def __init__(self, length_ms: int) -> None:
        self._length_ms = length_ms
        self._number = 0
        self._used = 0

    def used(self, now_ms: int) -> int:
        return self._used if now_ms // self._length_ms == self._number else 0

    def frees_at_ms(self, now_ms: int, limit: int) -> int:  # noqa: ARG002 - where sliding windows need it
        return (now_ms // self._length_ms + 1) * self._length_ms

    def add(self, now_ms: int) -> None:
        self._used = self.used(now_ms) + 1
        self._number = now_ms // self._length_ms


class _Sliding:
    """A window that ends now: each request counts for the whole length after it arrived."""

    def __init__(self, length_ms: int) -> None:
        self._length_ms = length_ms
        self._arrivals: deque[int] = deque()

    def used(self, now_ms: int) -> int:
        while self._arrivals and self._arrivals[0] <= now_ms - self._length_ms:
            self._arrivals.popleft()
        return len(self._arrivals)

    def frees_at_ms(self, now_ms: int, limit: int) -> int:
        return (self._arrivals[-limit] if limit else now_ms) + self._length_ms

    def add(self, now_ms: int) -> None:
        self._arrivals.append(now_ms)
