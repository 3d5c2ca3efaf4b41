"""Every write of the contract, its answer lost: retried within the call, and settled after it, by what it really is."""

from __future__ import annotations

import json
import warnings
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final, TypeAlias

import pytest

from tests.facade.test_walk_over_the_contract import USES
from weavr_async import (
    POLICIES,
    BackOffice,
    Environment,
    OutcomeUnknown,
    Retries,
    SettlementVerdict,
    SpendRules,
    Timeouts,
)
from weavr_async.emulator import DEMO_API_KEY, Emulator, Fault, serve
from weavr_backoffice.operations import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from weavr_async import IdentityView, Settlement

Prepare: TypeAlias = Callable[["IdentityView"], Awaitable[object]]

RESULTS: Final = {
    "chargeFee": "FeeCharge",
    "corporateChargeFee": "FeeCharge",
    "consumerChargeFee": "FeeCharge",
    "transferCreate": "Transfer",
    "userCreate": "User",
    "bulksTransferCreate": "BulkSubmission",
    "bulksManagedCardSpendRulesUpdate": "BulkSubmission",
    "managedCardSpendRulesUpdate": "NoneType",
    "managedCardRenewalTypeUpdate": "NoneType",
}
"""What settling gives for each operation that takes a reference."""


async def _nothing(_acme: IdentityView) -> None:
    pass


async def _submit(acme: IdentityView) -> str:
    updates = [("331", SpendRules(allow_atm=False))] * 60
    submitted = await acme.bulks.submit_spend_rules(updates, idempotency_ref="bulk-1")
    assert isinstance(submitted.bulk_id, str)
    return submitted.bulk_id


def _bulk(*steps: str, then: str) -> tuple[Prepare, Prepare]:
    """A bulk that has taken some steps, and the next one. The demo world has no bulks: the only one is the first."""
    ids: list[str] = []

    async def take(acme: IdentityView, step: str) -> None:
        if step == "execute":
            await acme.bulks.execute(ids[-1], on_failure="stop")
        else:
            await getattr(acme.bulks, step)(ids[-1])

    async def prepare(acme: IdentityView) -> None:
        ids.append(await _submit(acme))
        for step in steps:
            await take(acme, step)

    return prepare, lambda acme: take(acme, then)


GUARDED: Final[dict[str, tuple[Prepare, Prepare]]] = {
    "managedCardBlock": (_nothing, lambda acme: acme.managed_cards.block("331")),
    "managedCardUnblock": (
        lambda acme: acme.managed_cards.block("331"),
        lambda acme: acme.managed_cards.unblock("331"),
    ),
    "managedCardRemove": (_nothing, lambda acme: acme.managed_cards.remove("332")),
    "managedCardSpendRulesCreate": (
        _nothing,
        lambda acme: acme.managed_cards.create_spend_rules("331", SpendRules(allow_atm=False)),
    ),
    "managedCardSpendRulesDelete": (
        lambda acme: acme.managed_cards.create_spend_rules("331", SpendRules(allow_atm=False)),
        lambda acme: acme.managed_cards.delete_spend_rules("331"),
    ),
    "userDeactivate": (_nothing, lambda acme: acme.users.deactivate("441")),
    "bulkIdExecute": _bulk(then="execute"),
    "bulkIdPause": _bulk("execute", then="pause"),
    "bulkIdResume": _bulk("execute", "pause", then="resume"),
    "bulkIdCancel": _bulk(then="cancel"),
}
PREPARED: Final[dict[str, Prepare]] = {
    "managedCardSpendRulesUpdate": GUARDED["managedCardSpendRulesCreate"][1],
    **{operation: before for operation, (before, _) in GUARDED.items()},
}
"""What has to be there before: rules are changed where there are some."""
UNREADABLE: Final = {"userDeactivate"}
"""No operation shows whether a user is deactivated."""


@asynccontextmanager
async def service(attempts: int) -> AsyncIterator[tuple[Emulator, BackOffice]]:
    """The demo world, and a client that tries so many times."""
    # An hour for each item, so that no bulk ends before its next step on a slow machine.
    emulator = Emulator(bulk_item_ms=3_600_000)
    async with (
        serve(emulator) as url,
        BackOffice(
            api_key=DEMO_API_KEY,
            environment=Environment.at(url),
            retries=Retries(max_attempts=attempts, base_delay=0.001),
            timeouts=Timeouts(in_transit=0),  # nothing is held up on the way here
        ) as weavr,
    ):
        yield emulator, weavr


async def use(operation: str, weavr: BackOffice) -> None:
    """What a user writes for the operation."""
    acme, jane = weavr.corporate("109876"), weavr.consumer("209876")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        await (GUARDED[operation][1](acme) if operation in GUARDED else USES[operation](acme, jane))


async def prepare(operation: str, weavr: BackOffice) -> None:
    """Make what the operation needs."""
    await PREPARED.get(operation, _nothing)(weavr.corporate("109876"))


async def settled(operation: str, emulator: Emulator, weavr: BackOffice, accident: Fault) -> Settlement:
    """Lose the operation's answer, and settle it through JSON, as through a queue."""
    emulator.faults.inject(accident, operation=operation, times=None)
    with pytest.raises(OutcomeUnknown) as unknown:
        await use(operation, weavr)
    emulator.faults.clear()
    return await weavr.settle(json.loads(json.dumps(unknown.value.settle_token())))


def test_every_write_of_the_contract_stands_here() -> None:
    """By how it is retried."""
    assert set(RESULTS) == {one.id for one in OPERATIONS.values() if one.takes_reference}
    assert set(GUARDED) == {name for name, row in POLICIES.items() if row.retry == "guarded"}
    writes = {name for name, row in POLICIES.items() if row.is_write}
    assert writes == {*RESULTS, *GUARDED, "userInviteSend"}


@pytest.mark.asyncio
@pytest.mark.parametrize("operation", RESULTS)
@pytest.mark.parametrize("accident", [Fault.cut_after(), Fault.cut_before()], ids=["acted", "never arrived"])
async def test_a_write_with_a_reference_is_settled_by_asking_again(operation: str, accident: Fault) -> None:
    """By the same operation, under the same reference; the result is that operation's own."""
    async with service(1) as (emulator, weavr):
        await prepare(operation, weavr)
        settlement = await settled(operation, emulator, weavr, accident)
        assert settlement.verdict is SettlementVerdict.DONE
        assert settlement.operation == operation
        assert type(settlement.result).__name__ == RESULTS[operation]
        sent = [(one.operation, one.idempotency_ref) for one in emulator.requests if one.method != "GET"]
        assert [one for one in sent if one[1] is not None] == [(operation, settlement.idempotency_ref)] * 2


@pytest.mark.asyncio
@pytest.mark.parametrize("operation", GUARDED)
@pytest.mark.parametrize("acted", [True, False])
async def test_a_guarded_write_is_settled_by_reading_back(operation: str, acted: bool) -> None:
    """Nothing is sent that could act; where nothing can be read, nothing is claimed."""
    async with service(1) as (emulator, weavr):
        await prepare(operation, weavr)
        before = len(emulator.requests)
        settlement = await settled(operation, emulator, weavr, Fault.cut_after() if acted else Fault.cut_before())
        told = SettlementVerdict.DONE if acted else SettlementVerdict.NOT_DONE
        assert settlement.verdict is (SettlementVerdict.STILL_UNKNOWN if operation in UNREADABLE else told)
        sent = [one for one in list(emulator.requests)[before:] if one.operation != "requestAccessToken"]
        assert [one.operation for one in sent if one.method != "GET"] == [operation]


@pytest.mark.asyncio
@pytest.mark.parametrize("operation", [*RESULTS, *GUARDED])
async def test_a_write_whose_first_answer_is_lost_is_retried_and_done_once(operation: str) -> None:
    """The caller sees a success; the service acted on the first request."""
    async with service(4) as (emulator, weavr):
        await prepare(operation, weavr)
        before = len(emulator.requests)
        emulator.faults.inject(Fault.cut_after(), operation=operation)
        await use(operation, weavr)
        sent = [one for one in list(emulator.requests)[before:] if one.operation == operation]
        assert len(sent) == 2
        assert len({(one.path, one.idempotency_ref) for one in sent}) == 1
