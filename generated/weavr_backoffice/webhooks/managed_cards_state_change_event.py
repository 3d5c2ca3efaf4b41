from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, final

from attrs import define, field

from ..types import (
    JSON,
    MISFIT,
    NO_FIELDS,
    UNSET,
    JSONObject,
    Model,
    Raw,
    Unset,
    decode_str,
    fault,
    new,
    redacted_values,
    unknown_fields,
)
from .card_renewal_type import CardRenewalType, decode_card_renewal_type, known_card_renewal_type
from .card_type import CardType, decode_card_type, known_card_type
from .instrument_id import InstrumentId, decode_instrument_id
from .state_change_event_type import StateChangeEventType, decode_state_change_event_type, known_state_change_event_type
from .state_change_state import StateChangeState, decode_state_change_state


@final
@define(kw_only=True, weakref_slot=False)
class ManagedCardsStateChangeEvent(Model):
    """A card was activated, blocked, unblocked, removed and so on."""

    id: InstrumentId
    """The card."""
    timestamp: str
    """When it happened, in epoch milliseconds, as a string of digits."""
    event_type: StateChangeEventType
    """What happened to the card. After an unblock it may still be blocked for another reason: see `state`."""
    card_type: CardType
    """Whether the card is virtual or made of plastic."""
    renewal_type: CardRenewalType
    """Whether the card renews when it expires."""
    state: StateChangeState | Unset = UNSET
    """The state of the card, and the reasons for it."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["id"] = self.id.to_dict()
        data["timestamp"] = self.timestamp
        data["eventType"] = str(self.event_type)
        data["cardType"] = str(self.card_type)
        data["renewalType"] = str(self.renewal_type)
        if self.state is not UNSET:
            data["state"] = self.state.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> ManagedCardsStateChangeEvent:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_managed_cards_state_change_event(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "id": decode_instrument_id,
    "timestamp": decode_str,
    "eventType": decode_state_change_event_type,
    "cardType": decode_card_type,
    "renewalType": decode_card_renewal_type,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {"state": decode_state_change_state}


def decode_managed_cards_state_change_event(data: Raw) -> ManagedCardsStateChangeEvent:
    """Read a JSON value; see `ManagedCardsStateChangeEvent.from_dict`."""
    self = new(ManagedCardsStateChangeEvent)
    absent = 0
    try:
        self.id = decode_instrument_id(data["id"])
        value = data["timestamp"]
        if type(value) is not str:
            raise TypeError
        self.timestamp = value
        self.event_type = known_state_change_event_type[data["eventType"]]
        self.card_type = known_card_type[data["cardType"]]
        self.renewal_type = known_card_renewal_type[data["renewalType"]]
        value = data.get("state")
        if value is None:
            absent += 1
            self.state = UNSET
        else:
            self.state = decode_state_change_state(value)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 6 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
