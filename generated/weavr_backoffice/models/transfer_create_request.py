from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from attrs import define, field

from ..models.currency_amount import CurrencyAmount, decode_currency_amount
from ..models.instrument_id import InstrumentId, decode_instrument_id
from ..types import (
    JSON,
    NO_FIELDS,
    UNSET,
    DecodeError,
    JSONObject,
    Unset,
    expected,
    fault,
    new,
    redacted_values,
    unknown_fields,
)


@final
@define(kw_only=True, weakref_slot=False)
class TransferCreateRequest:
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

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
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


_FIELDS: Final[frozenset[str]] = frozenset(
    {"profileId", "source", "destination", "destinationAmount", "description", "tag", "scheduledTimestamp"}
)


def decode_transfer_create_request(data: JSON) -> TransferCreateRequest:
    """Read a JSON value; see `TransferCreateRequest.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(TransferCreateRequest)
    value: JSON
    seen = 4
    at = ""
    try:
        at = "profileId"
        value = data[at]
        if type(value) is not str:
            raise expected("a string", value)
        self.profile_id = value
        at = "source"
        value = data[at]
        self.source = decode_instrument_id(value)
        at = "destination"
        value = data[at]
        self.destination = decode_instrument_id(value)
        at = "destinationAmount"
        value = data[at]
        self.destination_amount = decode_currency_amount(value)
        at = "description"
        value = data.get(at)
        if value is None:
            self.description = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.description = value
        at = "tag"
        value = data.get(at)
        if value is None:
            self.tag = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.tag = value
        at = "scheduledTimestamp"
        value = data.get(at)
        if value is None:
            self.scheduled_timestamp = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.scheduled_timestamp = value
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
