"""What is due to happen, and when: card expiries, scheduled and pending transfers, the items of bulks."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from weavr_async.emulator.clock import Clock

__all__ = ["Agenda", "AgendaState", "Due"]


class Due(NamedTuple):
    """One thing to do once the clock gets there: what kind of thing, to which record, in which turn of it."""

    at_ms: int
    order: int
    kind: str
    id: str
    turn: int


class AgendaState(NamedTuple):
    """What a snapshot keeps of an agenda."""

    planned: list[Due]
    last_order: int


class Agenda:
    """The things that are planned, in the order of their time.

    Attributes:
        actions: What to do for each kind of thing. Set by the emulator, and not part of a snapshot; until then
            nothing falls due.
        ran: How many things fell due so far.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock: Final = clock
        self.actions: dict[str, Callable[[Due], None]] = {}
        self.ran: int = 0
        self._planned: list[Due] = []
        self._last_order = 0
        self._running_ms: int | None = None

    def now_ms(self) -> int:
        """The current moment; while something due runs, the moment it was due."""
        return self._running_ms if self._running_ms is not None else self.clock.now_ms()

    def plan(self, at_ms: int, kind: str, record_id: str, turn: int = 0) -> None:
        """Add something to be done."""
        self._last_order += 1
        heapq.heappush(self._planned, Due(at_ms, self._last_order, kind, record_id, turn))

    def run_due(self) -> None:
        """Do everything the clock has reached, in order, each at its own moment."""
        if self._running_ms is not None or not self.actions:
            return
        now = self.clock.now_ms()
        while self._planned and self._planned[0].at_ms <= now:
            due = heapq.heappop(self._planned)
            self._running_ms = due.at_ms
            self.ran += 1
            try:
                self.actions[due.kind](due)
            finally:
                self._running_ms = None

    def save(self) -> AgendaState:
        """Copy what is planned."""
        return AgendaState(list(self._planned), self._last_order)

    def load(self, state: AgendaState) -> None:
        """Come back to what `save` gave."""
        self._planned, self._last_order = list(state.planned), state.last_order
