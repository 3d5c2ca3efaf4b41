from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from attrs import define, field

from ..models.currency_amount import CurrencyAmount, decode_currency_amount
from ..models.instrument_id import InstrumentId, decode_instrument_id
from ..models.transaction_state import TransactionState, decode_transaction_state
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
class Transfer:
    """A transfer and how far it has come."""

    id: str
    """Id of the transfer, digits only."""
    profile_id: str
    """Id of the transfers profile, digits only."""
    source: InstrumentId
    """The account or card that pays."""
    destination: InstrumentId
    """The account or card that receives."""
    destination_amount: CurrencyAmount
    """What the destination receives."""
    state: TransactionState
    """Where the transfer stands. Only COMPLETED means that the money has moved."""
    creation_timestamp: int
    """When the transfer was accepted, in epoch milliseconds."""
    description: str | Unset = UNSET
    """A text for people. Absent when none was given."""
    tag: str | Unset = UNSET
    """A mark of your own. Absent when none was given."""
    scheduled_timestamp: str | Unset = UNSET
    """When the transfer is to be carried out, in epoch milliseconds as a string of digits. Absent unless it was
    scheduled."""
    execution_timestamp: str | Unset = UNSET
    """When the transfer was carried out, in epoch milliseconds as a string of digits. Absent until then."""
    cancellation_reason: str | Unset = UNSET
    """Why the transfer was cancelled. Absent unless it was."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
        data["id"] = self.id
        data["profileId"] = self.profile_id
        data["source"] = self.source.to_dict()
        data["destination"] = self.destination.to_dict()
        data["destinationAmount"] = self.destination_amount.to_dict()
        data["state"] = str(self.state)
        data["creationTimestamp"] = self.creation_timestamp
        if self.description is not UNSET:
            data["description"] = self.description
        if self.tag is not UNSET:
            data["tag"] = self.tag
        if self.scheduled_timestamp is not UNSET:
            data["scheduledTimestamp"] = self.scheduled_timestamp
        if self.execution_timestamp is not UNSET:
            data["executionTimestamp"] = self.execution_timestamp
        if self.cancellation_reason is not UNSET:
            data["cancellationReason"] = self.cancellation_reason
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> Transfer:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_transfer(dict(data))


_FIELDS: Final[frozenset[str]] = frozenset(
    {
        "id",
        "profileId",
        "source",
        "destination",
        "destinationAmount",
        "state",
        "creationTimestamp",
        "description",
        "tag",
        "scheduledTimestamp",
        "executionTimestamp",
        "cancellationReason",
    }
)


def decode_transfer(data: JSON) -> Transfer:
    """Read a JSON value; see `Transfer.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(Transfer)
    value: JSON
    seen = 7
    at = ""
    try:
        at = "id"
        value = data[at]
        if type(value) is not str:
            raise expected("a string", value)
        self.id = value
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
        at = "state"
        value = data[at]
        self.state = decode_transaction_state(value)
        at = "creationTimestamp"
        value = data[at]
        if type(value) is not int:
            raise expected("an integer", value)
        self.creation_timestamp = value
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
        at = "executionTimestamp"
        value = data.get(at)
        if value is None:
            self.execution_timestamp = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.execution_timestamp = value
        at = "cancellationReason"
        value = data.get(at)
        if value is None:
            self.cancellation_reason = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.cancellation_reason = value
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
