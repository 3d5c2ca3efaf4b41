"""What `payouts.py` does when all goes well, and when it does not. No network, no account at Weavr, no mocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from payouts import pay_out

from weavr_async import Money
from weavr_async.testing import assert_requests

if TYPE_CHECKING:
    from weavr_async import BackOffice
    from weavr_async.emulator import Emulator

pytestmark = pytest.mark.asyncio
TEN_POUNDS = Money("10.00", "GBP")


async def test_an_invoice_is_paid_once(backoffice: BackOffice, weavr_emulator: Emulator) -> None:
    """However often it is asked for."""
    first = await pay_out(backoffice, "109876", "invoice-1", TEN_POUNDS)
    assert await pay_out(backoffice, "109876", "invoice-1", TEN_POUNDS) == first
    assert weavr_emulator.world.balance("221") == 21_000


async def test_without_funds_it_is_postponed(backoffice: BackOffice, weavr_emulator: Emulator) -> None:
    """And nothing moves."""
    assert await pay_out(backoffice, "109876", "invoice-1", Money("9999.00", "GBP")) == "postponed"
    assert weavr_emulator.world.balance("221") == 20_000


@pytest.mark.weavr_fault("cut_after", "transferCreate")
async def test_a_lost_answer_moves_no_money_twice(backoffice: BackOffice, weavr_emulator: Emulator) -> None:
    """The service paid and the connection broke; the repeat, under the same reference, is told what happened."""
    assert (await pay_out(backoffice, "109876", "invoice-1", TEN_POUNDS)).startswith("paid")
    lost, answered = assert_requests(weavr_emulator, "transferCreate", times=2)
    assert lost.idempotency_ref == answered.idempotency_ref
    assert answered.replayed
    assert weavr_emulator.world.balance("221") == 21_000


async def test_a_dead_token_goes_unnoticed(backoffice: BackOffice, weavr_emulator: Emulator) -> None:
    """It idled out over lunch, or somebody ended it: a new one is fetched, the payout goes through."""
    await pay_out(backoffice, "109876", "invoice-1", TEN_POUNDS)
    weavr_emulator.tokens.kill()
    assert (await pay_out(backoffice, "109876", "invoice-2", TEN_POUNDS)).startswith("paid")
    assert_requests(weavr_emulator, "requestAccessToken", times=2)
    assert weavr_emulator.world.balance("221") == 22_000
