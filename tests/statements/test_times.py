"""Times on their way to the wire and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weavr_async import InvalidRequest
from weavr_async.values._times import epoch_ms, from_epoch_ms


@given(st.integers(0, 253_402_300_799_999))
def test_milliseconds_come_back_as_they_went(milliseconds: int) -> None:
    """From 1970 to the end of 9999."""
    assert epoch_ms(from_epoch_ms(milliseconds), "since") == milliseconds


def test_a_time_of_any_zone_is_the_same_moment() -> None:
    """Two hours east of Greenwich is two hours earlier in UTC."""
    assert epoch_ms(datetime(2026, 1, 1, 2, tzinfo=timezone(timedelta(hours=2))), "since") == epoch_ms(
        datetime(2026, 1, 1, tzinfo=UTC), "since"
    )


def test_a_fraction_of_a_millisecond_counts_as_the_next_one() -> None:
    """So that an entry before the moment stays before it."""
    assert epoch_ms(datetime(1970, 1, 1, microsecond=1001, tzinfo=UTC), "since") == 2


def test_a_naive_time_is_refused() -> None:
    """It may be meant in any zone."""
    with pytest.raises(InvalidRequest, match="naive") as caught:
        epoch_ms(datetime(2026, 1, 1), "since")  # noqa: DTZ001 - that is the point
    assert caught.value.field == "since"


def test_a_time_before_1970_is_refused() -> None:
    """The wire counts from there."""
    with pytest.raises(InvalidRequest, match="1970"):
        epoch_ms(datetime(1969, 12, 31, tzinfo=UTC), "until")
