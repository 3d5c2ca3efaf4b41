"""For whoever repeats calls by a policy of their own: whether it helps, and how long to wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from weavr_async.errors import (
    AlreadyImpersonated,
    CallError,
    NotSent,
    OutcomeUnknown,
    RateLimited,
    ServerError,
    TooManyBulkRequests,
    TransportError,
)
from weavr_async.stores.protocols import StoreUnavailable, StoreUncertain

__all__ = ["is_worth_retrying", "retry_after"]

_PASSING: Final = (
    AlreadyImpersonated,
    NotSent,
    RateLimited,
    ServerError,
    StoreUnavailable,
    StoreUncertain,
    TooManyBulkRequests,
    TransportError,
)
_FOR_A_PERSON: Final = frozenset(
    {"undecided", "first_asked_in_the_future", "reference_too_old", "result_forgotten", "unreadable_result"}
)
"""Causes of an unknown outcome that asking again does not change."""
_OF_ONE_CALL: Final = "wvr-"
"""What a reference begins with that was made for one call only."""
_KEPT: Final = timedelta(hours=23)
_IMPERSONATION_IDLES_OUT: Final = 300.0


def is_worth_retrying(error: BaseException) -> bool:
    """Whether making the same call again may help and cannot do it twice: for the retry policy of a workflow engine.

    The same call is one with the same arguments under the same reference. That is safe after an `OutcomeUnknown` with
    a journal at any time, and without one for 23 hours from the first sending. It is not for a call under `PER_CALL`,
    nor for a write without a reference: settle those (`BackOffice.settle`).

    It is false for what only a change helps against: wrong arguments, an api key that is not accepted, an account
    without funds, an intent that a person has to decide.
    """
    if not isinstance(error, OutcomeUnknown):
        return isinstance(error, _PASSING)
    if error.cause.kind in _FOR_A_PERSON:
        return False
    if error.intent is not None:
        return True
    reference = error.idempotency_ref
    is_own = reference is not None and not reference.startswith(_OF_ONE_CALL)
    return is_own and datetime.now(UTC) - error.first_sent_at < _KEPT


def retry_after(error: BaseException) -> float | None:
    """Seconds to wait before the call is made again, where that is known; else the policy's own pause is right."""
    if isinstance(error, AlreadyImpersonated):
        return _IMPERSONATION_IDLES_OUT
    if isinstance(error, RateLimited) and error.resets_in is not None:
        return error.resets_in
    return error.asked_wait if isinstance(error, CallError) else None
