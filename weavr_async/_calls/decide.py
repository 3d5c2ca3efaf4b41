"""The pure decision of the attempt loop: what one attempt's result means for the call.

No clock, no randomness, no I/O: given the operation's row and what came back, the action is
always the same, so the whole table can be tested without a socket.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from attrs import frozen

from weavr_async._calls.error_bodies import EMPTY, ErrorBody, asked_wait, read_error_body
from weavr_async._calls.policies import Confirmation, Policy, Retry
from weavr_async._engine.base import Answer, Failure, FailureKind, Sent
from weavr_async.errors import Cause, Outcome
from weavr_async.values._texts import request_ref
from weavr_backoffice.error_codes import ErrorCode

__all__ = ["Action", "Decision", "decide"]


class Action(Enum):
    """What to do with the result of an attempt."""

    CONFIRMED = "confirmed"
    """An earlier attempt of this very call was carried out: the guard says so."""
    READ_BACK = "read_back"
    """An earlier attempt may have been carried out: read the state and compare."""
    REFRESH_TOKEN = "refresh_token"  # noqa: S105 - an action
    """The token was refused: try once more with a new one."""
    RETRY = "retry"
    """Try again after a pause of the loop's choosing."""
    POLL = "poll"
    """The service is still at it: ask again after a pause, until the call's time is over."""
    WAIT = "wait"
    """Try again after the wait the service asked for, in full or not at all."""
    FAIL = "fail"
    """The result is final."""


@frozen(eq=False, repr=False)
class Decision:
    """What to do, and what the result says about the call's outcome."""

    action: Action
    outcome: Outcome
    cause: Cause
    error_body: ErrorBody = EMPTY
    wait: float | None = None
    """Seconds the service asked to wait."""


_HOPELESS: Final = frozenset(
    {
        FailureKind.TLS,
        FailureKind.CLOSED,
        FailureKind.DEADLINE,
        FailureKind.TOO_LARGE,
        FailureKind.HEADERS_TOO_LARGE,
    }
)
"""Failures that another attempt within the same call would meet again."""

_BAD_REQUEST, _UNAUTHORIZED, _FORBIDDEN = 400, 401, 403
_IN_PROGRESS: Final = ErrorCode("IDEMPOTENT_REQUEST_IN_PROGRESS")  # of a sister API; not documented for this one
_NOT_FOUND, _REQUEST_TIMEOUT, _CONFLICT, _TOO_MANY, _SERVER = 404, 408, 409, 429, 500


def decide(
    policy: Policy, result: Answer | Failure, *, acted_before: bool, token_suspect: bool, may_refresh: bool
) -> Decision:
    """Decide what follows an attempt that was not a success.

    Args:
        policy: the operation's row.
        result: what the engine gave back, if it is an answer, its status is not a 2xx.
        acted_before: whether an earlier attempt of this very call may have reached the service.
        token_suspect: whether a 403 without a code may be about the token; it is not where a new token
            did not help lately.
        may_refresh: whether the call carries a token, has not yet replaced it, and a new one may help.
    """
    if isinstance(result, Failure):
        return _decide_failure(policy, result)
    return _decide_answer(
        policy, result, acted_before=acted_before, token_suspect=token_suspect, may_refresh=may_refresh
    )


def _decide_failure(policy: Policy, failure: Failure) -> Decision:
    """No answer: what counts is whether anything may have been sent."""
    sent = failure.sent is not Sent.NO
    outcome = Outcome.UNKNOWN if sent else Outcome.NOT_SENT
    again = failure.kind not in _HOPELESS and not (sent and policy.retry is Retry.NEVER)
    return Decision(Action.RETRY if again else Action.FAIL, outcome, Cause(failure.kind.value))


def _decide_answer(
    policy: Policy, answer: Answer, *, acted_before: bool, token_suspect: bool, may_refresh: bool
) -> Decision:
    """An answer that is not a success: what counts is who gave it, and why."""
    status = answer.status_code
    headers = answer.headers
    error_body = read_error_body(answer.content, headers.get("content-type", ""))
    code = error_body.code
    wait: float | None = None
    outcome = Outcome.REFUSED
    action = Action.FAIL
    if status >= _SERVER or status == _REQUEST_TIMEOUT:
        outcome = Outcome.UNKNOWN
        wait = asked_wait(headers)
        action = _again(wait) if policy.retry is not Retry.NEVER else Action.FAIL
    elif status == _UNAUTHORIZED or (status == _FORBIDDEN and token_suspect and code is None):
        action = Action.REFRESH_TOKEN if may_refresh else Action.FAIL
    elif status == _TOO_MANY or (status == _CONFLICT and code is ErrorCode.TOO_MANY_REQUESTS):
        wait = asked_wait(headers)
        action = _again(wait)
    elif status == _CONFLICT and code == _IN_PROGRESS:
        # Another call under this reference is under way: ours is as undecided as that one.
        outcome, action = Outcome.UNKNOWN, Action.POLL
    elif acted_before and status == _NOT_FOUND and policy.missing_is_done:
        action = Action.CONFIRMED
    elif acted_before and status == _CONFLICT and code in policy.guard:
        action = Action.CONFIRMED if policy.confirmed is Confirmation.BY_CODE else Action.READ_BACK
    elif status < _BAD_REQUEST:
        outcome = Outcome.UNKNOWN
    cause = Cause("answer", status, code.value if code else None, request_ref(headers))
    return Decision(action, outcome, cause, error_body, wait)


def _again(wait: float | None) -> Action:
    return Action.RETRY if wait is None else Action.WAIT
