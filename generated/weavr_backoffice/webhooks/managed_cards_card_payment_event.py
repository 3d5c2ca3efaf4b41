from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, final

from attrs import define, field

from ..types import JSON, MISFIT, NO_FIELDS, JSONObject, Model, Raw, fault, new, redacted_values, unknown_fields
from .card_payment import CardPayment, decode_card_payment
from .card_payment_event_type import CardPaymentEventType, decode_card_payment_event_type, known_card_payment_event_type


@final
@define(kw_only=True, weakref_slot=False)
class ManagedCardsCardPaymentEvent(Model):
    """Something happened to a payment with a card."""

    event_type: CardPaymentEventType
    """The event of the payment that is the news."""
    card_payment: CardPayment
    """The payment, with all that has happened to it so far."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["eventType"] = str(self.event_type)
        data["cardPayment"] = self.card_payment.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> ManagedCardsCardPaymentEvent:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_managed_cards_card_payment_event(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "eventType": decode_card_payment_event_type,
    "cardPayment": decode_card_payment,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {}


def decode_managed_cards_card_payment_event(data: Raw) -> ManagedCardsCardPaymentEvent:
    """Read a JSON value; see `ManagedCardsCardPaymentEvent.from_dict`."""
    self = new(ManagedCardsCardPaymentEvent)
    try:
        self.event_type = known_card_payment_event_type[data["eventType"]]
        self.card_payment = decode_card_payment(data["cardPayment"])
        self.additional_properties = NO_FIELDS if len(data) == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
