"""Transfers: money moved between two instruments of one identity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weavr_async.errors import InvalidRequest
from weavr_async.resources._resource import Resource
from weavr_async.resources.paging import Page, Pages, check_page_size, page_of
from weavr_async.values._checks import check_id, check_known, check_list, check_type
from weavr_async.values._times import epoch_ms
from weavr_async.values.identities import Instrument
from weavr_async.values.transfer_orders import TransferOrder, check_tag
from weavr_backoffice import api, limits, models
from weavr_backoffice.types import UNSET

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from weavr_async.values.money import Money
    from weavr_async.values.references import IdempotencyRef

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
    ) -> models.Transfer:
        """Move money between two instruments of the identity (`transferCreate`).

        An answer means that the transfer was accepted, not that the money has moved: see its `state`.

        Args:
            profile_id: The transfers profile, digits only.
            source: The account or card that pays: `managed_account("220")` or `managed_card("331")`.
            destination: The account or card that receives.
            amount: What the destination receives.
            idempotency_ref: What keeps the money from moving twice: `derive_ref("payout", invoice.id)`, a
                string of your choice, or `PER_CALL`.
            tag: A mark of your choice, up to 50 letters, digits, `_` and `-`. Give each transfer its own: after the
                24 hours for which references are kept, a transfer whose answer was lost can only be found by it.
            description: A text for people, up to 255 characters; see `TransferOrder.description`.
            scheduled_at: When to carry it out (aware); at once when absent.

        Raises:
            InvalidRequest: An argument cannot be right; nothing was sent.
            InsufficientFunds: The source does not hold enough; nothing moved.
            Conflict: Another reason, see `code`; nothing moved. An instrument that does not exist is
                also answered like this.
            IdempotencyMismatch: The reference was used for another transfer, which stands.
            OutcomeUnknown: It may have moved; see `BackOffice.settle`.
        """
        order = TransferOrder(
            profile_id=profile_id,
            source=source,
            destination=destination,
            amount=amount,
            tag=tag,
            description=description,
            scheduled_at=scheduled_at,
        )
        return await self._calls.run_once(idempotency_ref, api.transfers.transfer_create, body=order.to_request())

    async def get(self, transfer_id: str) -> models.Transfer:
        """Read one transfer (`transferGet`).

        Raises:
            InvalidRequest: The id is not a string of digits.
            NotFound: The identity has no such transfer.
        """
        return await self._calls.run(api.transfers.transfer_get, check_id(transfer_id, "transfer_id"))

    def list(
        self,
        *,
        profile_id: str | None = None,
        instrument: Instrument | None = None,
        states: Sequence[models.TransactionState | str] | None = None,
        created_since: datetime | None = None,
        created_until: datetime | None = None,
        tag: str | None = None,
        page_size: int = 100,
    ) -> Pages[models.Transfer]:
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
        limit = check_page_size(page_size, limits.TRANSFERS_GET)
        profile = UNSET if profile_id is None else check_id(profile_id, "profile_id")
        about = UNSET if instrument is None else check_type(instrument, Instrument, "instrument").id
        chosen = UNSET if states is None else _states(states)
        created_from = UNSET if created_since is None else epoch_ms(created_since, "created_since")
        created_to = UNSET if created_until is None else epoch_ms(created_until, "created_until")
        if created_from is not UNSET and created_to is not UNSET and created_to <= created_from:
            raise InvalidRequest("The end has to be after the start.", field="created_until")
        marked = UNSET if tag is None else check_tag(tag, "tag")

        async def fetch(offset: int) -> Page[models.Transfer]:
            page = await self._calls.run(
                api.transfers.transfers_get,
                offset=offset,
                limit=limit,
                profile_id=profile,
                instrument_id=about,
                state=chosen,
                created_from=created_from,
                created_to=created_to,
                tag=marked,
            )
            return page_of(page.transfer, page.count)

        return Pages(fetch, page_size=limit, key=lambda transfer: transfer.id)


def _states(states: Sequence[models.TransactionState | str]) -> list[models.TransactionState]:
    chosen = [check_known(state, models.TransactionState, "states") for state in check_list(states, "states", "states")]
    if not chosen:
        raise InvalidRequest("An empty list would not be sent, and give every transfer: leave it out.", field="states")
    return chosen
