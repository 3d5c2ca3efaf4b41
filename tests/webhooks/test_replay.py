"""Each delivery is handled once, and one whose handling failed is accepted again."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import anyio
import pytest
from anyio.lowlevel import checkpoint

from weavr_async.errors import ConfigurationError
from weavr_async.webhooks import (
    InMemoryReplayGuard,
    RejectionReason,
    ReplayState,
    WebhookEvent,
    WebhookReceiver,
    WebhookRejected,
)
from weavr_async.webhooks.testing import sign

KEY = "k3y"
NOW = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
BODY = b'{"a": 1}'
HEADERS = sign(BODY, api_key=KEY, call_ref="ref-1", published_at=NOW)


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now


def receiver(guard: InMemoryReplayGuard | None = None) -> WebhookReceiver:
    """A receiver whose clock stands still."""
    return WebhookReceiver(KEY, replay_guard=guard, clock=NOW.timestamp)


async def handle(by: WebhookReceiver) -> WebhookEvent:
    """Receive the one delivery of these tests."""
    async with by.receive("/hooks/x/watch", HEADERS, BODY) as event:
        return event


async def why_rejected(by: WebhookReceiver) -> RejectionReason:
    """The reason for which it is rejected."""
    with pytest.raises(WebhookRejected) as rejected:
        await handle(by)
    return rejected.value.reason


@pytest.mark.asyncio
async def test_a_delivery_is_handled_once() -> None:
    """The second time it is answered as handled."""
    by = receiver()
    assert (await handle(by)).raw == {"a": 1}
    assert await why_rejected(by) is RejectionReason.REPLAYED


@pytest.mark.asyncio
async def test_other_deliveries_are_not_affected() -> None:
    """They are told apart by their reference."""
    by = receiver()
    await handle(by)
    async with by.receive("/x/watch", sign(BODY, api_key=KEY, published_at=NOW), BODY) as event:
        assert event.delivery.call_ref != "ref-1"


@pytest.mark.asyncio
async def test_a_delivery_whose_handling_failed_is_accepted_again() -> None:
    """The error passes through, and the event is not lost."""
    by = receiver()
    with pytest.raises(LookupError, match="no database"):
        async with by.receive("/x/watch", HEADERS, BODY):
            raise LookupError("no database")
    assert (await handle(by)).delivery.call_ref == "ref-1"


@pytest.mark.asyncio
async def test_a_delivery_that_is_being_handled_is_not_handled_twice() -> None:
    """The second one is asked to come back, in case the first one fails."""
    by = receiver()
    async with by.receive("/x/watch", HEADERS, BODY):
        assert await why_rejected(by) is RejectionReason.IN_PROGRESS
    assert await why_rejected(by) is RejectionReason.REPLAYED


@pytest.mark.asyncio
@pytest.mark.parametrize("by_scope", [True, False])
async def test_a_cancelled_handler_leaves_the_delivery_to_be_sent_again(by_scope: bool) -> None:
    """Whether the task is cancelled or a scope around it, as web frameworks do."""

    class SlowGuard:
        """Needs several turns of the loop for everything, as a network would."""

        def __init__(self) -> None:
            self._guard = InMemoryReplayGuard()

        async def begin(self, key: str, *, remember_for: float) -> ReplayState:
            """Take it on."""
            return await self._guard.begin(key, remember_for=remember_for)

        async def finish(self, key: str) -> None:
            """It was handled."""
            await checkpoint()
            await self._guard.finish(key)

        async def abandon(self, key: str) -> None:
            """It was not."""
            await checkpoint()
            await self._guard.abandon(key)

    by = WebhookReceiver(KEY, replay_guard=SlowGuard(), clock=NOW.timestamp)
    started = asyncio.Event()
    scope = anyio.CancelScope()

    async def hang() -> None:
        with scope:
            async with by.receive("/x/watch", HEADERS, BODY):
                started.set()
                await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await started.wait()
    if by_scope:
        scope.cancel()
        await task
    else:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert (await handle(by)).delivery.call_ref == "ref-1"


@pytest.mark.asyncio
async def test_a_rejected_delivery_leaves_no_trace() -> None:
    """A forged one does not block the genuine one of the same reference."""
    by = receiver()
    with pytest.raises(WebhookRejected):
        async with by.receive("/x/watch", HEADERS, b'{"a": 2}'):
            pytest.fail("a forged delivery was handed out")
    assert (await handle(by)).raw == {"a": 1}


@pytest.mark.asyncio
async def test_a_guard_forgets_what_is_refused_for_its_age_anyway() -> None:
    """Memory does not grow with time."""
    clock = Clock()
    guard = InMemoryReplayGuard(clock=clock)
    assert await guard.begin("a", remember_for=10) is ReplayState.NEW
    await guard.finish("a")
    clock.now = 9.9
    assert await guard.begin("a", remember_for=10) is ReplayState.HANDLED
    clock.now = 10
    assert await guard.begin("a", remember_for=10) is ReplayState.NEW


@pytest.mark.asyncio
async def test_a_delivery_from_a_clock_ahead_is_remembered_as_long_as_it_is_fresh() -> None:
    """Published five minutes ahead, it stays within the tolerance for ten."""
    clock = Clock()
    by = WebhookReceiver(
        KEY, replay_guard=InMemoryReplayGuard(clock=clock), clock=lambda: NOW.timestamp() - 300 + clock.now
    )
    await handle(by)
    clock.now = 599.9
    assert await why_rejected(by) is RejectionReason.REPLAYED
    clock.now = 600.1
    assert await why_rejected(by) is RejectionReason.STALE


@pytest.mark.asyncio
async def test_a_guard_remembers_a_bounded_number() -> None:
    """Beyond it, the oldest is forgotten first."""
    guard = InMemoryReplayGuard(max_deliveries=2)
    for key in ("a", "b", "c"):
        assert await guard.begin(key, remember_for=10) is ReplayState.NEW
        await guard.finish(key)
    assert await guard.begin("b", remember_for=10) is ReplayState.HANDLED
    assert await guard.begin("c", remember_for=10) is ReplayState.HANDLED
    assert await guard.begin("a", remember_for=10) is ReplayState.NEW


def test_a_guard_without_room_is_refused() -> None:
    """It would accept every replay."""
    with pytest.raises(ConfigurationError):
        InMemoryReplayGuard(max_deliveries=0)
