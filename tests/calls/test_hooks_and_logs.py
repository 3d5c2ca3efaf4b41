"""What hooks and logs are told: what may be logged anywhere, and nothing else."""

from __future__ import annotations

import asyncio
import logging

import attrs
import pytest

from tests.calls.scripted import LOST, OK, answer, card, desk
from weavr_async import PER_CALL, NotFound, Outcome, derive_ref, hooks
from weavr_async.hooks import (
    AttemptStarted,
    CallEnded,
    CallHeldBack,
    CallRetried,
    Event,
    IntentSettled,
    RateLimitReached,
    RateLimitsShared,
    ReferenceMade,
    ResultReplayed,
    TokenMinted,
    WriteAbandoned,
)
from weavr_backoffice.api.managed_cards import managed_card_get

ALLOWED = {
    AttemptStarted: {"operation", "attempt", "idempotency_ref"},
    CallEnded: {
        "operation", "status", "outcome", "seconds", "attempts", "request_ref", "idempotency_ref", "error",
        "method", "path_template",
    },
    CallHeldBack: {"operation", "seconds", "admitted"},
    CallRetried: {"operation", "attempt", "reason", "wait", "status", "request_ref"},
    IntentSettled: {"operation", "idempotency_ref", "state"},
    RateLimitReached: {"operation", "limit", "resets_in"},
    RateLimitsShared: {"shared"},
    ReferenceMade: {"operation", "idempotency_ref"},
    ResultReplayed: {"operation", "idempotency_ref"},
    TokenMinted: {"seconds", "succeeded"},
    WriteAbandoned: {"operation", "idempotency_ref", "outcome", "attempts", "identity", "settle_token"},
}  # fmt: skip


def test_events_hold_what_is_on_the_list_and_no_more() -> None:
    """No id, no body, no key; frozen and slotted, so that nothing is added later."""
    published = {kind for name in hooks.__all__ if isinstance(kind := getattr(hooks, name), type)}
    assert published == set(ALLOWED)
    for kind, names in ALLOWED.items():
        assert {field.name for field in attrs.fields(kind)} == names
        assert "__dict__" not in kind.__dict__


@pytest.mark.asyncio
async def test_a_call_is_told_from_beginning_to_end() -> None:
    """In order: the token, each attempt, why it was repeated, the end."""
    at = desk(LOST, OK)
    await at.pay("payout-7")
    kinds = [type(event) for event in at.events]
    assert kinds == [TokenMinted, AttemptStarted, CallRetried, AttemptStarted, CallEnded]
    ended = at.events[-1]
    assert isinstance(ended, CallEnded)
    assert (ended.operation, ended.status, ended.outcome, ended.attempts) == ("transferCreate", 200, None, 2)
    assert (ended.request_ref, ended.idempotency_ref, ended.error) == ("rr-1", "payout-7", None)


@pytest.mark.asyncio
async def test_a_failed_call_ends_with_its_error_and_outcome() -> None:
    """By the name of the class."""
    at = desk(answer(404))
    with pytest.raises(NotFound):
        await at.acme.managed_cards.get("331")
    ended = at.events[-1]
    assert isinstance(ended, CallEnded)
    assert (ended.status, ended.error, ended.outcome) == (404, "NotFound", Outcome.REFUSED)


@pytest.mark.asyncio
async def test_a_streamed_call_is_told_to_its_end_as_well() -> None:
    """When the reader has left it: well, by an error of the service, or by one of the reader's own."""
    at = desk(answer(503), card(), answer(404), card())
    async with at.streamed().stream(managed_card_get.prepare("331")) as opened:
        assert not at.told(CallEnded)
        assert opened.status_code == 200
    with pytest.raises(NotFound):
        async with at.streamed().stream(managed_card_get.prepare("331")):
            pass
    with pytest.raises(OSError, match="disk"):
        async with at.streamed().stream(managed_card_get.prepare("331")):
            raise OSError("disk full")
    ended = [event for event in at.events if isinstance(event, CallEnded)]
    assert [(event.error, event.status, event.attempts) for event in ended] == [
        (None, 200, 2),
        ("NotFound", 404, 1),
        ("OSError", 200, 1),
    ]


@pytest.mark.asyncio
async def test_a_reference_made_for_a_call_is_announced_before_anything_is_sent() -> None:
    """Whoever stores it can repeat the call after a crash."""
    sent_when_told: list[int] = []
    at = desk(OK, hooks=(lambda event: sent_when_told.append(len(at.engine.sent)),))
    await at.pay(PER_CALL)
    made = at.events[0]
    assert isinstance(made, ReferenceMade)
    assert sent_when_told[0] == 0
    assert at.engine.references == [made.idempotency_ref]


@pytest.mark.asyncio
async def test_a_reference_that_the_caller_brought_is_not_announced() -> None:
    """They have it."""
    at = desk(OK, OK)
    await at.pay("payout-7")
    await at.pay(derive_ref("payout", 7))
    assert at.told(ReferenceMade) == []


@pytest.mark.asyncio
async def test_each_call_gets_a_reference_of_its_own() -> None:
    """Two calls are two payments."""
    at = desk(OK, OK)
    for _ in range(2):
        await at.pay(PER_CALL)
    assert len(set(at.engine.references)) == 2


@pytest.mark.asyncio
async def test_a_derived_reference_is_the_same_after_a_restart() -> None:
    """Another process derives it from the same facts."""
    references = []
    for _ in range(2):
        at = desk(OK)
        await at.pay(derive_ref("payout", "invoice", 7))
        references += at.engine.references
    assert len(set(references)) == 1


@pytest.mark.asyncio
async def test_a_hook_that_raises_changes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """It is logged by its class; its text may hold anything. The other hooks are told all the same."""

    def broken(_event: Event) -> None:
        raise RuntimeError("canary in a hook")

    at = desk(LOST, OK, hooks=(broken,))
    assert (await at.pay()).id == "9001"
    assert len(at.events) == 5
    assert "RuntimeError" in caplog.text
    assert "canary" not in caplog.text


@pytest.mark.asyncio
async def test_a_call_is_logged_by_operation_status_reference_attempts_and_time(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """One line at DEBUG, without path, ids or body."""
    at = desk(card())
    with caplog.at_level(logging.DEBUG, logger="weavr_async"):
        await at.acme.managed_cards.get("331")
    [record] = [record for record in caplog.records if record.name == "weavr_async.calls"]
    assert record.getMessage().startswith("managedCardGet ended: status 200, request-ref rr-1, attempts 1, ")
    assert "331" not in caplog.text


@pytest.mark.parametrize("failure", [ValueError, asyncio.CancelledError, SystemExit, GeneratorExit])
def test_a_hook_that_fails_in_whatever_way_loses_no_transfer_that_was_done(
    failure: type[BaseException], caplog: pytest.LogCaptureFixture
) -> None:
    """What it raises is its own affair: the money has moved, and the caller is told."""

    def fail(event: hooks.Event) -> None:
        raise failure(type(event).__name__)

    hooks.publish((fail, fail), hooks.CallRetried("transferCreate", 1, "status 503", 0.0, 503, None))
    told = f"a hook failed on CallRetried: {failure.__name__}"
    assert [record.getMessage() for record in caplog.records] == [told, told]


def test_a_hook_that_gives_a_coroutine_back_is_told_of(caplog: pytest.LogCaptureFixture) -> None:
    """A plain function that calls an async one cannot be told apart when it is given."""

    async def listens(_: hooks.Event) -> None:
        raise AssertionError

    event = hooks.CallRetried("transferCreate", 1, "status 503", 0.0, 503, None)
    hooks.publish((listens,), event)  # type: ignore[arg-type]  # wrong on purpose
    assert [record.getMessage() for record in caplog.records] == [
        "a hook returned a coroutine on CallRetried, which nothing awaits"
    ]
