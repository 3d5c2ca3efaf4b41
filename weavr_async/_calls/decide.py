"""The pure decision of the attempt loop: what one attempt's result means for the call.

No clock, no randomness, no I/O: given the operation's row and what came back, the action is
always the same, so the whole table can be tested without a socket.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from attrs import frozen

from weavr_async._calls.error_bodies import EMPTY, Envelope, rate_limits, read_envelope
from weavr_async._calls.policies import Policy, Repeat, Settle
from weavr_async._engine.base import Answer, Failure, FailureKind, Sent
from weavr_async.errors import Cause, Outcome
from weavr_backoffice.error_codes import ErrorCode

__all__ = ["Action", "Decision", "decide"]


class Action(Enum):
    """What to do with the result of an attempt."""

    DELIVER = "deliver"
    """The answer is a success."""
    SETTLED = "settled"
    """An earlier attempt of this very call had done it: the guard says so."""
    READ_BACK = "read_back"
    """An earlier attempt may have done it: read the state and compare."""
    MINT = "mint"
    """The token was refused: try once more with a new one."""
    REPEAT = "repeat"
    """Try again after a pause of the loop's choosing."""
    WAIT = "wait"
    """Try again after the wait the service asked for, in full or not at all."""
    FAIL = "fail"
    """The result is final."""


@frozen
class Decision:
    """A action, and what the result says about the call's outcome."""

    action: Action
    outcome: Outcome
    cause: Cause
    envelope: Envelope = EMPTY
    wait: float | None = None
    """Seconds the service asked to wait."""


_HOPELESS: Final = frozenset({FailureKind.TLS, FailureKind.CLOSED, FailureKind.DEADLINE, FailureKind.TOO_LARGE})
"""Failures that another attempt within the same call would meet again."""

_OK, _MULTIPLE, _BAD_REQUEST, _UNAUTHORIZED, _FORBIDDEN = 200, 300, 400, 401, 403
_IN_PROGRESS: Final = ErrorCode("IDEMPOTENT_REQUEST_IN_PROGRESS")  # of a sister API; not documented for this one
_NOT_FOUND, _REQUEST_TIMEOUT, _CONFLICT, _TOO_MANY, _SERVER = 404, 408, 409, 429, 500
_DELIVERED: Final = Decision(Action.DELIVER, Outcome.UNKNOWN, Cause("answer"))


def decide(
    policy: Policy, result: Answer | Failure, *, acted_before: bool, token_suspect: bool, may_mint: bool
) -> Decision:
    """Decide about one attempt.

    Args:
        policy: the operation's row.
        result: what the engine gave back.
        acted_before: whether an earlier attempt of this very call may have reached the service.
        token_suspect: whether a 403 without a code may be about the token; it is not where a new token
            did not help lately.
        may_mint: whether the call carries a token and has not yet replaced it.
    """
    if isinstance(result, Failure):
        return _decide_failure(policy, result)
    if _OK <= result.status_code < _MULTIPLE:
        return _DELIVERED
    return _decide_refusal(policy, result, acted_before=acted_before, token_suspect=token_suspect, may_mint=may_mint)


def _decide_failure(policy: Policy, failure: Failure) -> Decision:
    """No answer: what counts is whether anything may have left."""
    sent = failure.sent is not Sent.NO
    outcome = Outcome.UNKNOWN if sent else Outcome.NOT_SENT
    again = failure.kind not in _HOPELESS and not (sent and policy.repeat is Repeat.NEVER)
    return Decision(Action.REPEAT if again else Action.FAIL, outcome, Cause(failure.kind.value))


def _decide_refusal(
    policy: Policy, answer: Answer, *, acted_before: bool, token_suspect: bool, may_mint: bool
) -> Decision:
    """An answer that is no success."""
    status = answer.status_code
    headers = answer.headers
    envelope = read_envelope(answer.content)
    code = envelope.code
    wait: float | None = None
    outcome = Outcome.REFUSED
    action = Action.FAIL
    if status >= _SERVER or status == _REQUEST_TIMEOUT:
        outcome = Outcome.UNKNOWN
        action = Action.FAIL if policy.repeat is Repeat.NEVER else Action.REPEAT
    elif status == _UNAUTHORIZED or (status == _FORBIDDEN and token_suspect and code is None):
        action = Action.MINT if may_mint else Action.FAIL
    elif status == _TOO_MANY or (status == _CONFLICT and code is ErrorCode.TOO_MANY_REQUESTS):
        wait = rate_limits(headers).resets_in
        action = Action.REPEAT if wait is None else Action.WAIT
    elif status == _CONFLICT and code == _IN_PROGRESS:
        # Another call under this reference is under way: ours is as undecided as that one.
        outcome, action = Outcome.UNKNOWN, Action.REPEAT
    elif acted_before and status == _NOT_FOUND and policy.missing_is_done:
        action = Action.SETTLED
    elif acted_before and status == _CONFLICT and code in policy.guard:
        action = Action.SETTLED if policy.settle is Settle.BY_CODE else Action.READ_BACK
    elif status < _BAD_REQUEST:
        outcome = Outcome.UNKNOWN
    cause = Cause("answer", status, code.value if code else None, headers.get("request-ref"))
    return Decision(action, outcome, cause, envelope, wait)
