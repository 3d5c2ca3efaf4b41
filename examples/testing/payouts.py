"""Code that moves money, as a service of yours may have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weavr_async import InsufficientFunds, Money, derive_ref, managed_account

if TYPE_CHECKING:
    from weavr_async import BackOffice


async def pay_out(weavr: BackOffice, company: str, invoice: str, amount: Money) -> str:
    """Pay an invoice from the operating account; calling it again for the same invoice pays nothing more."""
    try:
        transfer = await weavr.corporate(company).transfers.create(
            profile_id="7",
            source=managed_account("220"),
            destination=managed_account("221"),
            amount=amount,
            idempotency_ref=derive_ref("payout", invoice),
        )
    except InsufficientFunds:
        return "postponed"
    return f"paid by transfer {transfer.id}"
