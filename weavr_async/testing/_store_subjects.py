"""A store under test, and its time."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Generic, TypeVar

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from contextlib import AbstractContextManager

__all__ = ["ManualClock", "Subject"]

S = TypeVar("S")


@frozen
class Subject(Generic[S]):
    """A store under test, and the way to let its time pass."""

    store: S
    advance: Callable[[float], Awaitable[None]]
    transaction: Callable[[], AbstractContextManager[object]] = nullcontext
    """Gives a connection with a transaction of the user's, for an `IntentStore` whose database has some; committed at
    its end, and rolled back after an error."""


class ManualClock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now: float = 1000.0

    def __call__(self) -> float:
        """The time."""
        return self.now

    async def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds
