"""Each delivery is handled once, and one whose handling failed is accepted again."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import anyio
import pytest
from anyio.lowlevel import checkpoint

from weavr_async.stores import DeliveryState, MemoryStore
from weavr_async.webhooks import (
    RejectionReason,
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


def receiver(store: MemoryStore | None = None) -> WebhookReceiver:
    """A receiver whose clock stands still."""
    return WebhookReceiver(KEY, store=store, clock=NOW.timestamp)


async def handle(by: WebhookReceiver) -> WebhookEvent:
    """Receive the one delivery of these tests."""
    async with by.receive("/x/watch", HEADERS, BODY) as event:
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

    class SlowStore:
        """Needs several turns of the loop for everything, as a network would."""

        def __init__(self) -> None:
            self._store = MemoryStore()

        async def begin_delivery(self, key: str, /, *, lease: float) -> DeliveryState:
            """Take it on."""
            return await self._store.begin_delivery(key, lease=lease)

        async def finish_delivery(self, key: str, /, *, ttl: float) -> None:
            """It was handled."""
            await checkpoint()
            await self._store.finish_delivery(key, ttl=ttl)

        async def abandon_delivery(self, key: str, /) -> None:
            """It was not."""
            await checkpoint()
            await self._store.abandon_delivery(key)

    by = WebhookReceiver(KEY, store=SlowStore(), clock=NOW.timestamp)
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
async def test_a_delivery_is_remembered_for_a_day() -> None:
    """Longer than Weavr sends it again, and longer than it is fresh."""
    clock = Clock()
    by = WebhookReceiver(KEY, store=MemoryStore(clock=clock), clock=NOW.timestamp)
    await handle(by)
    clock.now = 86_399.0
    assert await why_rejected(by) is RejectionReason.REPLAYED
    clock.now = 86_401.0
    await handle(by)


@pytest.mark.asyncio
async def test_different_events_under_one_call_reference_are_all_handled() -> None:
    """The reference is the caller's, to correlate."""
    by, handled = receiver(), []
    for path, body in (
        ("/transfers/watch", b'{"a": 1}'),
        ("/transfers/watch", b'{"a": 2}'),
        ("/fees/watch", b'{"a": 1}'),
    ):
        async with by.receive(path, sign(body, api_key=KEY, call_ref="payout-17", published_at=NOW), body) as event:
            handled.append((event.topic, event.body))
    assert len(set(handled)) == 3


@pytest.mark.asyncio
async def test_a_delivery_to_a_wrong_path_spoils_nothing() -> None:
    """The path is not signed: whoever posts a genuine delivery elsewhere does not keep it from its own."""
    by = receiver()
    async with by.receive("/fees/watch", HEADERS, BODY):
        pass
    async with by.receive("/transfers/watch", HEADERS, BODY) as event:
        assert event.topic == "transfers/watch"
