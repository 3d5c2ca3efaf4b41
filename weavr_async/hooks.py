"""Events: what happens inside a call, for logs, metrics and traces.

A hook is a plain function that takes one event. Events are frozen, and what they show can be logged
anywhere: no token, no key, no body, no id of an account or card. Hooks run in the call's own task,
so they must be quick. If one raises, that is logged and has no other effect.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeAlias

from attrs import field, frozen

if TYPE_CHECKING:
    from weavr_async.errors import SettleToken
    from weavr_async.values._refusals import Outcome

__all__ = [
    "AttemptStarted",
    "CallEnded",
    "CallRetried",
    "Event",
    "Hook",
    "IntentSettled",
    "ReferenceMade",
    "ResultReplayed",
    "TokenMinted",
    "WriteAbandoned",
]

_log: Final = logging.getLogger("weavr_async")


@frozen
class ReferenceMade:
    """An idempotency reference was made for a call with `PER_CALL`; published before anything is sent."""

    operation: str
    idempotency_ref: str


@frozen
class AttemptStarted:
    """An attempt of a call begins: its request is about to be sent."""

    operation: str
    attempt: int
    """1 for the first."""
    idempotency_ref: str | None


@frozen
class CallRetried:
    """An attempt failed, and another one follows."""

    operation: str
    attempt: int
    """The attempt that ended."""
    reason: str
    """For example `read_timeout`, `status 503`, `token refused`, `rate limited`."""
    wait: float
    """Seconds until the next attempt."""
    status: int | None
    request_ref: str | None


@frozen
class TokenMinted:
    """A new token was requested for an identity."""

    seconds: float
    succeeded: bool


@frozen
class CallEnded:
    """A call has ended."""

    operation: str
    method: str
    path_template: str
    """The path with its ids left open, such as `/managed_cards/{id}/block`."""
    status: int | None
    """Status of the last answer; absent when none arrived."""
    outcome: Outcome | None
    """What is known about its effect; absent when the call succeeded."""
    seconds: float
    """From start to end, decoding included. For a page that is read ahead, also the wait for its turn to be decoded."""
    attempts: int
    request_ref: str | None
    idempotency_ref: str | None
    error: str | None
    """Name of the error's class; absent when the call succeeded."""


@frozen
class WriteAbandoned:
    """A write was cancelled by its caller while it was under way: it may have happened.

    Nobody receives an error for it any more, so this event is the only trace: store its settle token, and give it to
    `BackOffice.settle` some minutes later.
    """

    operation: str
    idempotency_ref: str | None
    outcome: Outcome
    attempts: int
    identity: str = field(repr=False)
    """On whose behalf, such as `CORPORATE 109876`."""
    settle_token: SettleToken = field(repr=False, eq=False)
    """All that is needed to settle it, as JSON-able data. It holds the body: keep it where you keep business data."""


@frozen
class ResultReplayed:
    """A write was asked for that was done before: its result came from the journal, and nothing was sent."""

    operation: str
    idempotency_ref: str


@frozen
class IntentSettled:
    """An open write was settled: by settling, by being asked for again, or by a person."""

    operation: str
    idempotency_ref: str
    state: str
    """`done`, `not_done` or `undecided`."""


Event: TypeAlias = (
    AttemptStarted
    | CallEnded
    | CallRetried
    | IntentSettled
    | ReferenceMade
    | ResultReplayed
    | TokenMinted
    | WriteAbandoned
)
"""Everything that a hook is called with."""
Hook: TypeAlias = Callable[[Event], None]
"""A listener, as `BackOffice` takes it. It runs in the middle of calls, so it must be quick."""


def publish(hooks: tuple[Hook, ...], event: Event) -> None:
    """Call every hook; of what a hook raises, only the class is logged."""
    for hook in hooks:
        try:
            hook(event)
        except Exception as error:  # noqa: BLE001 - a listener must not decide the fate of a payment
            _log.error("a hook failed on %s: %s", type(event).__name__, type(error).__name__)
