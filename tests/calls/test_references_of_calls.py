"""A reference is bound by the call itself, to the operation that it sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.calls.scripted import ACME, BASE_URL, LOST, OK, desk
from weavr_async import PER_CALL, InvalidRequest, Outcome, derive_ref
from weavr_async._calls.identity_calls import IdentityCalls
from weavr_async.hooks import ReferenceMade
from weavr_backoffice import operations
from weavr_backoffice.api.managed_cards import managed_card_block
from weavr_backoffice.api.transfers import transfer_create
from weavr_backoffice.models import CurrencyAmount, InstrumentId, InstrumentType, TransferCreateRequest

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from tests.calls.scripted import Desk
    from weavr_async import IdempotencyRef

ACCOUNT = InstrumentId(id="220", type_=InstrumentType("managed_accounts"))
OTHER = InstrumentId(id="221", type_=InstrumentType("managed_accounts"))
BODY = TransferCreateRequest(
    profile_id="7", source=ACCOUNT, destination=OTHER, destination_amount=CurrencyAmount(currency="GBP", amount=1000)
)


def calls_of(at: Desk) -> IdentityCalls:
    return IdentityCalls(at.client_state, ACME)


async def pay(at: Desk, ref: IdempotencyRef) -> object:
    return await calls_of(at).run_once(ref, transfer_create, body=BODY)


@pytest.mark.asyncio
async def test_a_derived_reference_is_derived_for_the_operation_that_is_sent() -> None:
    """Nobody names the operation a second time."""
    at, ref = desk(OK), derive_ref("payout", "invoice-1001")
    await pay(at, ref)
    assert at.engine.references == [ref.bind(environment=BASE_URL, identity=ACME, operation="transferCreate")]
    assert at.engine.references == [calls_of(at).bind(ref, operations.TRANSFER_CREATE)]
    assert at.engine.references != [calls_of(at).bind(ref, operations.CHARGE_FEE)]


@pytest.mark.asyncio
async def test_every_attempt_of_a_call_carries_the_one_reference_that_was_made_for_it() -> None:
    """And it is announced once, before the first attempt."""
    at = desk(LOST, OK)
    await pay(at, PER_CALL)
    assert len(at.engine.references) == 2
    [made] = at.told(ReferenceMade)
    assert {made} == {ReferenceMade("transferCreate", str(ref)) for ref in at.engine.references}
    assert at.events[0] == made


@pytest.mark.asyncio
@pytest.mark.parametrize("what", ["a write that takes one, without", "an operation that takes none, with one"])
async def test_a_call_without_the_reference_it_needs_is_refused_before_anything_is_sent(what: str) -> None:
    """Repeated without one, a transfer would move the money twice."""
    at = desk()
    call: Awaitable[object] = (
        calls_of(at).run(transfer_create, body=BODY)
        if "without" in what
        else calls_of(at).run_once("r-1", managed_card_block, "331")
    )
    with pytest.raises(InvalidRequest, match="idempotency reference") as refused:
        await call
    assert refused.value.outcome is Outcome.NOT_SENT
    assert refused.value.field == "idempotency_ref"
    assert at.engine.sent == []
    assert at.events == []
