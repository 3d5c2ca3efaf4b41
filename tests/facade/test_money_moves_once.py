"""Whoever follows the SDK's verdicts moves no money twice: judged in the emulator's ledger."""

from __future__ import annotations

import base64
import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import httpx
import pytest
from attrs import evolve

from weavr_async import (
    BackOffice,
    BadRequest,
    Environment,
    Money,
    OutcomeUnknown,
    Retries,
    SettlementVerdict,
    derive_ref,
    managed_account,
)
from weavr_async._calls.service_clock import ServiceClock
from weavr_async._calls.settle import settle
from weavr_async._engine.base import Answer
from weavr_async.emulator import DEMO_API_KEY, Clock, Emulator, Fault, World, serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from weavr_async import IdempotencyRef, SettleToken
    from weavr_backoffice.models import Transfer

DAY: Final = timedelta(hours=25)


@asynccontextmanager
async def client(url: str, environment: Environment | None = None) -> AsyncIterator[BackOffice]:
    """One that tries once, so that a lost answer is lost."""
    where = environment or Environment.at(url)
    async with BackOffice(api_key=DEMO_API_KEY, environment=where, retries=Retries(max_attempts=1)) as weavr:
        yield weavr


async def pay(
    weavr: BackOffice, ref: IdempotencyRef, *, amount: str = "10.00", tag: str | None = "invoice-1"
) -> Transfer:
    """The transfer of these tests."""
    return await weavr.corporate("109876").transfers.create(
        profile_id="7",
        source=managed_account("220"),
        destination=managed_account("221"),
        amount=Money(amount, "GBP"),
        idempotency_ref=ref,
        tag=tag,
    )


async def arrives(url: str, token: SettleToken) -> None:
    """The first sending, held up on its way until now."""
    async with httpx.AsyncClient(base_url=url, headers={"api-key": DEMO_API_KEY}) as raw:
        login = await raw.post("/access_token", json={"identity": {"type": "CORPORATE", "id": "109876"}})
        headers = {
            "authorization": f"Bearer {login.json()['token']['token']}",
            **{pair[0]: pair[1] for pair in token["headers"]},
        }
        headers["idempotency-ref"] = str(token["idempotency_ref"])
        body = base64.b64decode(str(token["body"]))
        assert (await raw.post(token["path"], content=body, headers=headers)).status_code == 200


def moved(emulator: Emulator) -> int:
    """How often money moved."""
    return sum(one.state == "COMPLETED" for one in emulator.world.transfers.values())


async def lost(emulator: Emulator, weavr: BackOffice, *, amount: str, tag: str | None) -> OutcomeUnknown:
    """A transfer that did not arrive, as far as anybody knows."""
    emulator.faults.inject(Fault.cut_before(), operation="transferCreate")
    with pytest.raises(OutcomeUnknown) as unknown:
        await pay(weavr, "payout-1", amount=amount, tag=tag)
    return unknown.value


@pytest.mark.asyncio
@pytest.mark.parametrize("tag", ["invoice-1", None])
async def test_a_refusal_is_no_no_while_the_first_sending_may_still_arrive(tag: str | None) -> None:
    """Refused for lack of funds, then the money comes in, and then the first sending."""
    emulator = Emulator()
    async with serve(emulator) as url, client(url) as weavr:
        error = await lost(emulator, weavr, amount="6000.00", tag=tag)
        settlement = await weavr.settle(json.loads(json.dumps(error.settle_token())))
        assert settlement.verdict is SettlementVerdict.STILL_UNKNOWN
        assert settlement.settle_again_at == error.last_sent_at.replace(
            microsecond=error.last_sent_at.microsecond // 1000 * 1000
        ) + timedelta(minutes=10)
        emulator.world.deposit("220", 500_000)
        await arrives(url, error.settle_token())
        assert settlement.settle_token is not None
        settlement = await weavr.settle(settlement.settle_token)
        assert settlement.verdict is SettlementVerdict.DONE
    assert moved(emulator) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize("minutes", [-11, 11, -2880, 2880])
async def test_a_settling_machine_whose_clock_is_off_asks_as_any_other(minutes: int) -> None:
    """The service's time decides: what is kept is asked for again, and what has just been sent may still arrive."""
    emulator = Emulator()
    async with serve(emulator) as url, client(url) as weavr, client(url) as other:
        error = await lost(emulator, weavr, amount="6000.00", tag="invoice-1")
        state = evolve(other._client_state, clock=ServiceClock(lambda: datetime.now(UTC) + timedelta(minutes=minutes)))
        state.clock.heard(await _answer(url))
        settlement = await settle(state, error.settle_token())
        assert settlement.verdict is SettlementVerdict.STILL_UNKNOWN
        emulator.world.deposit("220", 500_000)
        assert (await settle(state, error.settle_token())).verdict is SettlementVerdict.DONE
    assert moved(emulator) == 1


async def _answer(url: str) -> Answer:
    async with httpx.AsyncClient() as raw:
        response = await raw.get(url)
    return Answer(response.status_code, response.headers.raw, b"")


@pytest.mark.asyncio
async def test_a_payment_that_is_asked_for_again_after_its_reference_was_forgotten_is_found() -> None:
    """By its tag, and given back; nothing is sent."""
    clock = Clock(int((datetime.now(UTC) - DAY).timestamp() * 1000))
    emulator = Emulator(World.demo(clock))
    then = datetime.now(UTC) - DAY
    async with serve(emulator) as url, client(url) as weavr:
        first = await pay(weavr, derive_ref("payout", 1))
        clock.advance(DAY.total_seconds())
        again = await pay(weavr, derive_ref("payout", 1, first_asked_at=then))
        assert again.id == first.id
    assert moved(emulator) == 1


@pytest.mark.asyncio
async def test_a_payment_that_a_whole_list_does_not_hold_is_sent() -> None:
    """It was never made."""
    emulator = Emulator()
    async with serve(emulator) as url, client(url) as weavr:
        await pay(weavr, derive_ref("payout", 1, first_asked_at=datetime.now(UTC) - DAY))
    assert moved(emulator) == 1


@pytest.mark.asyncio
async def test_a_payment_of_which_nobody_can_tell_is_not_sent_on_a_guess() -> None:
    """It has no tag by which it could be found."""
    emulator = Emulator()
    then = datetime.now(UTC) - DAY
    async with serve(emulator) as url, client(url) as weavr:
        with pytest.raises(OutcomeUnknown, match="too old") as unknown:
            await pay(weavr, derive_ref("payout", 1, first_asked_at=then), tag=None)
        assert unknown.value.first_sent_at == then
        assert (await weavr.settle(unknown.value.settle_token())).verdict is SettlementVerdict.STILL_UNKNOWN
    assert moved(emulator) == 0


@pytest.mark.asyncio
async def test_the_same_service_at_another_address_knows_the_payment() -> None:
    """A gateway is no other environment: references and settle tokens name it."""
    emulator = Emulator()
    async with serve(emulator) as direct, serve(emulator) as gateway:
        named = Environment.at(direct, name="staging")
        async with client(direct, named) as weavr, client(gateway, named.via(gateway)) as behind:
            first = await pay(weavr, derive_ref("payout", 1))
            again = await pay(behind, derive_ref("payout", 1))
            assert first.id == again.id
            error = await lost(emulator, weavr, amount="1.00", tag="invoice-2")
            assert (await behind.settle(error.settle_token())).verdict is SettlementVerdict.DONE
    assert moved(emulator) == 2


@pytest.mark.asyncio
async def test_an_amended_amount_under_one_reference_is_refused_where_that_was_observed() -> None:
    """In the documented scope it is another payment: no verdict of ours may lead there."""
    emulator = Emulator()
    async with serve(emulator) as url, client(url) as weavr:
        await pay(weavr, "payout-1")
        with pytest.raises(BadRequest) as refused:
            await pay(weavr, "payout-1", amount="11.00")
        assert refused.value.reference_may_be_taken
    assert moved(emulator) == 1
