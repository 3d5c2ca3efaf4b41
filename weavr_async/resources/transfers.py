"""Transfers: money moved between two instruments of one identity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weavr_async.resources._resource import Resource
from weavr_async.values.identities import check_id
from weavr_async.values.transfer_orders import TransferOrder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from weavr_async.resources.paging import Pages
    from weavr_async.values.identities import Instrument
    from weavr_async.values.money import Money
    from weavr_async.values.references import IdempotencyRef
    from weavr_backoffice.models import TransactionState, Transfer

__all__ = ["Transfers"]


class Transfers(Resource):
    """Create and read transfers of the identity."""

    __slots__ = ()

    async def create(
        self,
        *,
        profile_id: str,
        source: Instrument,
        destination: Instrument,
        amount: Money,
        idempotency_ref: IdempotencyRef,
        tag: str | None = None,
        description: str | None = None,
        scheduled_at: datetime | None = None,
    ) -> Transfer:
        """Move money between two instruments of the identity (`transferCreate`).

        An answer means that the transfer was accepted, not that the money has moved: see its `state`.

        Args:
            profile_id: The transfers profile, digits only.
            source: The account or card that pays, `managed_account("220")` or `managed_card("331")`.
            destination: The account or card that receives.
            amount: What the destination receives.
            idempotency_ref: What keeps the money from moving twice: `derive_ref("payout", invoice.id)`, a
                string of your own, or `PER_CALL`.
            tag: A mark of your own, up to 50 letters, digits, `_` and `-`. Give each transfer its own: past the
                24 hours for which references are kept, a lost transfer is found again by nothing else.
            description: A text for people, up to 255 characters; see `TransferOrder.description`.
            scheduled_at: When to carry it out (aware); at once when absent.

        Raises:
            InvalidRequest: An argument cannot be right; nothing was sent.
            InsufficientFunds: The source does not hold enough; nothing moved.
            Conflict: Another reason not to move it, by `code`; nothing moved. An instrument that does not exist
                is one too.
            IdempotencyMismatch: The reference was used for another transfer, which stands.
            OutcomeUnknown: It may have moved; see `BackOffice.settle`.
        """
        from weavr_backoffice.api.transfers.transfer_create import transfer_create

        order = TransferOrder(
            profile_id=profile_id,
            source=source,
            destination=destination,
            amount=amount,
            tag=tag,
            description=description,
            scheduled_at=scheduled_at,
        )
        ref = self._calls.reference("transferCreate", idempotency_ref)
        return await self._calls.run(transfer_create, body=order.to_request(), idempotency_ref=ref)

    async def get(self, transfer_id: str) -> Transfer:
        """Read one transfer (`transferGet`).

        Raises:
            InvalidRequest: The id is no string of digits.
            NotFound: The identity has no such transfer.
        """
        from weavr_backoffice.api.transfers.transfer_get import transfer_get

        return await self._calls.run(transfer_get, check_id(transfer_id, "transfer"))

    def list(
        self,
        *,
        profile_id: str | None = None,
        instrument: Instrument | None = None,
        states: Sequence[TransactionState | str] | None = None,
        created_since: datetime | None = None,
        created_until: datetime | None = None,
        tag: str | None = None,
        page_size: int = 100,
    ) -> Pages[Transfer]:
        """List the identity's transfers, page by page as they are read (`transfersGet`).

        Use it as an async iterator of transfers, or of pages by `.pages()`. Nothing is sent before the first
        item is asked for.

        Args:
            profile_id: Only transfers of this profile.
            instrument: Only transfers from or to this account or card.
            states: Only transfers in one of these states. An unknown state is refused here, for the service
                would ignore it and give every transfer (observed); so is an empty list.
            created_since: Only transfers created after this time (aware).
            created_until: Only transfers created before this time (aware).
            tag: Only transfers with exactly this tag.
            page_size: Transfers for each request, 1 to 100.

        Raises:
            InvalidRequest: A filter cannot be right; nothing was sent.
        """
        from weavr_async.resources.paging import list_transfers

        return list_transfers(
            self._calls,
            profile_id=profile_id,
            instrument=instrument,
            states=states,
            created_since=created_since,
            created_until=created_until,
            tag=tag,
            page_size=page_size,
        )
