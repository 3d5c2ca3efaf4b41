from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, final

from attrs import define, field

from ..types import (
    JSON,
    MISFIT,
    NO_FIELDS,
    JSONObject,
    Model,
    Raw,
    decode_str,
    fault,
    moment,
    new,
    redacted_values,
    unknown_fields,
)
from .instrument_id import InstrumentId, decode_instrument_id
from .physical_card_details import PhysicalCardDetails, decode_physical_card_details


@final
@define(kw_only=True, weakref_slot=False)
class ManagedCardsUpgradeToPhysicalEvent(Model):
    """A virtual card became one of plastic."""

    id: InstrumentId
    """The card."""
    physical_card_details: PhysicalCardDetails
    """What only a plastic card has."""
    upgraded_timestamp: str
    """When it became a plastic card, in epoch milliseconds, as a string of digits."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    @property
    def upgraded_time(self) -> datetime:
        """`upgraded_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return moment(self.upgraded_timestamp)

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["id"] = self.id.to_dict()
        data["physicalCardDetails"] = self.physical_card_details.to_dict()
        data["upgradedTimestamp"] = self.upgraded_timestamp
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> ManagedCardsUpgradeToPhysicalEvent:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_managed_cards_upgrade_to_physical_event(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "id": decode_instrument_id,
    "physicalCardDetails": decode_physical_card_details,
    "upgradedTimestamp": decode_str,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {}


def decode_managed_cards_upgrade_to_physical_event(data: Raw) -> ManagedCardsUpgradeToPhysicalEvent:
    """Read a JSON value; see `ManagedCardsUpgradeToPhysicalEvent.from_dict`."""
    self = new(ManagedCardsUpgradeToPhysicalEvent)
    try:
        self.id = decode_instrument_id(data["id"])
        self.physical_card_details = decode_physical_card_details(data["physicalCardDetails"])
        value = data["upgradedTimestamp"]
        if type(value) is not str:
            raise TypeError
        self.upgraded_timestamp = value
        self.additional_properties = NO_FIELDS if len(data) == 3 else unknown_fields(data, _REQUIRED, _OPTIONAL)
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
