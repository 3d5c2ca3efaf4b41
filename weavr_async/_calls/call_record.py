"""What has happened in one call so far, and how it ends: the error that its caller sees, the events that hooks get."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final, TypeVar

from attrs import define, field

from weavr_async._calls.errors_from_answers import (
    api_error,
    something_else,
    transport_error,
    undecodable,
    unknown_outcome,
)
from weavr_async._calls.odd_answers import is_about
from weavr_async._calls.settle_token import FrozenCall, Sendings, seal_settle_token
from weavr_async._engine.base import Answer, Failure, StreamedAnswer
from weavr_async.errors import CallError, Cause, Outcome
from weavr_async.hooks import CallEnded, CallRetried, WriteAbandoned, is_heard, publish
from weavr_async.values.references import PER_CALL

if TYPE_CHECKING:
    from datetime import datetime

    from weavr_async._calls.client_state import ClientState
    from weavr_async._calls.decide import Decision
    from weavr_async._calls.policies import Policy
    from weavr_async.errors import OutcomeUnknown, UnexpectedResponse
    from weavr_async.hooks import Event
    from weavr_async.values.identities import Identity
    from weavr_async.values.references import IdempotencyRef
    from weavr_backoffice import UnexpectedAnswer
    from weavr_backoffice.client import Request

__all__ = ["CallRecord"]

_E = TypeVar("_E", bound=CallError)

_log: Final = logging.getLogger("weavr_async.calls")


@define(eq=False, repr=False)
class CallRecord:
    """One call's facts."""

    state: ClientState
    identity: Identity | None
    ref: IdempotencyRef | None
    started: float
    """In the time of the event loop."""
    reference: str | None = None
    """As it is sent."""
    attempts: int = 0
    first_sent_at: datetime | None = None
    sent_at: datetime | None = None
    """The last sending."""
    unanswered_at: datetime | None = None
    """Until when the last sending that may still be on its way may have left."""
    outcome: Outcome = Outcome.NOT_SENT
    last: Answer | Failure | StreamedAnswer | None = None
    request: Request = field(init=False)
    policy: Policy = field(init=False)

    @property
    def may_have_acted(self) -> bool:
        """Whether an attempt of a write may have been carried out."""
        return self.outcome is Outcome.UNKNOWN and self.policy.is_write

    def on_behalf_of(self) -> Identity:
        """The identity."""
        assert self.identity is not None, "only logins have none"  # noqa: S101 - by construction
        return self.identity

    # -- what can be settled later -------------------------------------------------------------------------

    def frozen(self) -> FrozenCall:
        """The call as it is sent."""
        request = self.request
        return FrozenCall(
            operation=request.operation.id,
            environment=self.state.environment.name,
            api_key_fingerprint=self.state.api_key_fingerprint,
            identity=self.on_behalf_of(),
            path=request.path,
            query=tuple(request.query),
            headers=tuple(request.headers),
            body=request.body,
            idempotency_ref=self.reference,
        )

    def nobody_answered(self) -> None:
        """Note that what was sent may be on its way. It may have waited here, for a connection, before it left."""
        _, self.unanswered_at = self.state.clock.span()

    def sendings(self) -> Sendings:
        """When it was sent."""
        last = self.unanswered_at or self.sent_at
        assert self.first_sent_at is not None, "asked after sending"  # noqa: S101 - by construction
        return Sendings(self.first_sent_at, self.first_sent_at if last is None else last)

    # -- errors --------------------------------------------------------------------------------------------

    def error(self, result: Answer | Failure, decision: Decision) -> CallError:
        """The error for a final result: what matters first is whether a write may have happened."""
        if self.may_have_acted:
            return self.unknown(decision.cause)
        if isinstance(result, Failure):
            return self.with_facts(transport_error(result, outcome=self.outcome))
        return self.with_facts(
            api_error(
                result,
                decision,
                outcome=self.outcome,
                # A reference that was made for this very call cannot have been used before.
                reference_may_be_known=self.reference is not None and self.ref is not PER_CALL,
                for_token=self.identity is None,
                sent=self.request.body,
            )
        )

    def undecodable(self, unexpected: UnexpectedAnswer) -> CallError:
        """The error for a success that cannot be read."""
        return self._unexpected(undecodable(unexpected))

    def fault(self, result: object) -> CallError | None:
        """The error for a result that is about something else than what was asked; nothing when all is well."""
        if self._is_answered(result):
            return None
        answer = self.last
        assert isinstance(answer, Answer), "there was a success"  # noqa: S101 - by construction
        return self._unexpected(something_else(answer))

    def _unexpected(self, error: UnexpectedResponse) -> CallError:
        if not self.policy.is_write:
            return self.with_facts(error)
        # Whoever answered so may have kept the request to itself.
        self.nobody_answered()
        return self.unknown(Cause("unexpected_response", error.status, None, error.request_ref), self.with_facts(error))

    def unknown(self, cause: Cause, unexpected: UnexpectedResponse | None = None) -> OutcomeUnknown:
        """The error of a write that may have happened."""
        call, sendings = self.frozen(), self.sendings()
        token = seal_settle_token(call, sendings, self.state.seal_key)
        return self.with_facts(
            unknown_outcome(cause, call=call, sendings=sendings, settle_token=token, unexpected=unexpected)
        )

    def with_facts(self, error: _E) -> _E:
        """The error with what this call knows."""
        error.operation = self.request.operation.id
        error.identity = self.identity
        error.idempotency_ref = self.reference
        error.attempts = self.attempts
        return error

    def _is_answered(self, result: object) -> bool:
        """Whether a result is about what was asked for: the thing with this id, the order that was sent."""
        request = self.request
        if request.operation.only_reads:
            if not request.operation.path.endswith("}"):
                return True
            found = getattr(result, "id", None) or getattr(result, "bulk_id", None)
            return not isinstance(found, str) or _same_id(found, request.path.rpartition("/")[2])
        shown = getattr(result, "to_dict", None)
        return request.body is None or shown is None or is_about(request.body, shown(), is_new=self.ref is PER_CALL)

    # -- events --------------------------------------------------------------------------------------------

    def ended(self, error: BaseException | None = None, outcome: Outcome | None = None) -> None:
        """Publish and log how the call ended."""
        if not is_heard(self.state.hooks) and not _log.isEnabledFor(logging.DEBUG):
            return
        answer = None if isinstance(self.last, Failure) else self.last
        operation = self.request.operation
        event = CallEnded(
            operation=operation.id,
            method=operation.method,
            path_template=operation.path,
            status=None if answer is None else answer.status_code,
            outcome=outcome,
            seconds=asyncio.get_running_loop().time() - self.started,
            attempts=self.attempts,
            request_ref=None if answer is None else answer.headers.get("request-ref"),
            idempotency_ref=self.reference,
            error=None if error is None else type(error).__name__,
        )
        _log.debug(
            "%s ended: status %s, request-ref %s, attempts %d, %.3f s, %s",
            event.operation,
            event.status,
            event.request_ref,
            event.attempts,
            event.seconds,
            event.error or "done",
        )
        self.publish(event)

    def abandoned(self) -> None:
        """A write whose caller went away while it was under way: only hooks and the log still learn of it."""
        operation = self.request.operation.id
        _log.warning("%s was cancelled under way, its outcome is unknown", operation)
        token = seal_settle_token(self.frozen(), self.sendings(), self.state.seal_key)
        self.publish(
            WriteAbandoned(operation, self.reference, self.outcome, self.attempts, str(self.on_behalf_of()), token)
        )

    def retried(self, reason: str, cause: Cause, pause: float) -> None:
        """Publish that another attempt follows."""
        self.publish(
            CallRetried(self.request.operation.id, self.attempts, reason, pause, cause.status, cause.request_ref)
        )

    def publish(self, event: Event) -> None:
        """Call the hooks."""
        publish(self.state.hooks, event)


def _same_id(found: str, asked: str) -> bool:
    return found == asked or (found.isdigit() and asked.isdigit() and int(found) == int(asked))
