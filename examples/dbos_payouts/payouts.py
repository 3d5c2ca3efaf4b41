"""Payouts as durable workflows of DBOS: it remembers the steps, the journal remembers the payment.

    WEAVR_API_KEY=… WEAVR_BASE_URL=… python examples/dbos_payouts/payouts.py 1001 25.00

A step that is killed in the middle is run again by DBOS, after minutes or a day. It makes the same call under the same
reference, and the journal tells what became of the first one: the money moves once.
"""

from __future__ import annotations

import asyncio
import os
import sys

from dbos import DBOS, SetWorkflowID

from weavr_async import BackOffice, Money, derive_ref, is_worth_retrying, managed_account

JOURNAL = os.environ.get("PAYOUTS_JOURNAL", "sqlite:///payouts.db")
WORKFLOWS = os.environ.get("PAYOUTS_WORKFLOWS", "sqlite:///dbos.db")
"""Two databases, in PostgreSQL for more than one machine."""


def make_client() -> BackOffice:
    """A client with a journal."""
    return BackOffice.from_env(journal=JOURNAL)


async def make_transfer(weavr: BackOffice, invoice: str, amount: str) -> str:
    """Pay an invoice, and give the transfer's id."""
    transfer = await weavr.corporate("109876").transfers.create(
        profile_id="7",
        source=managed_account("220"),
        destination=managed_account("221"),
        amount=Money(amount, "GBP"),
        tag=f"invoice-{invoice}",
        idempotency_ref=derive_ref("payout", invoice),
    )
    return transfer.id


@DBOS.step(retries_allowed=True, max_attempts=10, interval_seconds=1.0, should_retry=is_worth_retrying)
async def pay(invoice: str, amount: str) -> str:
    """One step: whether it is made again after an error is what the SDK says."""
    async with make_client() as weavr:
        return await make_transfer(weavr, invoice, amount)


@DBOS.workflow()
async def payout(invoice: str, amount: str) -> str:
    """The workflow. More steps would follow: a letter, an entry in the books."""
    return await pay(invoice, amount)


async def main(invoice: str, amount: str) -> None:
    """Start the workflow, or wait for the one of this invoice that was begun before."""
    with SetWorkflowID(f"payout-{invoice}"):
        handle = await DBOS.start_workflow_async(payout, invoice, amount)
    sys.stdout.write(f"{await handle.get_result()}\n")


if __name__ == "__main__":
    DBOS(config={"name": "payouts", "system_database_url": WORKFLOWS})
    DBOS.launch()
    asyncio.run(main(*sys.argv[1:]))
    DBOS.destroy()
