"""Events: what happens inside a call, for logs, metrics and traces.

A hook is a plain function that takes one event. Events are frozen, and what they show can be logged
anywhere: no token, no key, no body, no id of an account or card. Hooks run in the call's own task,
so they must be quick. If one raises, that is logged and has no other effect.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from inspect import iscoroutine, iscoroutinefunction
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from attrs import field, frozen

from weavr_async.values._checks import kind_of, takes
from weavr_async.values._refusals import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Generator

    from weavr_async.errors import SettleToken
    from weavr_async.values._refusals import Outcome

__all__ = [
    "AttemptStarted",
    "CallEnded",
    "CallHeldBack",
    "CallRetried",
    "Event",
    "Hook",
    "IntentSettled",
    "RateLimitReached",
    "RateLimitsShared",
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
class CallHeldBack:
    """A call had to wait for its turn, because more calls would have been over a rate limit."""

    operation: str
    seconds: float
    """How long it waited."""
    admitted: bool
    """Whether its turn came. If not, its time was too short, and nothing was sent."""


@frozen
class RateLimitReached:
    """The service refused a request with a 429, in spite of all waiting here."""

    operation: str
    limit: int | None
    """The limit that was reached, in calls, if the answer names it."""
    resets_in: float | None
    """Seconds until the service takes calls again, if the answer says so."""


@frozen
class RateLimitsShared:
    """The store through which processes share their rate limits was lost, or is back."""

    shared: bool
    """False when it was lost: until it is back, this process keeps the limits on its own."""


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
    | CallHeldBack
    | CallRetried
    | IntentSettled
    | RateLimitReached
    | RateLimitsShared
    | ReferenceMade
    | ResultReplayed
    | TokenMinted
    | WriteAbandoned
)
"""Everything that a hook is called with."""
Hook: TypeAlias = Callable[[Event], None]
"""A listener, as `BackOffice` takes it. It runs in the middle of calls, so it must be quick."""


def checked_hooks(hooks: object) -> tuple[Hook, ...]:
    """The hooks that a client was given.

    Raises:
        ConfigurationError: They are not a list, or one of them is no function, or is an async one: hooks are called in
            the middle of calls, where nothing waits for them.
    """
    if isinstance(hooks, (str, bytes)) or not isinstance(hooks, Iterable):
        raise ConfigurationError(f"hooks is a list of functions, such as [print], not {type(hooks).__name__}.")
    checked = tuple(cast("Iterable[object]", hooks))  # of what, is checked next
    for hook in checked:
        if not callable(hook) or isinstance(hook, type):
            raise ConfigurationError(f"Each of hooks is a function that takes an event, not {kind_of(hook)}.")
        if not takes(hook, 1):
            raise ConfigurationError("Each of hooks is a function that takes one argument, the event.")
        if iscoroutinefunction(hook) or iscoroutinefunction(getattr(hook, "__call__", None)):  # noqa: B004 - of an object
            raise ConfigurationError(
                "Each of hooks is a plain function: an async one would never be awaited. Put events into a queue "
                "there, and handle them in a task of your own."
            )
    return cast("tuple[Hook, ...]", checked)


HOOKS_HERE: Final[ContextVar[tuple[Hook, ...]]] = ContextVar("weavr_async_hooks", default=())
"""The hooks of the blocks of code that a call is made in."""


@contextmanager
def heard_by(hook: Hook) -> Generator[None]:
    """Call a hook for what happens inside of a block, in this task and those that are started there."""
    token = HOOKS_HERE.set((*HOOKS_HERE.get(), hook))
    try:
        yield
    finally:
        # A generator's block may end in another context than it began in, whose hooks are its own.
        with suppress(ValueError):
            HOOKS_HERE.reset(token)


def publish(hooks: tuple[Hook, ...], event: Event) -> None:
    """Call every hook; of what a hook raises, only the class is logged. A listener decides no payment's fate."""
    for hook in (*hooks, *HOOKS_HERE.get()):
        try:
            returned: object = hook(event)
        except KeyboardInterrupt:
            raise  # pressed by somebody while the hook ran
        except BaseException as error:  # noqa: BLE001 - a cancellation or an exit raised by a hook is its failure too
            _log.error("a hook failed on %s: %s", type(event).__name__, type(error).__name__)
        else:
            if iscoroutine(returned):
                returned.close()
                _log.error("a hook returned a coroutine on %s, which nothing awaits", type(event).__name__)
