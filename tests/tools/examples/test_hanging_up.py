"""Callers that hang up while the example services are at work for them."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from scripts.proofs.hang_up import storm
from weavr_async.emulator import Fault
from weavr_async.hooks import AttemptStarted, CallEnded, WriteAbandoned

if TYPE_CHECKING:
    from scripts.proofs.example_services import Framework
    from tests.tools.examples.conftest import Service
    from weavr_async.hooks import Event

ORDER = json.dumps({"from_account": "220", "to_card": "331", "amount": "10.00", "currency": "GBP"}).encode()


def transfer_is_under_way(event: Event) -> bool:
    return isinstance(event, AttemptStarted) and event.operation == "transferCreate"


def transfer_has_ended(event: Event) -> bool:
    return isinstance(event, CallEnded) and event.operation == "transferCreate"


async def order_and_hang_up(service: Service) -> str:
    """Order a transfer, hang up as soon as it is under way; gives the reference it went under."""
    service.emulator.faults.inject(Fault.delay(0.1), operation="transferCreate")
    _, writer = await asyncio.open_connection("127.0.0.1", urlsplit(service.url).port)
    headers = {**service.headers(key="k-1"), "host": "localhost", "content-length": str(len(ORDER))}
    head = ["POST /transfers HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    writer.write("\r\n".join([*head, "content-type: application/json", "", ""]).encode() + ORDER)
    started = await service.heard.wait_for(transfer_is_under_way)
    writer.transport.abort()
    with suppress(ConnectionError):
        await writer.wait_closed()
    assert isinstance(started, AttemptStarted)
    assert started.idempotency_ref is not None
    return started.idempotency_ref


async def ask_again_until_it_is_known(service: Service) -> None:
    """As a caller does that got no answer: the same order, under the same key."""
    status = None
    async with asyncio.timeout(10):
        while status != 201:
            headers = {**service.headers(key="k-1"), "content-type": "application/json"}
            async with service.http.post(f"{service.url}/transfers", data=ORDER, headers=headers) as answer:
                status = answer.status
            assert status in {201, 504}


@pytest.mark.asyncio
async def test_a_caller_that_hangs_up_does_not_stop_a_transfer(service: Service) -> None:
    """As it comes, neither framework cancels a handler: the transfer is completed and known."""
    reference = await order_and_hang_up(service)
    ended = await service.heard.wait_for(transfer_has_ended)
    assert isinstance(ended, CallEnded)
    assert (ended.error, ended.status) == (None, 200)
    assert not [event for event in service.heard.events if isinstance(event, WriteAbandoned)]
    assert service.emulator.world.times_acted(reference) == 1


@pytest.mark.asyncio
async def test_with_cancellation_switched_on_an_abandoned_write_is_announced(cancelling_service: Service) -> None:
    """The handler was cancelled while its transfer was under way, and the hook has the reference to settle it by."""
    reference = await order_and_hang_up(cancelling_service)
    ended = await cancelling_service.heard.wait_for(transfer_has_ended)
    assert isinstance(ended, CallEnded)
    assert ended.error == "CancelledError"
    [abandoned] = [event for event in cancelling_service.heard.events if isinstance(event, WriteAbandoned)]
    assert (abandoned.operation, abandoned.idempotency_ref) == ("transferCreate", reference)


@pytest.mark.asyncio
async def test_an_abandoned_transfer_that_is_asked_for_again_moves_money_once(cancelling_service: Service) -> None:
    """The same key, the same reference, one transfer in the ledger."""
    reference = await order_and_hang_up(cancelling_service)
    await cancelling_service.heard.wait_for(transfer_has_ended)
    await ask_again_until_it_is_known(cancelling_service)
    cancelling_service.emulator.check()
    assert cancelling_service.emulator.world.times_acted(reference) == 1
    assert cancelling_service.emulator.world.balance("220") == 500_000 - 1_000


@pytest.mark.asyncio
@pytest.mark.parametrize("framework", ["fastapi", "aiohttp"])
async def test_a_storm_of_callers_that_hang_up_leaves_nothing_behind(framework: Framework) -> None:
    """No transfer is lost or doubled, no task, socket or place in the pool is left; handlers were cancelled."""
    figures = await storm(framework, in_flight=40, seconds=20, most=160, seed=11, pool_timeout=0.75)
    assert figures.complaints == []
    assert figures.handlers_cancelled > 0
    assert figures.hung_up > 20
