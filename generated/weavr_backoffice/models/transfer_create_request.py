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
from .currency_amount import CurrencyAmount, decode_currency_amount
from .instrument_id import InstrumentId, decode_instrument_id


@final
@define(kw_only=True, weakref_slot=False)
class TransferCreateRequest(Model):
    """Asks to move money between two instruments of one identity."""

    profile_id: str
    """Id of the transfers profile to use, digits only."""
    source: InstrumentId
    """The account or card that pays. No debit mode card."""
    destination: InstrumentId
    """The account or card that receives. No debit mode card, and not the source."""
    destination_amount: CurrencyAmount
    """What the destination receives, in the currency of both instruments."""
    description: str | Unset = UNSET
    """A text for people, up to 255 characters. Leave out when there is none."""
    tag: str | Unset = UNSET
    """A mark of your own, up to 50 letters, digits, `_` and `-`, by which transfers can be listed."""
    scheduled_timestamp: str | Unset = UNSET
    """When to carry the transfer out, in epoch milliseconds as a string of digits. Leave out to do it now."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    @property
    def scheduled_time(self) -> datetime | Unset:
        """`scheduled_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return UNSET if self.scheduled_timestamp is UNSET else moment(self.scheduled_timestamp)

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["profileId"] = self.profile_id
        data["source"] = self.source.to_dict()
        data["destination"] = self.destination.to_dict()
        data["destinationAmount"] = self.destination_amount.to_dict()
        if self.description is not UNSET:
            data["description"] = self.description
        if self.tag is not UNSET:
            data["tag"] = self.tag
        if self.scheduled_timestamp is not UNSET:
            data["scheduledTimestamp"] = self.scheduled_timestamp
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> TransferCreateRequest:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_transfer_create_request(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "profileId": decode_str,
    "source": decode_instrument_id,
    "destination": decode_instrument_id,
    "destinationAmount": decode_currency_amount,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "description": decode_str,
    "tag": decode_str,
    "scheduledTimestamp": decode_str,
}


def decode_transfer_create_request(data: Raw) -> TransferCreateRequest:
    """Read a JSON value; see `TransferCreateRequest.from_dict`."""
    self = new(TransferCreateRequest)
    absent = 0
    try:
        value = data["profileId"]
        if type(value) is not str:
            raise TypeError
        self.profile_id = value
        self.source = decode_instrument_id(data["source"])
        self.destination = decode_instrument_id(data["destination"])
        self.destination_amount = decode_currency_amount(data["destinationAmount"])
        value = data.get("description")
        if value is None:
            absent += 1
            self.description = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.description = value
        value = data.get("tag")
        if value is None:
            absent += 1
            self.tag = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.tag = value
        value = data.get("scheduledTimestamp")
        if value is None:
            absent += 1
            self.scheduled_timestamp = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.scheduled_timestamp = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 7 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
