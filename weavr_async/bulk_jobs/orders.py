"""The two kinds of orders that a bulk can carry out, and how each is written into a chunk and read from it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol, TypeVar, final

from attrs import field, frozen
from orjson import loads

from weavr_async.values._checks import check_id, check_type
from weavr_async.values._times import from_epoch_ms
from weavr_async.values.identities import Instrument
from weavr_async.values.money import Money
from weavr_async.values.spend_rules import SpendRules
from weavr_async.values.transfer_orders import TransferOrder
from weavr_backoffice import api, models
from weavr_backoffice.errors import DecodeError
from weavr_backoffice.types import UNSET

if TYPE_CHECKING:
    from attrs import Attribute

    from weavr_backoffice.operations import Endpoint
    from weavr_backoffice.types import JSON, JSONObject, Unset

__all__ = ["OrderFormat", "SpendRulesFormat", "SpendRulesOrder", "TransferFormat"]

Order = TypeVar("Order")
Answer_co = TypeVar("Answer_co", covariant=True)
T = TypeVar("T")


def _check_card_id(_order: SpendRulesOrder, _field: Attribute[str], card_id: str) -> None:
    check_id(card_id, "card_id")


def _check_rules(_order: SpendRulesOrder, _field: Attribute[SpendRules], rules: SpendRules) -> None:
    check_type(rules, SpendRules, "rules")


@final
@frozen
class SpendRulesOrder:
    """A change of one card's spend rules.

    Raises:
        InvalidRequest: The card's id is not a string of digits, or the rules are no `SpendRules`.
    """

    card_id: str = field(validator=_check_card_id)
    rules: SpendRules = field(validator=_check_rules)


class OrderFormat(Protocol[Order, Answer_co]):
    """How orders of one kind are written into a chunk, read from it again, and answered. It keeps no state."""

    @property
    def endpoint(self) -> Endpoint[..., models.BulkSubmission]:
        """What submits a chunk of them."""
        ...

    def check(self, order: object) -> Order:
        """Give back an order of this kind.

        Raises:
            TypeError: It is of another kind; the text names the expected one.
        """
        ...

    def write(self, order: Order) -> JSONObject:
        """The item as it is sent."""
        ...

    def currency(self, order: Order) -> str | None:
        """The currency that `read` needs and the item does not contain."""
        ...

    def read(self, item: JSONObject, currency: str | None) -> Order:
        """The order that an item was written from."""
        ...

    def card_id(self, item: JSONObject) -> str | None:
        """The card of an item whose payload does not say which one it is for."""
        ...

    def answer(self, payload: str) -> Answer_co | None:
        """The answer to an operation that succeeded, if it can be read."""
        ...


@final
@frozen
class TransferFormat:
    """Transfers: the payload says everything about the order (`bulksTransferCreate`)."""

    @property
    def endpoint(self) -> Endpoint[..., models.BulkSubmission]:
        """`bulksTransferCreate`."""
        return api.bulks.bulks_transfer_create

    def check(self, order: object) -> TransferOrder:
        """Take a `TransferOrder`."""
        if not isinstance(order, TransferOrder):
            raise TypeError("TransferOrder")
        return order

    def write(self, order: TransferOrder) -> JSONObject:
        """The transfer's request."""
        return {"requestBody": order.to_request().to_dict()}

    def currency(self, order: TransferOrder) -> None:
        """Not needed."""
        del order

    def read(self, item: JSONObject, currency: str | None) -> TransferOrder:
        """The order that a request was written from."""
        del currency
        request = models.TransferCreateRequest.from_dict(_body(item))
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

    def card_id(self, item: JSONObject) -> None:
        """The request names both instruments."""
        del item

    def answer(self, payload: str) -> models.Transfer | None:
        """The transfer."""
        try:
            data: JSON = loads(payload)
            return models.Transfer.from_dict(data) if isinstance(data, dict) else None
        except (DecodeError, ValueError):
            return None


@final
@frozen
class SpendRulesFormat:
    """Changes of cards' spend rules: the path says which card (`bulksManagedCardSpendRulesUpdate`)."""

    spend_limits: Literal["overwrite", "increment"] = "overwrite"

    @property
    def endpoint(self) -> Endpoint[..., models.BulkSubmission]:
        """`bulksManagedCardSpendRulesUpdate`."""
        return api.bulks.bulks_managed_card_spend_rules_update

    def check(self, order: object) -> SpendRulesOrder:
        """Take a `SpendRulesOrder`."""
        if not isinstance(order, SpendRulesOrder):
            raise TypeError("SpendRulesOrder")
        return order

    def write(self, order: SpendRulesOrder) -> JSONObject:
        """The card and the update's request."""
        request = order.rules.to_update(spend_limits=self.spend_limits)
        return {"pathParams": {"_id_": order.card_id}, "requestBody": request.to_dict()}

    def currency(self, order: SpendRulesOrder) -> str | None:
        """The currency of the bounds, which are sent without it."""
        bounds = (order.rules.min_transaction_amount, order.rules.max_transaction_amount)
        return next((bound.currency for bound in bounds if bound is not None), None)

    def read(self, item: JSONObject, currency: str | None) -> SpendRulesOrder:
        """The order that a request was written from."""
        return SpendRulesOrder(
            self.card_id(item), SpendRules.of(models.SpendRulesUpdate.from_dict(_body(item)), currency)
        )

    def card_id(self, item: JSONObject) -> str:
        """The card: many cards may be given the same rules."""
        path = item["pathParams"]
        return str(path["_id_"]) if isinstance(path, dict) else ""

    def answer(self, payload: str) -> None:
        """A change has no answer."""
        del payload


def _body(item: JSONObject) -> JSONObject:
    body: JSON = item["requestBody"]
    if not isinstance(body, dict):
        raise TypeError("requestBody")
    return body


def _given(value: T | Unset) -> T | None:
    return None if value is UNSET else value


def _instrument(instrument: models.InstrumentId) -> Instrument:
    return Instrument(instrument.type_.value, instrument.id)
