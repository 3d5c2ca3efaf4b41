"""Retries of an api key: what they cost, so that an outage is not made worse, and the pauses before them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from weavr_async.values.settings import Retries

__all__ = ["RetryBudget", "backoff"]

_MOST_DOUBLINGS: Final = 30


def backoff(retries: Retries, number: int, uniform: Callable[[float, float], float]) -> float:
    """Seconds before the next attempt, after so many."""
    bound = retries.base_delay * 2 ** min(number - 1, _MOST_DOUBLINGS)
    return uniform(0.0, min(retries.max_delay, bound))


class RetryBudget:
    """How many retries all calls of one client may still make.

    Each retry costs 1. A call that succeeds after retries gives back what it took, one that succeeds at once gives
    back a fraction. So a service that fails now and then is always retried, and one that is down is soon asked only
    once per call.
    """

    __slots__ = ("_capacity", "_left", "_refund", "is_full")

    def __init__(self, capacity: float, refund: float) -> None:
        self._capacity: Final = capacity
        self._refund: Final = refund
        self._left = capacity
        self.is_full: bool = True
        """Whether there is nothing to give back."""

    @property
    def left(self) -> float:
        """How many retries can still be paid for."""
        return self._left

    def take(self) -> bool:
        """Pay for one retry; false when too little is left."""
        if self._left < 1:
            return False
        self._left -= 1
        self.is_full = False
        return True

    def succeeded(self, retries: int) -> None:
        """A call succeeded after so many retries that were paid for."""
        self._left = min(self._left + (retries or self._refund), self._capacity)
        self.is_full = self._left >= self._capacity
