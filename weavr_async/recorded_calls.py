"""Recording: what the calls of a block of code came to, for its author and for tests."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, final

from attrs import frozen

from weavr_async.hooks import CallEnded, ResultReplayed, heard_by
from weavr_async.values.json_values import JSONValue
from weavr_backoffice import operations

if TYPE_CHECKING:
    from collections.abc import Generator

    from weavr_async.hooks import Event
    from weavr_async.values._refusals import Outcome

__all__ = ["RecordedCall", "recording"]


@final
@frozen(kw_only=True)
class RecordedCall(JSONValue):
    """How one call ended. It holds nothing secret, and no id of an account or card."""

    operation: str
    """The contract's operationId."""
    method: str
    path_template: str
    """The path with its ids left open, such as `/managed_cards/{id}/block`."""
    status: int | None
    """Status of the last answer; absent when none arrived, and where the journal gave the result."""
    request_ref: str | None
    """Of the last answer: what Weavr's support asks for."""
    idempotency_ref: str | None
    """The reference that it was made under."""
    attempts: int
    """How many requests were sent; 0 where the journal gave the result."""
    seconds: float
    """From start to end."""
    outcome: Outcome | None
    """What is known about its effect; absent when the call succeeded."""
    error: str | None
    """Name of the error's class; absent when the call succeeded."""
    is_replayed: bool = False
    """Whether the result came from the journal, and nothing was sent."""


@contextmanager
def recording() -> Generator[list[RecordedCall]]:
    """Collect how the calls end that are made inside of the block, in the order in which they end.

    For example::

        with weavr_async.recording() as calls:
            await acme.managed_accounts.get("220")
        print(calls[0].status, calls[0].request_ref, calls[0].attempts)

    Calls of tasks that are started inside are collected too, as long as the block lasts; those of other tasks are not.
    The client's logins are part of the calls that need them. Blocks can be nested: each has its own list.
    """
    calls: list[RecordedCall] = []
    ended = False

    def record(event: Event) -> None:
        call = None if ended else _recorded(event)
        if call is not None:
            calls.append(call)

    with heard_by(record):
        try:
            yield calls
        finally:
            ended = True


def _recorded(event: Event) -> RecordedCall | None:
    if isinstance(event, CallEnded):
        return RecordedCall(
            operation=event.operation,
            method=event.method,
            path_template=event.path_template,
            status=event.status,
            request_ref=event.request_ref,
            idempotency_ref=event.idempotency_ref,
            attempts=event.attempts,
            seconds=event.seconds,
            outcome=event.outcome,
            error=event.error,
        )
    if isinstance(event, ResultReplayed):
        operation = operations.OPERATIONS.get(event.operation)
        method, _, path = event.operation.partition(" ")
        return RecordedCall(
            operation=event.operation,
            method=method if operation is None else operation.method,
            path_template=path if operation is None else operation.path,
            status=None,
            request_ref=None,
            idempotency_ref=event.idempotency_ref,
            attempts=0,
            seconds=0.0,
            outcome=None,
            error=None,
            is_replayed=True,
        )
    return None
