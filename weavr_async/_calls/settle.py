"""Settling: finding out, safely and at any later time, what became of a write whose outcome is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias, cast

from attrs import frozen

from weavr_async._calls.identity_calls import IdentityCalls
from weavr_async._calls.readback import is_done
from weavr_async._calls.settle_token import FrozenCall, reference_is_kept
from weavr_async.errors import (
    BadRequest,
    Conflict,
    IdempotencyMismatch,
    InvalidRequest,
    TooManyBulkRequests,
    WeavrError,
)
from weavr_backoffice.client import Request
from weavr_backoffice.operations import OPERATIONS, endpoint_of

if TYPE_CHECKING:
    from weavr_async._calls.client_state import ClientState
    from weavr_backoffice.models import BulkSubmission, FeeCharge, Transfer, User

__all__ = ["Settlement", "SettlementVerdict", "settle"]

SettledResult: TypeAlias = "Transfer | FeeCharge | User | BulkSubmission | None"


class SettlementVerdict(StrEnum):
    """What is now known about a call."""

    DONE = "done"
    """It took effect, once."""
    NOT_DONE = "not_done"
    """It did not take effect, and asking again has not made it so: it may be made anew."""
    STILL_UNKNOWN = "still_unknown"
    """Nothing more is known: settle it again later, or look at the accounts."""


@frozen
class Settlement:
    """The result of settling a call."""

    verdict: SettlementVerdict
    operation: str
    """The contract's operationId of the call."""
    idempotency_ref: str | None
    result: SettledResult = None
    """What the call would have given back, when asking again under its reference gave it."""
    error: WeavrError | None = None
    """Why the call was not done, or why it could not be settled."""


async def settle(
    client_state: ClientState, settle_token: Mapping[str, object], *, now: datetime | None = None
) -> Settlement:
    """Settle a call in the one way that is safe for it.

    Under a reference that is still kept, the frozen bytes are sent again: the service answers with
    the first result, or carries the call out now if it never arrived. Otherwise nothing is sent
    that could act, and the state is read back.
    """
    call, first_sent_at = _read(client_state, settle_token)
    calls = IdentityCalls(client_state, call.identity)
    is_kept = reference_is_kept(first_sent_at, now or datetime.now(UTC))
    if is_kept and call.idempotency_ref is not None:
        return await _ask_again(calls, call, call.idempotency_ref, first_sent_at)
    return await _read_state(calls, call, first_sent_at)


def _read(client_state: ClientState, settle_token: Mapping[str, object]) -> tuple[FrozenCall, datetime]:
    """Check that the token is one of ours and belongs to this client."""
    if not isinstance(settle_token, Mapping):
        raise InvalidRequest("A settle token is a mapping, as settle_token() gave it.", field="settle_token")
    came_from = settle_token.get("base_url"), settle_token.get("api_key_fingerprint")
    if came_from != (client_state.base_url, client_state.api_key_fingerprint):
        raise InvalidRequest(
            "This settle token belongs to another environment or api key: settle it with the client it came from.",
            field="settle_token",
        )
    try:
        return FrozenCall.from_settle_token(settle_token, client_state.seal_key)
    except ValueError as error:
        raise InvalidRequest(f"This settle token cannot be used: {error}.", field="settle_token") from None


async def _ask_again(calls: IdentityCalls, call: FrozenCall, reference: str, first_sent_at: datetime) -> Settlement:
    """Send the same bytes under the same reference."""
    operation = OPERATIONS[call.operation]
    request = Request(operation, call.path, call.query, call.headers, call.body)
    try:
        answer = await calls.send(request, endpoint_of(operation).parse, ref=reference)
    except (IdempotencyMismatch, TooManyBulkRequests) as error:
        # The one is about another payload, the other about how much is asked: neither about the first sending.
        return _settlement(call, SettlementVerdict.STILL_UNKNOWN, error=error)
    except (BadRequest, Conflict) as error:
        # An answer about this very reference: had the first sending acted, its result would have come back.
        refusal: WeavrError = error
    except WeavrError as error:
        return _settlement(call, SettlementVerdict.STILL_UNKNOWN, error=error)
    else:
        result = cast("SettledResult", answer)  # the operation's own answer, whichever it is
        return _settlement(call, SettlementVerdict.DONE, result=result)
    if b'"scheduledTimestamp"' in (call.body or b""):
        # Its time may have passed in between: a refusal now says nothing about then.
        return await _read_state(calls, call, first_sent_at)
    return _settlement(call, SettlementVerdict.NOT_DONE, error=refusal)


async def _read_state(calls: IdentityCalls, call: FrozenCall, first_sent_at: datetime) -> Settlement:
    """Read back, and send nothing that could act."""
    try:
        done = await is_done(calls.run, call, first_sent_at)
    except WeavrError as error:
        return _settlement(call, SettlementVerdict.STILL_UNKNOWN, error=error)
    if done is None:
        return _settlement(call, SettlementVerdict.STILL_UNKNOWN)
    return _settlement(call, SettlementVerdict.DONE if done else SettlementVerdict.NOT_DONE)


def _settlement(
    call: FrozenCall, verdict: SettlementVerdict, *, result: SettledResult = None, error: WeavrError | None = None
) -> Settlement:
    return Settlement(verdict, call.operation, call.idempotency_ref, result, error)
