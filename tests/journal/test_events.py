"""A webhook lets the writes that it may be about be settled next, and concludes nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.journal.conftest import pay
from weavr_async import OutcomeUnknown, derive_ref
from weavr_async.emulator import Fault
from weavr_async.journal import IntentState

if TYPE_CHECKING:
    from tests.journal.conftest import Place
    from weavr_async import BackOffice

pytestmark = pytest.mark.asyncio


def transfer_event(**changed: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """An event about the transfer of these tests."""
    transfer = {
        "id": {"type": "transfers", "id": "7001"},
        "profileId": "7",
        "tag": "invoice-1001",
        "source": {"id": "220", "type": "managed_accounts"},
        "destination": {"id": "221", "type": "managed_accounts"},
        "destinationAmount": {"currency": "GBP", "amount": "1000"},
        "state": "COMPLETED",
        **changed,
    }
    return {"eventType": "COMPLETED", "transfer": transfer, "publishedTimestamp": "1764115200000"}


async def lost(place: Place, weavr: BackOffice) -> None:
    """Pay, and lose the answer."""
    place.emulator.faults.inject(Fault.cut_after(), operation="transferCreate")
    with pytest.raises(OutcomeUnknown):
        await pay(weavr)


@pytest.mark.parametrize("as_bytes", [True, False])
async def test_an_event_makes_its_write_due_and_closes_nothing(anywhere: Place, as_bytes: bool) -> None:
    """Settling it asks, as it would have done later."""
    async with anywhere.process() as weavr:
        await lost(anywhere, weavr)
        assert (await weavr.journal.settle_due()).done == 0
        event = transfer_event()
        assert await weavr.journal.heard("transfers/watch", json.dumps(event).encode() if as_bytes else event) == 1
        assert [intent.state async for intent in weavr.journal.unresolved()] == [IntentState.OPEN]
        assert (await weavr.journal.settle_due()).done == 1
    assert anywhere.moved == 1


@pytest.mark.parametrize(
    ("topic", "body"),
    [
        ("transfers/watch", transfer_event(tag="another")),
        ("transfers/watch", transfer_event(source={"id": "9", "type": "managed_accounts"})),
        ("managed_cards/state_change/watch", {"id": {"type": "managed_cards", "id": "331"}}),
        ("managed_cards/state_change/watch", {"id": "331"}),
        ("fees/watch", {"chargeFee": {"source": {"id": "220", "type": "managed_accounts"}}}),
        ("logins/watch", transfer_event()),
        ("", {}),
    ],
)
async def test_an_event_about_something_else_makes_nothing_due(place: Place, topic: str, body: dict[str, Any]) -> None:
    """Whatever it looks like."""
    async with place.process() as weavr:
        await lost(place, weavr)
        assert await weavr.journal.heard(topic, body) == 0
        assert await weavr.journal.heard(topic, b"\x00no JSON") == 0


async def test_an_event_about_what_is_done_makes_nothing_due(place: Place) -> None:
    """Most of them are."""
    async with place.process() as weavr:
        await pay(weavr, derive_ref("payout", 1))
        assert await weavr.journal.heard("transfers/watch", transfer_event()) == 0
