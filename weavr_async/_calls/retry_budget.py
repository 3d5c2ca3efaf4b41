"""The retry budget of an api key: repeats are paid for, so that an outage is not made worse."""

from __future__ import annotations

from typing import Final

__all__ = ["RetryBudget"]


class RetryBudget:
    """A purse of repeats, shared by all calls of one client.

    Each repeat takes one coin. A call that succeeds after repeats gives back what it took, one that
    succeeds at once gives back a fraction. So a service that fails now and then is always retried,
    and one that is down is soon asked only once per call.
    """

    __slots__ = ("_capacity", "_coins", "_refund")

    def __init__(self, capacity: float, refund: float) -> None:
        self._capacity: Final = capacity
        self._refund: Final = refund
        self._coins = capacity

    @property
    def left(self) -> float:
        """How many repeats can still be paid for."""
        return self._coins

    def take(self) -> bool:
        """Pay for one repeat; false when the purse is empty."""
        if self._coins < 1:
            return False
        self._coins -= 1
        return True

    def succeeded(self, repeats: int) -> None:
        """A call succeeded after so many repeats."""
        coins = self._coins + (repeats or self._refund)
        self._coins = min(coins, self._capacity)
