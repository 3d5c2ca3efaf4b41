"""The calls that wait for a place, and whose turn it is: writes first, and identities by turns."""

from __future__ import annotations

import heapq
from collections import OrderedDict
from typing import TYPE_CHECKING, Final, TypeAlias, final

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Hashable, Iterator

__all__ = ["WaitingCall", "WaitingCalls"]

_WRITES_IN_A_ROW: Final = 9
"""While reads wait, every tenth place is one of theirs."""
_DEAD_AT_MOST: Final = 64


@final
class WaitingCall:
    """One call that waits."""

    __slots__ = ("deadline", "identity", "is_write", "number", "turn")

    def __init__(self, turn: asyncio.Future[None], identity: Hashable, *, is_write: bool, deadline: float) -> None:
        self.turn: Final = turn
        """Done when it is this call's turn."""
        self.identity: Final = identity
        """On whose behalf; calls of different ones take turns."""
        self.is_write: Final = is_write
        self.deadline: Final = deadline
        """In the time of the event loop."""
        self.number: int | None = None
        """Its place, once it has one."""

    def __lt__(self, other: WaitingCall) -> bool:
        """By deadline."""
        return self.deadline < other.deadline


_Lane: TypeAlias = "OrderedDict[Hashable, OrderedDict[WaitingCall, None]]"


@final
class WaitingCalls:
    """All calls that wait, in two lanes. Each step takes constant time, or the logarithm of how many wait."""

    __slots__ = ("_by_deadline", "_count", "_reads", "_writes", "_writes_in_a_row")

    def __init__(self) -> None:
        self._writes: Final[_Lane] = OrderedDict()
        self._reads: Final[_Lane] = OrderedDict()
        self._by_deadline: list[WaitingCall] = []
        self._count = 0
        self._writes_in_a_row = 0

    def __len__(self) -> int:
        """How many wait."""
        return self._count

    def add(self, call: WaitingCall, *, first: bool) -> None:
        """Let a call wait, as the last of its identity, or as the first of all: it had its turn already."""
        lane = self._lane(call)
        calls = lane.setdefault(call.identity, OrderedDict())
        calls[call] = None
        if first:
            calls.move_to_end(call, last=False)
            lane.move_to_end(call.identity, last=False)
        heapq.heappush(self._by_deadline, call)
        self._count += 1

    def next(self) -> WaitingCall:
        """The call whose turn it is; it waits no longer."""
        writes_turn = self._writes and not (self._reads and self._writes_in_a_row >= _WRITES_IN_A_ROW)
        self._writes_in_a_row = self._writes_in_a_row + 1 if writes_turn else 0
        lane = self._writes if writes_turn else self._reads
        identity, calls = next(iter(lane.items()))
        call = next(iter(calls))
        self.remove(call)
        if identity in lane:
            lane.move_to_end(identity)
        return call

    def remove(self, call: WaitingCall) -> None:
        """Let a call wait no longer; nothing happens if it does not."""
        lane = self._lane(call)
        calls = lane.get(call.identity)
        if calls is None or call not in calls:
            return
        del calls[call]
        if not calls:
            del lane[call.identity]
        self._count -= 1
        if len(self._by_deadline) > 2 * self._count + _DEAD_AT_MOST:
            self._by_deadline = [one for one in self._by_deadline if self._waits(one)]
            heapq.heapify(self._by_deadline)

    def end_before(self, time: float) -> Iterator[WaitingCall]:
        """The calls whose time ends before `time`; they wait no longer."""
        while self._by_deadline and self._by_deadline[0].deadline < time:
            call = heapq.heappop(self._by_deadline)
            if self._waits(call):
                self.remove(call)
                yield call

    def _lane(self, call: WaitingCall) -> _Lane:
        return self._writes if call.is_write else self._reads

    def _waits(self, call: WaitingCall) -> bool:
        return call in self._lane(call).get(call.identity, ())
