"""A caller that goes away: what it leaves behind is announced, because nobody receives an error any more."""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.calls.gates import enter, own_gate
from tests.calls.scripted import ACME, LOST, OK, answer, card, coded, desk
from weavr_async import BackOffice, Environment, Limits, Outcome, Retries, SettlementVerdict
from weavr_async.emulator import DEMO_API_KEY, Emulator, Fault, serve
from weavr_async.hooks import AttemptStarted, CallEnded, WriteAbandoned

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from tests.calls.scripted import Desk, Result
    from weavr_async import Identity, Token
    from weavr_async._engine.base import EngineRequest
    from weavr_async.hooks import Event


async def never(_parts: EngineRequest) -> Result:
    """An exchange that nobody answers."""
    await asyncio.get_running_loop().create_future()
    raise AssertionError("nobody ends the wait")


async def cancelled(at: Desk, call: Coroutine[object, object, object], *, after: int) -> None:
    """Start a call and cancel it once so many requests were handed to the engine."""
    task = asyncio.create_task(call)
    for _ in range(50):
        await asyncio.sleep(0)
    assert len(at.engine.sent) == after
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.asyncio
async def test_a_write_cancelled_under_way_announces_itself(caplog: pytest.LogCaptureFixture) -> None:
    """With its reference and a settle token, so that it can be settled."""
    at = desk(never)
    with caplog.at_level(logging.WARNING):
        await cancelled(at, at.pay("payout-7"), after=1)
    (abandoned,) = at.told(WriteAbandoned)
    assert isinstance(abandoned, WriteAbandoned)
    assert (abandoned.operation, abandoned.idempotency_ref) == ("transferCreate", "payout-7")
    assert (abandoned.outcome, abandoned.attempts, abandoned.identity) == (Outcome.UNKNOWN, 1, str(ACME))
    assert "transferCreate was cancelled under way" in caplog.text
    assert "invoice-1" not in repr(abandoned)
    settlement = await desk(OK).settle(json.loads(json.dumps(abandoned.settle_token)))
    assert settlement.verdict is SettlementVerdict.DONE


@pytest.mark.asyncio
async def test_a_write_cancelled_between_attempts_announces_itself() -> None:
    """The attempt before may have acted."""

    async def for_ever(_seconds: float) -> None:
        await asyncio.get_running_loop().create_future()

    at = desk(LOST, sleep=for_ever)
    await cancelled(at, at.pay("payout-7"), after=1)
    assert len(at.told(WriteAbandoned)) == 1


@pytest.mark.asyncio
async def test_a_write_cancelled_between_refused_attempts_does_not() -> None:
    """Nothing can have happened."""

    async def for_ever(_seconds: float) -> None:
        await asyncio.get_running_loop().create_future()

    at = desk(answer(429, x_ratelimit_reset="3"), sleep=for_ever)
    await cancelled(at, at.pay(), after=1)
    assert at.told(WriteAbandoned) == []


@pytest.mark.asyncio
async def test_a_write_cancelled_while_it_is_read_back_announces_itself() -> None:
    """The guard alone did not settle it."""
    at = desk(LOST, coded(409, "INSTRUMENT_NOT_BLOCKED"), never)
    await cancelled(at, at.acme.managed_cards.unblock("331"), after=3)
    abandoned = at.told(WriteAbandoned)
    assert [(one.operation, one.attempts) for one in abandoned if isinstance(one, WriteAbandoned)] == [
        ("managedCardUnblock", 2)
    ]


class StuckSource:
    """Never mints."""

    async def mint(self, _identity: Identity, /) -> Token:
        """Wait for ever."""
        await asyncio.get_running_loop().create_future()
        raise AssertionError("nobody ends the wait")


@pytest.mark.asyncio
async def test_a_write_cancelled_before_sending_does_not() -> None:
    """While it waits for its token."""
    at = desk(source=StuckSource())
    await cancelled(at, at.pay(), after=0)
    assert at.told(WriteAbandoned) == []
    await at.tokens.aclose()


@pytest.mark.asyncio
async def test_a_write_cancelled_at_the_gate_does_not() -> None:
    """While it waits for its place."""

    async def for_ever(_seconds: float) -> None:
        await asyncio.get_running_loop().create_future()

    gate = own_gate([(1, 20)], sleep=for_ever)
    at = desk(gate=gate)
    await enter(gate)
    await cancelled(at, at.pay(), after=0)
    assert at.told(WriteAbandoned) == []


@pytest.mark.asyncio
@pytest.mark.parametrize("handed_in", [False, True])
async def test_a_write_cancelled_while_it_waits_for_a_connection_does_not(handed_in: bool) -> None:
    """Both engines know that nothing of it was sent."""
    events: list[Event] = []
    emulator = Emulator()
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(serve(emulator))
        client = await stack.enter_async_context(httpx.AsyncClient(trust_env=False)) if handed_in else None
        weavr = await stack.enter_async_context(
            BackOffice(
                api_key=DEMO_API_KEY,
                environment=Environment.at(url),
                hooks=[events.append],
                limits=Limits(max_connections=1),
                http_client=client,
            )
        )
        acme = weavr.corporate("109876")
        await acme.managed_accounts.get("220")
        emulator.faults.inject(Fault.delay(0.3), operation="managedCardGet")
        busy = asyncio.create_task(acme.managed_cards.get("331"))
        await asyncio.sleep(0.05)
        write = asyncio.create_task(acme.managed_cards.block("331"))
        await asyncio.sleep(0.05)
        write.cancel()
        await asyncio.wait([write])
        await busy
        assert write.cancelled()
        assert any(isinstance(event, AttemptStarted) and event.operation == "managedCardBlock" for event in events)
        assert not any(isinstance(event, WriteAbandoned) for event in events)
        assert emulator.world.cards["331"].state == "ACTIVE"


@pytest.mark.asyncio
async def test_a_cancelled_read_leaves_nothing_to_announce() -> None:
    """It changes nothing."""
    at = desk(never)
    await cancelled(at, at.acme.managed_cards.get("331"), after=1)
    assert at.told(WriteAbandoned) == []


@pytest.mark.asyncio
async def test_a_cancelled_call_has_ended_too() -> None:
    """So that whoever measures calls sees the end of each."""
    at = desk(never, never)
    await cancelled(at, at.pay(), after=1)
    await cancelled(at, at.acme.managed_cards.get("331"), after=2)
    ended = [event for event in at.events if isinstance(event, CallEnded)]
    assert [(event.error, event.outcome) for event in ended] == [("CancelledError", Outcome.UNKNOWN)] * 2


@pytest.mark.asyncio
async def test_a_timeout_of_the_callers_own_is_a_cancellation() -> None:
    """The announcement comes all the same."""
    limit = asyncio.timeout(None)

    async def out_of_time(request: EngineRequest) -> Result:
        limit.reschedule(asyncio.get_running_loop().time())
        return await never(request)

    at = desk(out_of_time, retries=Retries(max_attempts=1))
    with pytest.raises(TimeoutError):
        async with limit:
            await at.pay("payout-7")
    assert len(at.told(WriteAbandoned)) == 1


@pytest.mark.asyncio
async def test_the_next_call_is_not_affected() -> None:
    """A cancelled call leaves nothing behind in the road."""
    at = desk(never, card())
    await cancelled(at, at.pay(), after=1)
    await at.acme.managed_cards.get("331")


@pytest.mark.asyncio
async def test_what_callers_leave_behind_does_not_pile_up_in_a_handed_in_client() -> None:
    """No more exchanges are under way than connections are allowed, and the next call is served."""
    emulator = Emulator()
    async with (
        serve(emulator) as url,
        httpx.AsyncClient(trust_env=False) as client,
        BackOffice(
            api_key=DEMO_API_KEY,
            environment=Environment.at(url),
            limits=Limits(max_connections=2),
            http_client=client,
        ) as weavr,
    ):
        acme = weavr.corporate("109876")
        await acme.managed_accounts.get("220")
        emulator.faults.inject(Fault.delay(0.2), operation="managedCardGet", times=None)
        leaving = [asyncio.create_task(acme.managed_cards.get("331")) for _ in range(30)]
        await asyncio.sleep(0.1)
        for task in leaving:
            task.cancel()
        await asyncio.wait(leaving)
        await acme.managed_accounts.get("220")
        assert len(emulator.requests.of("managedCardGet")) <= 2
