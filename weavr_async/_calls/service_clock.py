"""The service's time, by the `Date` of its answers: what decides where the clocks of machines differ.

How old a reference is, and whether a request can still be on its way, is asked on one machine about what was sent from
another one. Both count in the service's time.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from weavr_async._engine.base import Answer, RawHeaders

__all__ = ["ServiceClock", "http_date"]


_AGREE: Final = timedelta(seconds=2)
"""Clocks that differ by less agree: a `Date` has whole seconds, and an answer takes its time."""
_CANNOT_BE: Final = timedelta(days=3_650)
"""No machine is so far off: no certificate lives as long, so there would be no connection. The `Date` is wrong."""


_machine_time: Final = partial(datetime.now, UTC)


class ServiceClock:
    """One for each client. Until an answer has been heard, and where answers carry no `Date`, it is the machine's.

    A gateway may put a wrong `Date` on an answer. One that is years away from the machine's clock is never believed,
    for it may be the only one that was heard before a sending. Where the last two disagree nobody knows which is right:
    the time is then somewhere between the two (`span`), and whoever decides by it takes the worse end. Whoever would
    say "no" or act again by it asks this machine's clock as well, until a second `Date` has borne out the first
    (`witnesses`).
    """

    __slots__ = ("_apart", "_apart_before", "_heard", "_is_borne_out", "machine")

    def __init__(self, machine: Callable[[], datetime] = _machine_time) -> None:
        self.machine: Final = machine
        """The clock of this machine (aware, UTC)."""
        self._heard: tuple[RawHeaders, datetime] | None = None
        self._apart: timedelta | None = None
        """How far the service is ahead of the machine, by the last `Date`."""
        self._apart_before: timedelta | None = None
        self._is_borne_out = False

    def heard(self, answer: Answer) -> None:
        """Remember when an answer of the service came; its `Date` is read when the time is asked for."""
        self._heard = answer.raw_headers, self.machine()

    def now(self) -> datetime:
        """The time at the service, as well as it is known."""
        return self.at(self.machine())

    def at(self, machine_time: datetime) -> datetime:
        """The service's time at some time of this machine, by what was heard last."""
        return machine_time + self._ahead()

    def span(self, machine_time: datetime | None = None) -> tuple[datetime, datetime]:
        """The earliest and the latest that it can be at the service, now or at some time of this machine."""
        machine_time = self.machine() if machine_time is None else machine_time
        last = machine_time + self._ahead()
        if self._apart_before is None:
            return last, last
        before = machine_time + self._apart_before
        return min(last, before), max(last, before)

    def witnesses(self, machine_time: datetime | None = None) -> tuple[datetime, ...]:
        """What it can be at the service now, or at some time of this machine, for whoever says "no" or acts again."""
        machine_time = self.machine() if machine_time is None else machine_time
        span = self.span(machine_time)
        return span if self._is_borne_out else (*span, machine_time)

    def _ahead(self) -> timedelta:
        """How far the service is ahead of the machine; the `Date` of the last answer is read first, if it has one."""
        if self._heard is not None:
            (headers, came_at), self._heard = self._heard, None
            said = next((value for name, value in reversed(headers) if name.lower() == b"date"), b"")
            date = http_date(said.decode("latin-1"))
            if date is not None and abs(date - came_at) <= _CANNOT_BE:
                self._learn(date - came_at)
        return self._apart or timedelta()

    def _learn(self, apart: timedelta) -> None:
        """Take in how far the service is ahead by one more `Date`."""
        apart = apart if abs(apart) > _AGREE else timedelta()
        agrees = self._apart is not None and abs(apart - self._apart) <= _AGREE
        self._apart, self._apart_before = apart, None if agrees else self._apart
        self._is_borne_out = self._is_borne_out or agrees


@lru_cache(maxsize=8)
def http_date(text: str) -> datetime | None:
    """A time as HTTP writes it, in UTC; nothing when it is none. All answers of one second carry the same."""
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - slow to load, and the engine loads it as well

    try:
        date = parsedate_to_datetime(text)
        # "-0000" gives a time without a zone: HTTP's times are in UTC.
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
