"""From the last decision of a call to the error its caller sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from weavr_async._calls.error_bodies import rate_limits
from weavr_async._engine.base import Answer, Failure, FailureKind, Sent
from weavr_async.errors import (
    CONFLICTS,
    FORBIDDEN,
    ApiError,
    BadRequest,
    Conflict,
    Forbidden,
    IdempotencyMismatch,
    IdentityNotFound,
    InternalServerError,
    NotFound,
    NotSent,
    Outcome,
    OutcomeUnknown,
    RateLimited,
    ServerError,
    ServiceUnavailable,
    Timeout,
    TransportError,
    Unauthorized,
    UnexpectedResponse,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from weavr_async._calls.decide import Decision
    from weavr_async._calls.error_bodies import Envelope
    from weavr_async._calls.settle_token import FrozenCall
    from weavr_async.error_codes import ErrorCode
    from weavr_async.errors import Cause, WeavrError

__all__ = ["api_error", "transport_error", "unknown_outcome"]

_BY_STATUS: Final[Mapping[int, type[ApiError]]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    422: BadRequest,
    429: RateLimited,
    500: InternalServerError,
    503: ServiceUnavailable,
}
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
_SERVER: Final = 500
_UNPROCESSABLE: Final = 422


def api_error(
    answer: Answer, decision: Decision, *, outcome: Outcome, with_reference: bool, for_token: bool
) -> WeavrError:
    """The error of an answer that is no success, for a call whose outcome is settled.

    Args:
        answer: the answer.
        decision: what was made of it.
        outcome: what is known about the call's effect.
        with_reference: whether the call carried an idempotency reference.
        for_token: whether the call was one for a token, where what is not found is the identity.
    """
    status, envelope = answer.status_code, decision.envelope
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
    error_class = _class_of(status, envelope.code)
    if error_class is NotFound and for_token:
        error_class = IdentityNotFound
    if error_class is BadRequest and with_reference and _names_mismatch(status, envelope):
        error_class = IdempotencyMismatch
    error = error_class(
        _sentence(error_class.happened, status, envelope),
        status=status,
        code=envelope.code,
        body=answer.content,
        request_ref=request_ref,
        outcome=outcome,
    )
    if isinstance(error, BadRequest):
        error.field_errors = envelope.field_errors
    if isinstance(error, RateLimited):
        said = rate_limits(answer.headers)
        error.limits, error.resets_in = said.limits, said.resets_in
    return error


def _class_of(status: int, code: ErrorCode | None) -> type[ApiError]:
    """The class for a status and a code."""
    error_class = _BY_STATUS.get(status) or (ServerError if status >= _SERVER else ApiError)
    if code is None:
        return error_class
    if error_class is Conflict:
        return CONFLICTS.get(code, Conflict)
    return FORBIDDEN.get(code, Forbidden) if error_class is Forbidden else error_class


def _names_mismatch(status: int, envelope: Envelope) -> bool:
    """Whether a refused call under a reference was refused for the reference.

    Observed: 400 with the code INVALID_REQUEST, nobody noted where in the body. Documented for the sister API: 422.
    """
    codes = {envelope.code, *(fault.code for fault in envelope.field_errors)}
    return status == _UNPROCESSABLE or "INVALID_REQUEST" in codes


def _sentence(happened: str, status: int, envelope: Envelope) -> str:
    """What happened, with the code and the fields to blame, never with a value."""
    code = f" {envelope.code}" if envelope.code else ""
    fields = "; ".join(
        f"{e.field_name or 'request'}: {e.code}" + (f" ({', '.join(e.params)})" if e.params else "")
        for e in envelope.field_errors
    )
    return f"{happened} (status {status}{code})" + (f": {fields}" if fields else "") + "."


def transport_error(failure: Failure, *, outcome: Outcome) -> TransportError:
    """The error of an exchange without an answer, for a call whose outcome does not matter or is settled."""
    detail = failure.detail or failure.kind.value.replace("_", " ")
    error_class = TransportError
    if outcome is not Outcome.UNKNOWN:
        error_class = NotSent
    elif failure.kind in _TIMEOUTS:
        error_class = Timeout
    happened = "The service could not be reached" if failure.sent is Sent.NO else "The answer was lost"
    return error_class(f"{happened}: {detail}.", kind=failure.kind.value, outcome=outcome)


def unknown_outcome(
    cause: Cause, *, call: FrozenCall, first_sent_at: datetime, unexpected: UnexpectedResponse | None = None
) -> OutcomeUnknown:
    """The error of a write that may have happened."""
    return OutcomeUnknown(
        f"The outcome of this write is unknown: its last attempt ended with {cause}.",
        cause=cause,
        first_sent_at=first_sent_at,
        call=call,
        unexpected=unexpected,
        request_ref=cause.request_ref,
    )
