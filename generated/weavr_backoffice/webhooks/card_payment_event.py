from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, final

from attrs import define, field

from ..types import JSON, MISFIT, NO_FIELDS, JSONObject, Model, Raw, fault, new, redacted_values, unknown_fields
from .card_payment_event_type import CardPaymentEventType, decode_card_payment_event_type, known_card_payment_event_type


@final
@define(kw_only=True, weakref_slot=False)
class CardPaymentEvent(Model):
    """What every event of a payment has. On its own it stands for an event of a kind that is unknown here."""

    type_: CardPaymentEventType
    """What kind of event it is."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["type"] = str(self.type_)
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> CardPaymentEvent:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_card_payment_event(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {"type": decode_card_payment_event_type}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {}


def decode_card_payment_event(data: Raw) -> CardPaymentEvent:
    """Read a JSON value; see `CardPaymentEvent.from_dict`."""
    self = new(CardPaymentEvent)
    try:
        self.type_ = known_card_payment_event_type[data["type"]]
        self.additional_properties = NO_FIELDS if len(data) == 1 else unknown_fields(data, _REQUIRED, _OPTIONAL)
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
