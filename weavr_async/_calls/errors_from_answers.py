"""From the last decision of a call to the error its caller sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from weavr_async._calls.error_bodies import rate_limits
from weavr_async._engine.base import Answer, Failure, FailureKind, Sent
from weavr_async.errors import (
    BadRequest,
    IdempotencyMismatch,
    IdentityNotFound,
    NotFound,
    NotSent,
    Outcome,
    OutcomeUnknown,
    RateLimited,
    Timeout,
    TransportError,
    UnexpectedResponse,
    error_class,
)

if TYPE_CHECKING:
    from datetime import datetime

    from weavr_async._calls.decide import Decision
    from weavr_async._calls.error_bodies import ErrorBody
    from weavr_async._calls.settle_token import FrozenCall
    from weavr_async.errors import ApiError, Cause
    from weavr_backoffice import UnexpectedAnswer

__all__ = ["api_error", "over_rate_limit", "transport_error", "undecodable", "unknown_outcome"]

_TIMEOUTS: Final = frozenset(
    {
        FailureKind.CONNECT_TIMEOUT,
        FailureKind.POOL_TIMEOUT,
        FailureKind.READ_TIMEOUT,
        FailureKind.WRITE_TIMEOUT,
        FailureKind.DEADLINE,
    }
)
_REDIRECTS: Final = range(300, 400)
_UNPROCESSABLE: Final = 422
_TOO_MANY: Final = 429


def api_error(
    answer: Answer, decision: Decision, *, outcome: Outcome, with_reference: bool, for_token: bool
) -> ApiError | UnexpectedResponse:
    """The error of an answer that is no success, for a call whose outcome is known.

    Args:
        answer: the answer.
        decision: what was made of it.
        outcome: what is known about the call's effect.
        with_reference: whether the call carried an idempotency reference.
        for_token: whether the call was one for a token, where what is not found is the identity.
    """
    status, body = answer.status_code, decision.error_body
    request_ref = decision.cause.request_ref
    if status in _REDIRECTS:
        return UnexpectedResponse(
            f"The service answered with a redirect (status {status}), which is never followed.",
            status=status,
            headers=answer.headers,
            content=answer.content,
            request_ref=request_ref,
            outcome=outcome,
        )
    kind = error_class(status, body.code)
    if kind is NotFound and for_token:
        kind = IdentityNotFound
    if kind is BadRequest and with_reference and _names_mismatch(status, body):
        kind = IdempotencyMismatch
    error = kind(
        _sentence(kind.happened, status, body),
        status=status,
        code=body.code,
        body=answer.content,
        request_ref=request_ref,
        outcome=outcome,
    )
    if isinstance(error, BadRequest):
        error.field_errors = body.field_errors
    if isinstance(error, RateLimited):
        said = rate_limits(answer.headers)
        error.limits, error.resets_in = said.limits, said.resets_in
    return error


def _names_mismatch(status: int, body: ErrorBody) -> bool:
    """Whether a refused call under a reference was refused for the reference.

    Observed: 400 with the code INVALID_REQUEST, nobody noted where in the body. Documented for the sister API: 422.
    """
    codes = {body.code, *(fault.code for fault in body.field_errors)}
    return status == _UNPROCESSABLE or "INVALID_REQUEST" in codes


def _sentence(happened: str, status: int, body: ErrorBody) -> str:
    """What happened, with the code and the fields to blame, never with a value."""
    code = f" {body.code}" if body.code else ""
    fields = "; ".join(
        f"{e.field_name or 'request'}: {e.code}" + (f" ({', '.join(e.params)})" if e.params else "")
        for e in body.field_errors
    )
    return f"{happened} (status {status}{code})" + (f": {fields}" if fields else "") + "."


def transport_error(failure: Failure, *, outcome: Outcome) -> TransportError:
    """The error of an exchange without an answer, for a call whose outcome does not matter or is known."""
    detail = failure.detail or failure.kind.value.replace("_", " ")
    kind = TransportError
    if outcome is not Outcome.UNKNOWN:
        kind = NotSent
    elif failure.kind in _TIMEOUTS:
        kind = Timeout
    happened = "The service could not be reached" if failure.sent is Sent.NO else "The answer was lost"
    return kind(f"{happened}: {detail}.", kind=failure.kind.value, outcome=outcome)


def over_rate_limit(wait: float, *, outcome: Outcome) -> RateLimited:
    """The error of a call that would have to wait too long for its place among the calls of its api key."""
    error = RateLimited(
        f"A rate limit learned earlier holds this call back for {wait:.0f} s, longer than allowed.",
        status=_TOO_MANY,
        outcome=outcome,
    )
    error.resets_in = wait
    return error


def undecodable(unexpected: UnexpectedAnswer) -> UnexpectedResponse:
    """The error of a success that could not be decoded; the answer is kept."""
    return UnexpectedResponse(
        f"The answer does not fit the contract: {unexpected.reason}.",
        status=unexpected.status_code,
        path=unexpected.path,
        headers=unexpected.headers,
        content=unexpected.content,
        request_ref=unexpected.headers.get("request-ref"),
    )


def unknown_outcome(
    cause: Cause, *, call: FrozenCall, first_sent_at: datetime, unexpected: UnexpectedResponse | None = None
) -> OutcomeUnknown:
    """The error of a write that may have happened."""
    return OutcomeUnknown(
        f"The outcome of this write is unknown: its last attempt ended with {cause}.",
        cause=cause,
        first_sent_at=first_sent_at,
        body_fingerprint=call.body_fingerprint,
        settle_token=call.settle_token(first_sent_at),
        unexpected=unexpected,
        request_ref=cause.request_ref,
    )
