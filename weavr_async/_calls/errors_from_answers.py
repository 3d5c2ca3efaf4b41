"""From the last decision of a call to the error its caller sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from weavr_async._calls.error_bodies import rate_limits, without_values
from weavr_async._calls.odd_answers import load_json
from weavr_async._calls.refusals import sentences
from weavr_async._engine import failures
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
    from weavr_async._calls.decide import Decision
    from weavr_async._calls.error_bodies import ErrorBody
    from weavr_async._calls.settle_token import FrozenCall, Sendings
    from weavr_async.errors import ApiError, Cause, FieldError, SettleToken
    from weavr_backoffice import UnexpectedAnswer

__all__ = ["api_error", "over_rate_limit", "something_else", "transport_error", "undecodable", "unknown_outcome"]

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
_MISMATCHES: Final = frozenset({412, 422})
"""Announced, and documented for the sister API, for a reference that was used before with another payload."""
_MAY_BE_TAKEN: Final = " The reference may have been used before with another payload: that is answered so as well."
_REFERENCE_HEADER: Final = "idempotency-ref"
_TOO_MANY: Final = 429
_MOST_TOLD: Final = 10
"""Faults that a message tells; `field_errors` has all of them."""


def api_error(
    answer: Answer,
    decision: Decision,
    *,
    outcome: Outcome,
    reference_may_be_known: bool,
    for_token: bool,
    sent: bytes | None,
) -> ApiError | UnexpectedResponse:
    """The error of an answer that is no success, for a call whose outcome is known.

    Args:
        answer: the answer.
        decision: what was made of it.
        outcome: what is known about the call's effect.
        reference_may_be_known: whether the call carried a reference that may have been used before.
        for_token: whether the call was one for a token, where what is not found is the identity.
        sent: the body of the request; its texts are left out of the service's sentences.
    """
    status, body = answer.status_code, without_values(decision.error_body, sent)
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
    if kind is BadRequest and reference_may_be_known and _names_the_reference(status, answer.content, body):
        kind = IdempotencyMismatch
    is_vague = kind is BadRequest and reference_may_be_known and _is_vague(body)
    error = kind(
        _sentence(kind.happened, status, body) + (_MAY_BE_TAKEN if is_vague else ""),
        status=status,
        code=body.code,
        body=answer.content,
        request_ref=request_ref,
        outcome=outcome,
    )
    if isinstance(error, BadRequest):
        error.field_errors = body.field_errors
        error.reference_may_be_taken = is_vague or kind is IdempotencyMismatch
    if isinstance(error, RateLimited):
        said = rate_limits(answer.headers)
        error.limits, error.resets_in = said.limits, said.resets_in
    return error


def _names_the_reference(status: int, content: bytes, body: ErrorBody) -> bool:
    """Whether a call was refused for its reference: by its status, or because a sentence or a field names it."""
    named = any(fault.field_name == _REFERENCE_HEADER for fault in body.field_errors)
    return (
        status in _MISMATCHES
        or named
        or any(_REFERENCE_HEADER in sentence for sentence in sentences(load_json(content)))
    )


def _is_vague(body: ErrorBody) -> bool:
    """Whether a refusal may be about the reference: observed is `INVALID_REQUEST`, nobody noted where in the body."""
    return "INVALID_REQUEST" in {body.code, *(fault.code for fault in body.field_errors)}


def _sentence(happened: str, status: int, body: ErrorBody) -> str:
    """What happened, with the code, the fields to blame and the service's words, never with a value that was named."""
    code = f" {body.code}" if body.code else ""
    told = [_fault(fault) for fault in body.field_errors[:_MOST_TOLD]]
    if len(body.field_errors) > _MOST_TOLD:
        told.append(f"and {len(body.field_errors) - _MOST_TOLD} more")
    if body.message is not None:
        told.insert(0, body.message.rstrip("."))
    return f"{happened} (status {status}{code})" + (f": {'; '.join(told)}" if told else "") + "."


def _fault(fault: FieldError) -> str:
    name = fault.field_name or "request"
    limits = f" ({', '.join(fault.params)})" if fault.params else ""
    return f"{name}: {fault.code}{limits}" if fault.code else f"{name}: {(fault.message or '').rstrip('.')}"


def transport_error(failure: Failure, *, outcome: Outcome) -> TransportError:
    """The error of an exchange without an answer, for a call whose outcome does not matter or is known."""
    detail = failure.detail or failure.kind.value.replace("_", " ")
    kind = TransportError
    if outcome is not Outcome.UNKNOWN:
        kind = NotSent
    elif failure.kind in _TIMEOUTS:
        kind = Timeout
    happened = "The service could not be reached" if failure.sent is Sent.NO else "The answer was lost"
    if failure in {failures.POOL_TIMEOUT, failures.DEADLINE_IN_QUEUE}:
        happened = "No connection was free"
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


def something_else(answer: Answer) -> UnexpectedResponse:
    """The error of a success that is not about what was asked; the answer is kept."""
    return UnexpectedResponse(
        "The answer is about something else: its id, or what it repeats of the request, is not what was asked for.",
        status=answer.status_code,
        headers=answer.headers,
        content=answer.content,
        request_ref=answer.headers.get("request-ref"),
    )


def unknown_outcome(
    cause: Cause,
    *,
    call: FrozenCall,
    sendings: Sendings,
    settle_token: SettleToken,
    unexpected: UnexpectedResponse | None,
) -> OutcomeUnknown:
    """The error of a write that may have happened."""
    return OutcomeUnknown(
        f"The outcome of this write is unknown: its last attempt ended with {cause}.",
        cause=cause,
        first_sent_at=sendings.first,
        last_sent_at=sendings.last,
        body_fingerprint=call.body_fingerprint,
        settle_token=settle_token,
        unexpected=unexpected,
        request_ref=cause.request_ref,
    )
