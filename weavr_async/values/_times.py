"""Times: aware `datetime` on our side, epoch milliseconds on the wire."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from weavr_async.values._refusals import InvalidRequest

__all__ = ["epoch_ms", "from_epoch_ms"]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
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
    return _EPOCH + timedelta(milliseconds=milliseconds)
