"""The service's time, by the `Date` of its answers: what decides where the clocks of machines differ.

How old a reference is, and whether a request can still be on its way, is asked on one machine about what was sent from
another one. Both count in the service's time.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from weavr_async._engine.base import Answer, StreamedAnswer

__all__ = ["ServiceClock"]


_AGREE: Final = timedelta(seconds=2)
"""Clocks that differ by less agree: a `Date` has whole seconds, and an answer takes its time."""


def _machine_time() -> datetime:
    return datetime.now(UTC)


class ServiceClock:
    """One for each client. Until an answer has been heard, and where answers carry no `Date`, it is the machine's."""

    __slots__ = ("_apart", "_heard", "machine")

    def __init__(self, machine: Callable[[], datetime] = _machine_time) -> None:
        self.machine: Final = machine
        """The clock of this machine (aware, UTC)."""
        self._heard: tuple[Answer | StreamedAnswer, datetime] | None = None
        self._apart = timedelta()

    def heard(self, answer: Answer | StreamedAnswer) -> None:
        """Remember an answer of the service and when it came; its `Date` is read when the time is asked for."""
        self._heard = answer, self.machine()

    def now(self) -> datetime:
        """The time at the service, as well as it is known."""
        return self.at(self.machine())

    def at(self, machine_time: datetime) -> datetime:
        """The service's time at some time of this machine."""
        if self._heard is not None:
            answer, came_at = self._heard
            self._heard = None
            apart = _date(answer, came_at) - came_at
            self._apart = apart if abs(apart) > _AGREE else timedelta()
        return machine_time + self._apart


def _date(answer: Answer | StreamedAnswer, otherwise: datetime) -> datetime:
    try:
        date = parsedate_to_datetime(answer.headers["date"])
        # "-0000" gives a time without a zone: HTTP's times are in UTC.
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (KeyError, ValueError, TypeError, OverflowError):
        return otherwise
