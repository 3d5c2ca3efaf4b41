"""Times: aware `datetime` on our side, epoch milliseconds in the API."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from weavr_async.values._refusals import InvalidRequest

__all__ = ["epoch_ms", "from_epoch_ms", "month_of", "start_of", "time_zone"]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MONTH: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])", re.ASCII)
_MILLISECOND: Final = timedelta(milliseconds=1)


def epoch_ms(moment: datetime, field: str) -> int:
    """The first whole epoch millisecond that is not before `moment`.

    Rounded up, so that for times in whole milliseconds "not before" and "before" mean the same as for `moment`.

    Args:
        moment: An aware `datetime`, of any time zone.
        field: Name of the argument, for the error.

    Raises:
        InvalidRequest: It is no `datetime`, it is naive, or it is before 1970.
    """
    # An annotation guards nothing at run time.
    if not isinstance(moment, datetime):
        raise InvalidRequest(f"A time is an aware datetime, not {type(moment).__name__}.", field=field)
    if moment.utcoffset() is None:
        raise InvalidRequest(
            "This datetime is naive: nothing says which moment it is. Give it a time zone, "
            "such as datetime.now(timezone.utc).",
            field=field,
        )
    if moment < _EPOCH:
        raise InvalidRequest("The service knows no time before 1970.", field=field)
    return -((_EPOCH - moment) // _MILLISECOND)


def from_epoch_ms(milliseconds: int) -> datetime:
    """The moment, as an aware `datetime` in UTC.

    Raises:
        OverflowError: The moment is beyond the year 9999.
    """
    return _EPOCH + timedelta(0, 0, 0, milliseconds)  # by place: a keyword costs more, and an export makes millions


def time_zone(zone: object, field: str) -> tzinfo:
    """A time zone by its name, such as ``Europe/London``, or as it is.

    Raises:
        InvalidRequest: It is neither, or there is none of that name.
    """
    if isinstance(zone, tzinfo):
        return zone
    if not isinstance(zone, str):
        raise InvalidRequest(f'A zone is a name such as "Europe/London", not {type(zone).__name__}.', field=field)
    if zone == "UTC":
        return UTC  # which needs no table of zones
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    raise InvalidRequest(
        'There is no time zone of this name, as "Europe/London" is one; where the system has no table of zones, '
        "install the package tzdata.",
        field=field,
    )


def start_of(day: date | datetime, zone: tzinfo, field: str) -> datetime:
    """A moment as it is; of a plain date the first moment in a zone.

    Raises:
        InvalidRequest: It is neither.
    """
    if isinstance(day, datetime) or not isinstance(day, date):
        epoch_ms(day, field)
        return day
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def month_of(month: object, field: str) -> tuple[date, date]:
    """The first day of a month, and the first day of the next one.

    Raises:
        InvalidRequest: It is not written as ``2026-10``.
    """
    found = _MONTH.fullmatch(month) if isinstance(month, str) else None
    if found is None:
        raise InvalidRequest('A month is written as "2026-10".', field=field)
    year, number = int(found[1]), int(found[2])
    if not 1970 <= year < 9999:  # noqa: PLR2004 - what the service, and a datetime, can tell
        raise InvalidRequest("The service knows no time before 1970, and no calendar one after 9998.", field=field)
    return date(year, number, 1), date(year + number // 12, number % 12 + 1, 1)
