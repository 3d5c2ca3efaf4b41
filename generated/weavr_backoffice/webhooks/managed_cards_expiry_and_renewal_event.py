from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
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
    moment,
    new,
    redacted_values,
    unknown_fields,
)
from .card_renewal_type import CardRenewalType, decode_card_renewal_type, known_card_renewal_type
from .card_type import CardType, decode_card_type, known_card_type
from .instrument_id import InstrumentId, decode_instrument_id
from .managed_cards_expiry_and_renewal_event_type import (
    ManagedCardsExpiryAndRenewalEventType,
    decode_managed_cards_expiry_and_renewal_event_type,
    known_managed_cards_expiry_and_renewal_event_type,
)
from .managed_instrument_state import ManagedInstrumentState, decode_managed_instrument_state


@final
@define(kw_only=True, weakref_slot=False)
class ManagedCardsExpiryAndRenewalEvent(Model):
    """A card is about to expire, has expired, or was renewed."""

    id: InstrumentId
    """The card."""
    event_type: ManagedCardsExpiryAndRenewalEventType
    """What happened to the card."""
    state: ManagedInstrumentState
    """The state of the card, and the reasons for it."""
    card_type: CardType
    """Whether the card is virtual or made of plastic."""
    renewal_type: CardRenewalType
    """Whether the card renews when it expires."""
    expiry_mmyy: str | Unset = UNSET
    """Month and year until which the card is valid, as MMYY."""
    renewal_timestamp: str | Unset = UNSET
    """When the card renews, in epoch milliseconds, as a string of digits."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    @property
    def renewal_time(self) -> datetime | Unset:
        """`renewal_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return UNSET if self.renewal_timestamp is UNSET else moment(self.renewal_timestamp)

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["id"] = self.id.to_dict()
        data["eventType"] = str(self.event_type)
        data["state"] = self.state.to_dict()
        data["cardType"] = str(self.card_type)
        data["renewalType"] = str(self.renewal_type)
        if self.expiry_mmyy is not UNSET:
            data["expiryMmyy"] = self.expiry_mmyy
        if self.renewal_timestamp is not UNSET:
            data["renewalTimestamp"] = self.renewal_timestamp
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> ManagedCardsExpiryAndRenewalEvent:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_managed_cards_expiry_and_renewal_event(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "id": decode_instrument_id,
    "eventType": decode_managed_cards_expiry_and_renewal_event_type,
    "state": decode_managed_instrument_state,
    "cardType": decode_card_type,
    "renewalType": decode_card_renewal_type,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {"expiryMmyy": decode_str, "renewalTimestamp": decode_str}


def decode_managed_cards_expiry_and_renewal_event(data: Raw) -> ManagedCardsExpiryAndRenewalEvent:
    """Read a JSON value; see `ManagedCardsExpiryAndRenewalEvent.from_dict`."""
    self = new(ManagedCardsExpiryAndRenewalEvent)
    absent = 0
    try:
        self.id = decode_instrument_id(data["id"])
        self.event_type = known_managed_cards_expiry_and_renewal_event_type[data["eventType"]]
        self.state = decode_managed_instrument_state(data["state"])
        self.card_type = known_card_type[data["cardType"]]
        self.renewal_type = known_card_renewal_type[data["renewalType"]]
        value = data.get("expiryMmyy")
        if value is None:
            absent += 1
            self.expiry_mmyy = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.expiry_mmyy = value
        value = data.get("renewalTimestamp")
        if value is None:
            absent += 1
            self.renewal_timestamp = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.renewal_timestamp = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 7 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
