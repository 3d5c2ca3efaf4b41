"""The whole road on real sockets, against an emulator that goes wrong on demand: what counts is its ledger."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager, suppress
from enum import Enum
from typing import TYPE_CHECKING, Any

import pytest

from weavr_async import (
    BackOffice,
    BadRequest,
    Conflict,
    Environment,
    Forbidden,
    IdempotencyMismatch,
    Identity,
    InsufficientFunds,
    Money,
    OutcomeUnknown,
    Retries,
    ServerError,
    SettlementVerdict,
    Timeouts,
    UnexpectedResponse,
    WeavrError,
    derive_ref,
    managed_account,
)
from weavr_async.emulator import DEMO_API_KEY, Emulator, Fault, serve

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from weavr_async import IdempotencyRef
    from weavr_backoffice.models import Transfer

ACME = Identity.corporate("109876")
REF = derive_ref("payout", "invoice-1")


@asynccontextmanager
async def service(**switches: Any) -> AsyncGenerator[tuple[Emulator, BackOffice]]:  # noqa: ANN401 - as the emulator
    """An emulator on a socket, and a client of it that waits for nothing."""
    emulator = Emulator(**switches)
    async with (
        serve(emulator) as url,
        BackOffice(
            api_key=DEMO_API_KEY,
            environment=Environment.at(url),
            retries=Retries(base_delay=0.001, max_delay=0.002),
            timeouts=Timeouts(read=2.0, total=10.0),
        ) as weavr,
    ):
        yield emulator, weavr
    emulator.check()


async def pay(weavr: BackOffice, amount: str = "10.00", *, ref: IdempotencyRef = REF) -> Transfer:
    """One payout of ten pounds."""
    return await weavr.on_behalf_of(ACME).transfers.create(
        profile_id="7",
        source=managed_account("220"),
        destination=managed_account("221"),
        amount=Money(amount, "GBP"),
        idempotency_ref=ref,
        tag="invoice-1",
    )


def paid(emulator: Emulator) -> int:
    """How much has reached the other account, in minor units."""
    return emulator.world.balance("221") - 20_000


ONE_ACCIDENT = {
    "cut before the service acted": Fault.cut_before(),
    "cut after the service acted": Fault.cut_after(),
    "cut in the middle of the answer": Fault.cut_mid_answer(),
    "500 before": Fault.answer(500),
    "500 after the service acted": Fault.answer(500, acted=True),
    "502 HTML": Fault.html(502),
    "502 HTML after the service acted": Fault.html(502, acted=True),
    "503": Fault.answer(503),
    "520 after the service acted": Fault.answer(520, acted=True),
    "429 without a time": Fault.answer(429),
    "429 with a time": Fault.rate_limited(limit="100", resets_in=0),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("failures_stored", [False, True])
@pytest.mark.parametrize("accident", ONE_ACCIDENT)
async def test_money_moves_once_whatever_happens_to_the_first_attempt(accident: str, failures_stored: bool) -> None:
    """And the call ends well."""
    async with service(failures_stored=failures_stored) as (emulator, weavr):
        emulator.faults.inject(ONE_ACCIDENT[accident], operation="transferCreate")
        transfer = await pay(weavr)
        assert emulator.world.transfers[transfer.id].amount == 1_000
        assert paid(emulator) == 1_000


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("accident", "acted"), [(Fault.cut_after(), True), (Fault.cut_before(), False), (Fault.html_answer(), True)]
)
async def test_a_write_that_is_never_answered_is_settled_by_its_settle_token(accident: Fault, acted: bool) -> None:
    """After a round trip through JSON, as through a queue: it has happened once, whether it had before or not."""
    async with service() as (emulator, weavr):
        emulator.faults.inject(accident, operation="transferCreate", times=None)
        with pytest.raises(OutcomeUnknown) as unknown:
            await pay(weavr)
        assert paid(emulator) == (1_000 if acted else 0)
        emulator.faults.clear()
        settlement = await weavr.settle(json.loads(json.dumps(unknown.value.settle_token())))
        assert settlement.verdict is SettlementVerdict.DONE
        assert paid(emulator) == 1_000


@pytest.mark.asyncio
@pytest.mark.parametrize("accident", [Fault.cut_after(), Fault.cut_before()])
async def test_a_reference_from_an_enum_of_strings_is_its_value_for_the_service_too(accident: Fault) -> None:
    """Sent under the name of the member, the transfer would be made again under the value, which a settle token has."""

    class Ours(str, Enum):  # noqa: UP042 - a `StrEnum` would write itself as its value
        INVOICE = "invoice-1"

    async with service() as (emulator, weavr):
        emulator.faults.inject(accident, operation="transferCreate", times=None)
        with pytest.raises(OutcomeUnknown) as unknown:
            await pay(weavr, ref=Ours.INVOICE)
        emulator.faults.clear()
        await weavr.settle(json.loads(json.dumps(unknown.value.settle_token())))
        await pay(weavr, ref="invoice-1")
        assert paid(emulator) == 1_000


@pytest.mark.asyncio
@pytest.mark.parametrize(("names_field", "kind"), [(True, IdempotencyMismatch), (False, BadRequest)])
async def test_the_same_reference_with_another_amount_is_refused_and_the_first_stands(
    names_field: bool, kind: type[BadRequest]
) -> None:
    """An amended amount is no second transfer, whether or not the service says that the reference is to blame."""
    async with service(invalid_request_names_field=names_field) as (emulator, weavr):
        await pay(weavr)
        with pytest.raises(BadRequest) as refused:
            await pay(weavr, "11.00")
        assert type(refused.value) is kind
        assert refused.value.reference_may_be_taken
        assert paid(emulator) == 1_000


@pytest.mark.asyncio
@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("ends_older", [False, True])
async def test_a_dead_token_is_replaced_and_the_reference_kept(status: int, ends_older: bool) -> None:
    """The write goes through under a new token, once."""
    async with service(dead_token_status=status, new_token_ends_older=ends_older) as (emulator, weavr):
        await weavr.on_behalf_of(ACME).managed_accounts.get("220")
        emulator.tokens.kill()
        await pay(weavr)
        assert paid(emulator) == 1_000
        refused, done = emulator.requests.of("transferCreate")
        assert (refused.status, done.status) == (status, 200)
        assert refused.idempotency_ref == done.idempotency_ref
        assert refused.body == done.body


@pytest.mark.asyncio
async def test_a_lost_block_is_done_and_the_next_one_is_a_conflict() -> None:
    """The guard tells the two apart."""
    async with service() as (emulator, weavr):
        cards = weavr.on_behalf_of(ACME).managed_cards
        emulator.faults.inject(Fault.cut_after(), operation="managedCardBlock")
        await cards.block("331")
        assert emulator.world.cards["331"].state == "BLOCKED"
        with pytest.raises(Conflict):
            await cards.block("331")
        emulator.faults.inject(Fault.cut_after(), operation="managedCardUnblock")
        await cards.unblock("331")
        assert emulator.world.cards["331"].state == "ACTIVE"


@pytest.mark.asyncio
async def test_an_invitation_whose_answer_is_lost_is_sent_once() -> None:
    """And reported unknown."""
    async with service() as (emulator, weavr):
        emulator.faults.inject(Fault.cut_after(), operation="userInviteSend")
        with pytest.raises(OutcomeUnknown):
            await weavr.on_behalf_of(ACME).users.invite("441")
        assert emulator.world.users["441"].invites_sent == 1


@pytest.mark.asyncio
async def test_a_cancelled_write_is_made_again_under_its_reference_and_moves_once() -> None:
    """Whether it had arrived or not, and however often that has to be asked."""
    async with service() as (emulator, weavr):
        await weavr.on_behalf_of(ACME).managed_accounts.get("220")
        emulator.faults.inject(Fault.delay(0.05), operation="transferCreate")
        task = asyncio.create_task(pay(weavr))
        async with asyncio.timeout(5):
            while not len(emulator.references):  # noqa: ASYNC110 - the emulator has no event for it
                await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()
        async with asyncio.timeout(5):
            made = None
            while made is None:
                with suppress(OutcomeUnknown):  # as long as the first one is under way
                    made = await pay(weavr)
        assert paid(emulator) == 1_000


@pytest.mark.asyncio
async def test_too_little_money_stays_too_little_under_a_reference_that_keeps_failures() -> None:
    """Refused is refused; nothing moved."""
    async with service(failures_stored=True) as (emulator, weavr):
        for _ in range(2):
            with pytest.raises(InsufficientFunds):
                await pay(weavr, "1000000.00")
        assert paid(emulator) == 0


ANSWERS_NOBODY_WANTS: dict[str, tuple[Fault, type[WeavrError]]] = {
    "HTML 502": (Fault.html(502), ServerError),
    "520": (Fault.answer(520), ServerError),
    "empty 403": (Fault.answer(403), Forbidden),
    "cut-off body": (Fault.cut_mid_answer(), WeavrError),
    "half of the JSON": (Fault.truncated(), UnexpectedResponse),
    "HTML under a 200": (Fault.html_answer(), UnexpectedResponse),
    "wrong types": (Fault.wrong_types(), UnexpectedResponse),
    "redirect": (Fault.answer(302, headers={"location": "http://elsewhere.test/"}), UnexpectedResponse),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("answer", ANSWERS_NOBODY_WANTS)
async def test_an_answer_nobody_wants_ends_in_an_error_of_ours(answer: str) -> None:
    """With a sentence that says what came."""
    fault, error = ANSWERS_NOBODY_WANTS[answer]
    async with service() as (emulator, weavr):
        emulator.faults.inject(fault, operation="managedAccountGet", times=None)
        with pytest.raises(error) as failed:
            await weavr.on_behalf_of(ACME).managed_accounts.get("220")
        assert failed.value.operation == "managedAccountGet"
        assert str(failed.value)


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", [Fault.unknown_enum(), Fault.extra_fields()])
async def test_an_answer_that_is_only_newer_than_the_contract_is_read(fault: Fault) -> None:
    """Unknown values and fields are no errors."""
    async with service() as (emulator, weavr):
        emulator.faults.inject(fault, operation="managedAccountGet")
        assert (await weavr.on_behalf_of(ACME).managed_accounts.get("220")).id == "220"
