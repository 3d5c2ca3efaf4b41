"""Rate windows: real counters for each api key, when limits are set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weavr_async.emulator import errors

if TYPE_CHECKING:
    from weavr_async.emulator.rules import Switches

__all__ = ["RateWindows"]


class RateWindows:
    """Fixed windows, one counter for each api key and limit."""

    def __init__(self, switches: Switches) -> None:
        self._limits = switches.rate_limits
        self._counts: dict[tuple[str, int], tuple[int, int]] = {}

    def count(self, api_key: str, now_ms: int) -> None:
        """Count one request.

        Raises:
            Refusal: 429 with its headers, when a limit is reached; such a request is not counted.
        """
        fresh: dict[tuple[str, int], tuple[int, int]] = {}
        for limit, window_s in self._limits:
            window = now_ms // (window_s * 1000)
            last, count = self._counts.get((api_key, window_s), (window, 0))
            if last != window:
                count = 0
            if count >= limit:
                resets_in = -(-((window + 1) * window_s * 1000 - now_ms) // 1000)
                raise errors.rate_limited(self._limits, limit, resets_in)
            fresh[api_key, window_s] = (window, count + 1)
        self._counts.update(fresh)

    def clear(self) -> None:
        """Start all windows anew."""
        self._counts.clear()
