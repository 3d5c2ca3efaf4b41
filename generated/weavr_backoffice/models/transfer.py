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
    decode_int,
    decode_str,
    fault,
    moment,
    new,
    redacted_values,
    unknown_fields,
)
from .currency_amount import CurrencyAmount, decode_currency_amount
from .instrument_id import InstrumentId, decode_instrument_id
from .transaction_state import TransactionState, decode_transaction_state, known_transaction_state


@final
@define(kw_only=True, weakref_slot=False)
class Transfer(Model):
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

    @property
    def creation_time(self) -> datetime:
        """`creation_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return moment(self.creation_timestamp)

    @property
    def scheduled_time(self) -> datetime | Unset:
        """`scheduled_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return UNSET if self.scheduled_timestamp is UNSET else moment(self.scheduled_timestamp)

    @property
    def execution_time(self) -> datetime | Unset:
        """`execution_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return UNSET if self.execution_timestamp is UNSET else moment(self.execution_timestamp)

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
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


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "id": decode_str,
    "profileId": decode_str,
    "source": decode_instrument_id,
    "destination": decode_instrument_id,
    "destinationAmount": decode_currency_amount,
    "state": decode_transaction_state,
    "creationTimestamp": decode_int,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "description": decode_str,
    "tag": decode_str,
    "scheduledTimestamp": decode_str,
    "executionTimestamp": decode_str,
    "cancellationReason": decode_str,
}


def decode_transfer(data: Raw) -> Transfer:
    """Read a JSON value; see `Transfer.from_dict`."""
    self = new(Transfer)
    absent = 0
    try:
        value = data["id"]
        if type(value) is not str:
            raise TypeError
        self.id = value
        value = data["profileId"]
        if type(value) is not str:
            raise TypeError
        self.profile_id = value
        self.source = decode_instrument_id(data["source"])
        self.destination = decode_instrument_id(data["destination"])
        self.destination_amount = decode_currency_amount(data["destinationAmount"])
        self.state = known_transaction_state[data["state"]]
        value = data["creationTimestamp"]
        if type(value) is not int:
            raise TypeError
        self.creation_timestamp = value
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
        value = data.get("executionTimestamp")
        if value is None:
            absent += 1
            self.execution_timestamp = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.execution_timestamp = value
        value = data.get("cancellationReason")
        if value is None:
            absent += 1
            self.cancellation_reason = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.cancellation_reason = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 12 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
