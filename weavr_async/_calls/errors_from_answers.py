"""The error that a call ends in, from its record and what came back last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import urlsplit

import orjson

from weavr_async._calls.about import is_about
from weavr_async._calls.error_bodies import rate_limits, without_values
from weavr_async._calls.odd_answers import load_json, read_odd_success
from weavr_async._calls.refusals import sentences
from weavr_async._calls.settle_token import seal_settle_token
from weavr_async._engine import failures
from weavr_async._engine.base import Answer, Failure, FailureKind, Sent
from weavr_async.errors import (
    BadRequest,
    CallError,
    Cause,
    IdempotencyMismatch,
    IdentityNotFound,
    NotFound,
    NotSent,
    Outcome,
    OutcomeUnknown,
    RateLimited,
    RateWindow,
    ServiceUnavailable,
    Timeout,
    TransportError,
    Unauthorized,
    UnexpectedResponse,
    error_class,
)
from weavr_async.values._texts import one_line, request_ref
from weavr_async.values.references import PER_CALL

if TYPE_CHECKING:
    from weavr_async._calls.call_record import CallRecord
    from weavr_async._calls.decide import Decision
    from weavr_async._calls.error_bodies import ErrorBody
    from weavr_async._calls.rate_gate import NoPlaceInTime
    from weavr_async.errors import ApiError, FieldError
    from weavr_backoffice import UnexpectedAnswer
    from weavr_backoffice.client import Response

__all__ = [
    "about_something_else",
    "final_error",
    "held_back",
    "looks_foreign",
    "read_leniently",
    "transport_error",
    "unknown_outcome",
]

_E = TypeVar("_E", bound=CallError)

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
_MAY_BE_TAKEN: Final = (
    " The reference may also have been used before with another payload: the service gives the same answer then."
)
_NO_PATH: Final = (
    " The base URL of this environment has no path, and Weavr's has one, such as /multi/backoffice: the address itself "
    "may be what was not found."
)
_NOT_ITS_OWN: Final = " The answer does not look like one of the service: the base URL may be wrong."
_NOTHING_HERE: Final = ("There is nothing at this address", "Check the base URL: it is the one that Weavr gave you.")
_LOGIN_REFUSED: Final = (
    "The service did not accept the api key",
    "Check that the api key belongs to this environment. Nothing of the call itself was sent.",
)
_TOKEN_REFUSED: Final = (
    "The service did not accept the api key or the identity's token",
    "Check that the api key belongs to this environment, and that the identity is one of this innovator's.",
)
_CARDS: Final = "managedCard"
_REFERENCE_HEADER: Final = "idempotency-ref"
_TOO_MANY: Final = 429
_LONGEST_LIMITS: Final = 200
_MOST_TOLD: Final = 10
"""Faults that a message tells; `field_errors` has all of them."""


def final_error(record: CallRecord, result: Answer | Failure, decision: Decision) -> CallError:
    """The error that a call ends in after its last attempt; first of all, whether a write may have happened."""
    error: CallError
    if record.may_have_acted:
        error = unknown_outcome(record, decision.cause)
    elif isinstance(result, Failure):
        error = _with_facts(record, transport_error(result, outcome=record.outcome))
    else:
        error = _with_facts(record, _refused(record, result, decision))
    error.asked_wait = decision.wait
    return error


def _refused(record: CallRecord, answer: Answer, decision: Decision) -> ApiError | UnexpectedResponse:
    """The error of an answer that is not a success."""
    # A reference that was made for this very call cannot have been used before.
    reference_may_be_known = record.reference is not None and record.ref is not PER_CALL
    outcome, sent = record.outcome, record.request.body
    status, body = answer.status_code, without_values(decision.error_body, sent)
    if status in _REDIRECTS:
        return UnexpectedResponse(
            f"The service answered with a redirect (status {status}), which is never followed.",
            status=status,
            headers=answer.headers,
            content=answer.content,
            request_ref=decision.cause.request_ref,
            outcome=outcome,
        )
    kind = error_class(status, body.code)
    is_nowhere = kind is NotFound and body.code is None and not urlsplit(record.state.environment.base_url).path
    if kind is NotFound and record.identity is None and not is_nowhere:  # the call was for a token
        kind = IdentityNotFound
    if kind is BadRequest and reference_may_be_known and _names_the_reference(status, answer.content, body):
        kind = IdempotencyMismatch
    is_vague = kind is BadRequest and reference_may_be_known and _is_vague(body)
    is_foreign = kind is IdentityNotFound and looks_foreign(body.code, decision.cause.request_ref, answer.content)
    happened, advice = _NOTHING_HERE if is_nowhere else _told(kind, record)
    hint = _MAY_BE_TAKEN if is_vague else _NO_PATH if is_nowhere else _NOT_ITS_OWN if is_foreign else ""
    error = kind(
        _sentence(happened, status, body) + hint,
        status=status,
        code=body.code,
        body=answer.content,
        request_ref=decision.cause.request_ref,
        outcome=outcome,
    )
    error.advice = advice
    if isinstance(error, BadRequest):
        error.field_errors = body.field_errors
        error.reference_may_be_taken = is_vague or kind is IdempotencyMismatch
    if isinstance(error, RateLimited):
        said = rate_limits(answer.headers)
        error.limits, error.resets_in = said.limits, said.resets_in
    if isinstance(error, ServiceUnavailable):
        error.resets_in = decision.wait
    return error


def looks_foreign(code: str | None, request_ref: str | None, content: bytes) -> bool:
    """Whether an error answer has nothing of the service's own: a page of whatever else is at the address."""
    return code is None and request_ref is None and bool(content)


def _told(kind: type[ApiError], record: CallRecord) -> tuple[str, str]:
    """What happened and what to do, without what this call cannot have met."""
    if kind is not Unauthorized or record.request.operation.id.startswith(_CARDS):
        return kind.happened, kind.advice
    return _LOGIN_REFUSED if record.identity is None else _TOKEN_REFUSED


def _names_the_reference(status: int, content: bytes, body: ErrorBody) -> bool:
    """Whether a call was refused for its reference: by its status, or because a sentence or a field names it."""
    named = any(fault.field_name == _REFERENCE_HEADER for fault in body.field_errors)
    return (
        status in _MISMATCHES
        or named
        or any(_REFERENCE_HEADER in sentence for sentence in sentences(load_json(content)))
    )


def _is_vague(body: ErrorBody) -> bool:
    """Whether a refusal may be about the reference: `INVALID_REQUEST` was observed, its place is not known."""
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
    limits = f" ({one_line(', '.join(fault.params), _LONGEST_LIMITS)})" if fault.params else ""
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


_SOURCES: Final = {
    "set": "set by RateLimit",
    "documented": "Weavr's documented default",
    "learned": "learned from a 429 of the service",
}


def held_back(record: CallRecord, late: NoPlaceInTime) -> CallError:
    """The error of a call that would have to wait too long for its turn among the calls of its api key."""
    if record.may_have_acted:
        return unknown_outcome(record, Cause("rate_limited"))
    limit = late.limit
    name = "A rate limit, reached according to a 429 of the service,"
    if limit is not None:
        name = f"The rate limit of {limit.calls} calls in {limit.seconds:g} s ({_SOURCES[limit.source]})"
    error = RateLimited(
        f"{name} holds this call back for {late.wait:.1f} s, and the call may wait for {late.left:.1f} s.",
        status=_TOO_MANY,
        outcome=record.outcome,
    )
    first = () if limit is None else (limit,)
    error.limits = tuple(
        RateWindow(one.calls, one.seconds) for one in (*first, *(other for other in late.limits if other != limit))
    )
    error.resets_in = late.wait
    return _with_facts(record, error)


def read_leniently(record: CallRecord, answer: UnexpectedAnswer) -> tuple[object, CallError | None]:
    """The result of a success that the operation's own reader refused, or the error of it; the answer is kept."""
    odd = read_odd_success(record.request.operation, answer)
    if odd is None or not odd.is_read:
        message = f"The answer does not fit the contract: {answer.reason}."
        return None, _unexpected(record, answer, message, answer.path)
    is_new = record.ref is PER_CALL
    is_asked_for = is_about(record.request, odd.result, orjson.dumps(odd.shown), is_new=is_new)
    return odd.result, None if is_asked_for else about_something_else(record)


def about_something_else(record: CallRecord) -> CallError:
    """The error of a success that is not about what was asked; the answer is kept."""
    answer = record.last
    assert isinstance(answer, Answer), "there was a success"  # noqa: S101 - by construction
    return _unexpected(
        record,
        answer,
        "The answer is about something else: its id, or what it repeats of the request, is not what was asked for.",
    )


def _unexpected(record: CallRecord, answer: Response, message: str, path: str | None = None) -> CallError:
    """The error of a success that cannot be relied on. Whoever gave it may have kept a write to itself."""
    error = UnexpectedResponse(
        message,
        status=answer.status_code,
        path=path,
        headers=answer.headers,
        content=answer.content,
        request_ref=request_ref(answer.headers),
    )
    _with_facts(record, error)
    if not record.policy.is_write:
        return error
    record.nobody_answered()
    return unknown_outcome(record, Cause("unexpected_response", error.status, None, error.request_ref), error)


def unknown_outcome(record: CallRecord, cause: Cause, unexpected: UnexpectedResponse | None = None) -> OutcomeUnknown:
    """The error of a write that may have happened."""
    call, sendings = record.frozen(), record.sendings()
    happened = f"The outcome of this write is unknown: its last attempt ended with {cause}."
    if not record.attempts:
        happened = f"Nothing was sent by this call, and whether an earlier one was carried out is not known: {cause}."
    error = OutcomeUnknown(
        happened,
        cause=cause,
        first_sent_at=sendings.first,
        last_sent_at=sendings.last,
        body_fingerprint=call.body_fingerprint,
        settle_token=seal_settle_token(call, sendings, record.state.seal_key),
        unexpected=unexpected,
        request_ref=cause.request_ref,
    )
    return _with_facts(record, error)


def _with_facts(record: CallRecord, error: _E) -> _E:
    """The error with what its call knows."""
    error.operation = record.request.operation.id
    error.identity = record.identity
    error.idempotency_ref = record.reference
    error.attempts = record.attempts
    return error
