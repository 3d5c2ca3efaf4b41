"""What has happened in one call so far, and the events that are made of it for hooks and the log."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from attrs import define, field

from weavr_async._calls.settle_token import FrozenCall, Sendings, seal_settle_token
from weavr_async._engine.base import Answer, Failure, StreamedAnswer
from weavr_async.errors import Cause, Outcome
from weavr_async.hooks import CallEnded, CallRetried, WriteAbandoned, publish
from weavr_async.values._texts import request_ref

if TYPE_CHECKING:
    from datetime import datetime

    from weavr_async._calls.client_state import ClientState
    from weavr_async._calls.policies import Policy
    from weavr_async.hooks import Event
    from weavr_async.values.identities import Identity
    from weavr_async.values.references import IdempotencyRef
    from weavr_backoffice.client import Request

__all__ = ["CallRecord", "log"]

log: Final = logging.getLogger("weavr_async.calls")


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

    def is_forgotten_after(self, pause: float) -> bool:
        """Whether the service may have forgotten the reference of an earlier attempt after so many seconds."""
        if self.reference is None or self.first_sent_at is None or not self.may_have_acted:
            return False
        first, pausing = self.first_sent_at, timedelta(seconds=pause)
        return not self.state.keeps_reference(first, *(time + pausing for time in self.state.clock.span()))

    def frozen(self) -> FrozenCall:
        """The call as it is sent."""
        return self.state.frozen(self.request, self.on_behalf_of(), self.reference)

    def nobody_answered(self) -> None:
        """Note that what was sent may be on its way. It may have waited here, for a connection, before it left."""
        _, self.unanswered_at = self.state.clock.span()

    def sendings(self) -> Sendings:
        """When it was sent."""
        last = self.unanswered_at or self.sent_at
        assert self.first_sent_at is not None, "asked after sending"  # noqa: S101 - by construction
        return Sendings(self.first_sent_at, self.first_sent_at if last is None else last)

    def ended(self, error: BaseException | None = None, outcome: Outcome | None = None) -> None:
        """Publish and log how the call ended."""
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
            request_ref=None if answer is None else request_ref(answer.headers),
            idempotency_ref=self.reference,
            error=None if error is None else type(error).__name__,
        )
        log.debug(
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
        """Publish that a write was cancelled while it was under way: only hooks and the log can still learn of it."""
        operation = self.request.operation.id
        log.warning("%s was cancelled under way, its outcome is unknown", operation)
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
