"""Around a call: recording what happens, reading a part of a list, and the check at the start."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

import weavr_async
from weavr_async import (
    BackOffice,
    ConfigurationError,
    Environment,
    Identity,
    IdentityNotFound,
    InvalidRequest,
    Money,
    NotFound,
    TransportError,
    Unauthorized,
    managed_account,
    recording,
)
from weavr_async.emulator import DEMO_API_KEY, Emulator, Fault, serve
from weavr_async.stores import SqlStore

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.asyncio

ACME = Identity.corporate("109876")


async def test_calls_are_recorded_with_what_they_came_to(weavr: BackOffice) -> None:
    """Typed, in order, without the login."""
    acme = weavr.on_behalf_of(ACME)

    with weavr_async.recording() as calls:
        await acme.managed_accounts.get("220")
        with pytest.raises(NotFound):
            await acme.managed_accounts.get("1")

    found, missed = calls
    assert (found.operation, found.method, found.path_template) == (
        "managedAccountGet",
        "GET",
        "/managed_accounts/{id}",
    )
    assert (found.status, found.attempts, found.error, found.outcome) == (200, 1, None, None)
    assert found.request_ref
    assert found.seconds > 0
    assert (missed.status, missed.error) == (404, "NotFound")


async def test_calls_outside_of_the_block_are_not_recorded(weavr: BackOffice) -> None:
    """Neither before, nor after, nor by a task that was there before."""
    acme, go = weavr.on_behalf_of(ACME), asyncio.Event()

    async def other() -> None:
        await go.wait()
        await acme.managed_accounts.get("220")

    running = asyncio.create_task(other())
    await asyncio.sleep(0)
    with recording() as calls:
        go.set()
        await running
    await acme.managed_accounts.get("220")

    assert calls == []


async def test_tasks_that_are_started_inside_are_recorded(weavr: BackOffice) -> None:
    """So a gather is recorded whole; blocks inside of blocks have lists of their own."""
    acme = weavr.on_behalf_of(ACME)

    with recording() as outer:
        await asyncio.gather(acme.managed_accounts.get("220"), acme.managed_accounts.get("221"))
        with recording() as inner:
            await acme.managed_cards.get("331")

    assert [call.operation for call in outer] == ["managedAccountGet", "managedAccountGet", "managedCardGet"]
    assert [call.operation for call in inner] == ["managedCardGet"]


async def test_a_result_of_the_journal_is_recorded_as_one(tmp_path: Path) -> None:
    """Nothing was sent for it."""
    async with (
        serve(Emulator()) as url,
        BackOffice(
            api_key=DEMO_API_KEY, environment=Environment.at(url), journal=f"sqlite:///{tmp_path}/weavr.db"
        ) as weavr,
    ):
        with recording() as calls:
            for _ in range(2):
                await weavr.on_behalf_of(ACME).transfers.create(
                    profile_id="7",
                    source=managed_account("220"),
                    destination=managed_account("221"),
                    amount=Money("1.00", "GBP"),
                    idempotency_ref="invoice-1",
                )

    sent, replayed = calls
    assert (sent.is_replayed, sent.attempts, sent.status) == (False, 1, 200)
    assert (replayed.is_replayed, replayed.attempts, replayed.status) == (True, 0, None)
    assert sent.idempotency_ref == replayed.idempotency_ref == "invoice-1"


async def pay(weavr: BackOffice, times: int) -> None:
    for number in range(times):
        await weavr.on_behalf_of(ACME).transfers.create(
            profile_id="7",
            source=managed_account("220"),
            destination=managed_account("221"),
            amount=Money("1.00", "GBP"),
            idempotency_ref=f"invoice-{number}",
        )


async def test_a_list_is_collected_up_to_a_limit(weavr: BackOffice) -> None:
    """Each call goes on where the one before ended."""
    await pay(weavr, 5)
    transfers = weavr.on_behalf_of(ACME).transfers.list(page_size=2)

    assert len(await transfers.collect(3)) == 3
    assert await transfers.first() is not None
    assert len(await transfers.collect()) == 1
    assert await transfers.first() is None
    assert await transfers.collect(0) == []


async def test_a_statement_is_collected_up_to_a_limit(weavr: BackOffice) -> None:
    """Like a list."""
    await pay(weavr, 5)
    accounts = weavr.on_behalf_of(ACME).managed_accounts
    entries = [entry async for entry in accounts.statement("220")]
    statement = accounts.statement("220", page_size=2)

    first = await statement.first()
    some = await statement.collect(2)
    rest = await statement.collect()

    assert [first, *some, *rest] == entries


async def test_what_was_collected_before_a_failure_is_given_again(weavr: BackOffice, emulator: Emulator) -> None:
    """A list that ends in an error shows nobody its items, so they are not given yet."""
    await pay(weavr, 6)
    acme = weavr.on_behalf_of(ACME)
    transfers, statement = acme.transfers.list(page_size=2), acme.managed_accounts.statement("220", page_size=2)
    whole = await acme.transfers.list().collect(), await acme.managed_accounts.statement("220").collect()
    await transfers.collect(1)
    await statement.collect(1)

    for reading in (transfers, statement):
        emulator.faults.inject(Fault.answer(404))
        with pytest.raises(NotFound):
            await reading.collect()

    assert await transfers.collect() == whole[0][1:]
    assert await statement.collect() == whole[1][1:]


@pytest.mark.parametrize("limit", [-1, 1.5, "3", True])
async def test_a_limit_that_cannot_be_right_is_refused(weavr: BackOffice, limit: int) -> None:
    """By its name."""
    acme = weavr.on_behalf_of(ACME)

    for reading in (acme.transfers.list(), acme.managed_accounts.statement("220")):
        with pytest.raises(InvalidRequest, match=r"^limit: "):
            await reading.collect(limit)


async def test_a_client_that_can_work_is_verified(weavr: BackOffice) -> None:
    """With an identity or without one."""
    await weavr.verify()
    await weavr.verify(ACME)


async def test_what_cannot_work_is_told_at_the_start(weavr: BackOffice, tmp_path: Path) -> None:
    """The key, the address, the identity, the journal."""
    url = weavr.environment.base_url

    async with BackOffice(api_key="another key".replace(" ", "-"), environment=Environment.at(url)) as client:
        with pytest.raises(Unauthorized):
            await client.verify()
    async with BackOffice(api_key=DEMO_API_KEY, environment=Environment.at("http://127.0.0.1:9")) as client:
        with pytest.raises(TransportError):
            await client.verify()
    with pytest.raises(IdentityNotFound):
        await weavr.verify(Identity.corporate("1"))
    broken = SqlStore(f"sqlite:///{tmp_path}/no/such/folder/weavr.db")
    async with broken, BackOffice(api_key=DEMO_API_KEY, environment=Environment.at(url), journal=broken) as client:
        with pytest.raises(ConfigurationError, match="store"):
            await client.verify()
