"""The two kinds of work that a bulk can repeat: how an item is frozen, sent, and read again."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, Protocol, TypeVar, final

from attrs import field, frozen

from weavr_async.values._checks import check_id
from weavr_async.values._times import from_epoch_ms
from weavr_async.values.identities import Instrument
from weavr_async.values.money import Money
from weavr_async.values.spend_rules import SpendRules
from weavr_async.values.transfer_orders import TransferOrder
from weavr_backoffice.types import UNSET, loads

if TYPE_CHECKING:
    from collections.abc import Callable

    from attrs import Attribute

    from weavr_async._calls.identity_calls import IdentityCalls
    from weavr_backoffice.client import Client, Request, Response
    from weavr_backoffice.models import BulkSubmission, InstrumentId, Transfer
    from weavr_backoffice.types import JSON, JSONObject, Unset

__all__ = ["Kind", "SpendRulesKind", "SpendRulesOrder", "TransferKind"]

Order = TypeVar("Order")
Answer_co = TypeVar("Answer_co", covariant=True)
T = TypeVar("T")


def _check_card_id(_order: SpendRulesOrder, _field: Attribute[str], card_id: str) -> None:
    check_id(card_id, "card_id")


@final
@frozen
class SpendRulesOrder:
    """A change of one card's spend rules.

    Raises:
        InvalidRequest: The card's id is no string of digits.
    """

    card_id: str = field(validator=_check_card_id)
    rules: SpendRules


class Kind(Protocol[Order, Answer_co]):
    """What a job must know about its items; nothing here keeps state."""

    operation: ClassVar[str]
    """The contract's operationId of the submission."""

    def check(self, order: object) -> Order:
        """Give back what is an order of this kind.

        Raises:
            TypeError: It is none.
        """
        ...

    def freeze(self, order: Order) -> JSONObject:
        """The item as it is sent."""
        ...

    def target(self, item: JSONObject) -> str | None:
        """The card that a frozen item is for, if its payload does not say what it is about."""
        ...

    def note(self, order: Order) -> str | None:
        """What `thaw` needs to know and the item does not say."""
        ...

    def thaw(self, item: JSONObject, note: str | None) -> Order:
        """The order behind a frozen item."""
        ...

    def answer(self, payload: str) -> Answer_co | None:
        """The answer to an operation that succeeded, if it can be read."""
        ...

    async def submit(self, calls: IdentityCalls, body: bytes, reference: str) -> BulkSubmission:
        """Send a frozen chunk."""
        ...


@final
@frozen
class TransferKind:
    """Transfers."""

    operation: ClassVar[str] = "bulksTransferCreate"

    def check(self, order: object) -> TransferOrder:
        """Take a `TransferOrder`."""
        if not isinstance(order, TransferOrder):
            raise TypeError("TransferOrder")
        return order

    def freeze(self, order: TransferOrder) -> JSONObject:
        """The transfer's request."""
        return {"requestBody": order.to_request().to_dict()}

    def target(self, item: JSONObject) -> None:
        """The request names both instruments."""
        del item

    def note(self, order: TransferOrder) -> None:
        """The request says everything."""
        del order

    def thaw(self, item: JSONObject, note: str | None) -> TransferOrder:
        """The order behind a request."""
        del note
        from weavr_backoffice.models.transfer_create_request import TransferCreateRequest

        request = TransferCreateRequest.from_dict(_body(item))
        scheduled = _given(request.scheduled_timestamp)
        return TransferOrder(
            profile_id=request.profile_id,
            source=_instrument(request.source),
            destination=_instrument(request.destination),
            amount=Money.of(request.destination_amount),
            tag=_given(request.tag),
            description=_given(request.description),
            scheduled_at=None if scheduled is None else from_epoch_ms(int(scheduled)),
        )

    def answer(self, payload: str) -> Transfer | None:
        """The transfer."""
        from weavr_backoffice.errors import DecodeError
        from weavr_backoffice.models.transfer import Transfer

        try:
            data = loads(payload.encode())
            return Transfer.from_dict(data) if isinstance(data, dict) else None
        except (DecodeError, ValueError):
            return None

    async def submit(self, calls: IdentityCalls, body: bytes, reference: str) -> BulkSubmission:
        """Send a chunk (`bulksTransferCreate`)."""
        from weavr_backoffice.api.bulks.bulks_transfer_create import parse, prepare

        return await _send(calls, reference, prepare(body=()), body, parse)


@final
@frozen
class SpendRulesKind:
    """Changes of cards' spend rules."""

    operation: ClassVar[str] = "bulksManagedCardSpendRulesUpdate"
    spend_limits: Literal["overwrite", "increment"] = "overwrite"

    def check(self, order: object) -> SpendRulesOrder:
        """Take a `SpendRulesOrder`."""
        if not isinstance(order, SpendRulesOrder):
            raise TypeError("SpendRulesOrder")
        return order

    def freeze(self, order: SpendRulesOrder) -> JSONObject:
        """The card and the update's request."""
        request = order.rules.to_update(spend_limits=self.spend_limits)
        return {"pathParams": {"_id_": order.card_id}, "requestBody": request.to_dict()}

    def target(self, item: JSONObject) -> str:
        """The card: many cards may be given the same rules."""
        path = item["pathParams"]
        return str(path["_id_"]) if isinstance(path, dict) else ""

    def note(self, order: SpendRulesOrder) -> str | None:
        """The currency of the bounds, which are sent without it."""
        bounds = (order.rules.min_transaction_amount, order.rules.max_transaction_amount)
        return next((bound.currency for bound in bounds if bound is not None), None)

    def thaw(self, item: JSONObject, note: str | None) -> SpendRulesOrder:
        """The order behind a request."""
        from weavr_backoffice.models.spend_rules_update import SpendRulesUpdate

        return SpendRulesOrder(self.target(item), SpendRules.of(SpendRulesUpdate.from_dict(_body(item)), note))

    def answer(self, payload: str) -> None:
        """A change has no answer."""
        del payload

    async def submit(self, calls: IdentityCalls, body: bytes, reference: str) -> BulkSubmission:
        """Send a chunk (`bulksManagedCardSpendRulesUpdate`)."""
        from weavr_backoffice.api.bulks.bulks_managed_card_spend_rules_update import parse, prepare

        return await _send(calls, reference, prepare(body=()), body, parse)


async def _send(
    calls: IdentityCalls, reference: str, request: Request, body: bytes, parse: Callable[[Response], T]
) -> T:
    """Send the very bytes that were frozen, not bytes made from them anew."""
    request.body = body

    async def operation(client: Client) -> T:
        return parse(await client.send(request))

    return await calls.run_once(reference, operation)


def _body(item: JSONObject) -> JSONObject:
    body: JSON = item["requestBody"]
    if not isinstance(body, dict):
        raise TypeError("requestBody")
    return body


def _given(value: T | Unset) -> T | None:
    return None if value is UNSET else value


def _instrument(instrument: InstrumentId) -> Instrument:
    return Instrument(instrument.type_.value, instrument.id)
