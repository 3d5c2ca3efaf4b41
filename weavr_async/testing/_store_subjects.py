"""A store under test, and its time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

__all__ = ["ManualClock", "Subject"]

S = TypeVar("S")


@frozen
class Subject(Generic[S]):
    """A store under test, and the way to let its time pass."""

    store: S
    advance: Callable[[float], Awaitable[None]]


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
