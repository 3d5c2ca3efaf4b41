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
from .instrument_id import InstrumentId, decode_instrument_id
from .managed_cards_replacement_event_type import (
    ManagedCardsReplacementEventType,
    decode_managed_cards_replacement_event_type,
    known_managed_cards_replacement_event_type,
)
from .replacement_type import ReplacementType, decode_replacement_type, known_replacement_type


@final
@define(kw_only=True, weakref_slot=False)
class ManagedCardsReplacementEvent(Model):
    """A card was replaced by another one."""

    event_type: ManagedCardsReplacementEventType
    """What kind of card the new one is."""
    id: InstrumentId
    """The card that is replaced."""
    replacement_reason: ReplacementType
    """Why the card is replaced."""
    replacement_timestamp: str
    """When the card was replaced, in epoch milliseconds, as a string of digits."""
    replacement_id: InstrumentId | Unset = UNSET
    """The card that takes its place."""
    user_id: str | Unset = UNSET
    """Id of the user who asked for it, digits only."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    @property
    def replacement_time(self) -> datetime:
        """`replacement_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return moment(self.replacement_timestamp)

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["eventType"] = str(self.event_type)
        data["id"] = self.id.to_dict()
        data["replacementReason"] = str(self.replacement_reason)
        data["replacementTimestamp"] = self.replacement_timestamp
        if self.replacement_id is not UNSET:
            data["replacementId"] = self.replacement_id.to_dict()
        if self.user_id is not UNSET:
            data["userId"] = self.user_id
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> ManagedCardsReplacementEvent:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_managed_cards_replacement_event(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "eventType": decode_managed_cards_replacement_event_type,
    "id": decode_instrument_id,
    "replacementReason": decode_replacement_type,
    "replacementTimestamp": decode_str,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {"replacementId": decode_instrument_id, "userId": decode_str}


def decode_managed_cards_replacement_event(data: Raw) -> ManagedCardsReplacementEvent:
    """Read a JSON value; see `ManagedCardsReplacementEvent.from_dict`."""
    self = new(ManagedCardsReplacementEvent)
    absent = 0
    try:
        self.event_type = known_managed_cards_replacement_event_type[data["eventType"]]
        self.id = decode_instrument_id(data["id"])
        self.replacement_reason = known_replacement_type[data["replacementReason"]]
        value = data["replacementTimestamp"]
        if type(value) is not str:
            raise TypeError
        self.replacement_timestamp = value
        value = data.get("replacementId")
        if value is None:
            absent += 1
            self.replacement_id = UNSET
        else:
            self.replacement_id = decode_instrument_id(value)
        value = data.get("userId")
        if value is None:
            absent += 1
            self.user_id = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.user_id = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 6 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
