"""Places among the calls of an api key, in the memory of this process: what `RedisStore` does by its scripts."""

from __future__ import annotations

import math
import secrets
from bisect import bisect_right, insort
from typing import TYPE_CHECKING, Final, final

from weavr_async.stores.protocols import PlacesGiven

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from weavr_async.stores.protocols import PlacesWanted

__all__ = ["MemoryPlaces"]

_LONGEST_CLOSING: Final = 86_400.0
_SHARE_AGAIN_AFTER: Final = 0.02
"""Seconds until a process that got its share of what is free may ask for more: time for the others to come."""
_WAITS_PAST_DUE: Final = 1.0
"""Seconds after which a process that does not come for its booked place no longer counts as waiting."""


@final
class MemoryPlaces:
    """The places of one api key.

    Args:
        clock: Seconds of a clock that never goes back.
    """

    __slots__ = ("_clock", "_closed_until", "_log", "_note", "_waiting", "epoch")

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock: Final = clock
        self._log: list[tuple[float, str, int]] = []
        """When a place is or was used, whose it is, and its number; by time. What lies ahead is booked."""
        self._waiting: Final[dict[str, float]] = {}
        """Until when a process counts as waiting."""
        self._closed_until = -math.inf
        self._note = ""
        self.epoch: Final = secrets.token_hex(8)

    def take(self, wanted: PlacesWanted) -> PlacesGiven:
        """Give and book places; see `RateStore.take_places`."""
        now = self._clock()
        if (wanted.note, wanted.epoch) != (self._note, self.epoch):
            return self._given(wanted, now)
        self._forget(wanted, now)
        given = self._confirm(wanted, now)
        if now >= self._closed_until:
            for _ in range(min(wanted.count - given, self._share(wanted, now))):
                self._add(now, wanted, given)
                given += 1
        if given == wanted.count:
            return self._given(wanted, now, count=given)
        due, held_by = self._next_free(wanted, now)
        self._add(due, wanted, given)
        self._waiting[wanted.process] = due + _WAITS_PAST_DUE
        return self._given(wanted, now, count=given, wait=due - now, held_by=held_by)

    def free(self, process: str, numbers: tuple[int, ...]) -> None:
        """Free places; see `RateStore.return_places`."""
        self._log = [place for place in self._log if place[1] != process or place[2] not in numbers]
        self._waiting.pop(process, None)

    def report(self, process: str, places: tuple[tuple[int, float], ...]) -> None:
        """Note used places; see `RateStore.report_places`."""
        now = self._clock()
        known = {number for _, owner, number in self._log if owner == process}
        for number, age in places:
            if number not in known:
                insort(self._log, (now - age, process, number))

    def close(self, seconds: float, note: str) -> None:
        """Give no places for a while; see `RateStore.close_places`."""
        self._note = note
        if seconds > 0:
            now = self._clock()
            self._closed_until = max(self._closed_until, now + min(seconds, _LONGEST_CLOSING))
            del self._log[bisect_right(self._log, now, key=_time) :]

    @property
    def closed_for(self) -> float:
        """Seconds for which no place is given."""
        return max(self._closed_until - self._clock(), 0.0)

    def add(self, process: str, numbers: range, *, keep: float) -> None:
        """Note places that are used now, and forget those that are older than `keep` seconds."""
        now = self._clock()
        del self._log[: bisect_right(self._log, now - keep, key=_time)]
        for number in numbers:
            insort(self._log, (now, process, number))

    def used(self, process: str) -> Iterator[tuple[int, float]]:
        """The places that a process used, as (number, seconds ago), the latest first."""
        now = self._clock()
        for at, owner, number in reversed(self._log):
            if owner == process and at <= now:
                yield number, now - at

    def _forget(self, wanted: PlacesWanted, now: float) -> None:
        longest = max((seconds for _, seconds in wanted.windows), default=0.0)
        del self._log[: bisect_right(self._log, now - longest, key=_time)]
        self._waiting.pop(wanted.process, None)
        for process in [process for process, until in self._waiting.items() if until <= now]:
            del self._waiting[process]

    def _confirm(self, wanted: PlacesWanted, now: float) -> int:
        """Give the place that was booked, if it still stands and no limit is against it: then it counts from now."""
        if wanted.booked is None or not self._drop(wanted.process, wanted.booked):
            return 0
        if now < self._closed_until or self._free_places(wanted, now, until=now) < 1:
            return 0
        self._add(now, wanted, 0)
        return 1

    def _drop(self, process: str, number: int) -> bool:
        """Drop a place, if there is such a one. It is looked for from the end, because it was added lately."""
        for index in range(len(self._log) - 1, -1, -1):
            if self._log[index][1:] == (process, number):
                del self._log[index]
                return True
        return False

    def _share(self, wanted: PlacesWanted, now: float) -> int:
        """How many of the free places this process may have: as many as each of the others that wait."""
        return max(-(-self._free_places(wanted, now) // (len(self._waiting) + 1)), 0)

    def _free_places(self, wanted: PlacesWanted, now: float, *, until: float = math.inf) -> int:
        end = bisect_right(self._log, until, key=_time)
        taken = ((limit, end - bisect_right(self._log, now - seconds, key=_time)) for limit, seconds in wanted.windows)
        return min((limit - count for limit, count in taken), default=wanted.count * (len(self._waiting) + 1))

    def _next_free(self, wanted: PlacesWanted, now: float) -> tuple[float, int | None]:
        """When a place is free next, and which window holds it back."""
        due, held_by = max(now, self._closed_until), None
        for index, (limit, seconds) in enumerate(wanted.windows):
            if len(self._log) >= limit and self._log[-limit][0] + seconds > due:
                due, held_by = self._log[-limit][0] + seconds, index
        return (due, held_by) if due > now else (now + _SHARE_AGAIN_AFTER, None)

    def _add(self, at: float, wanted: PlacesWanted, index: int) -> None:
        insort(self._log, (at, wanted.process, wanted.first + index))

    def _given(
        self, wanted: PlacesWanted, now: float, *, count: int = 0, wait: float = 0.0, held_by: int | None = None
    ) -> PlacesGiven:
        end = bisect_right(self._log, now, key=_time)
        return PlacesGiven(
            count=count,
            wait=wait,
            held_by=held_by,
            closed_for=max(self._closed_until - now, 0.0),
            used=tuple(end - bisect_right(self._log, now - seconds, key=_time) for _, seconds in wanted.windows),
            note=self._note,
            epoch=self.epoch,
        )


def _time(place: tuple[float, str, int]) -> float:
    return place[0]
