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
from .create_transfer_conflict_error_code import (
    CreateTransferConflictErrorCode,
    decode_create_transfer_conflict_error_code,
    known_create_transfer_conflict_error_code,
)
from .instrument_id import InstrumentId, decode_instrument_id
from .legacy_currency_amount import LegacyCurrencyAmount, decode_legacy_currency_amount
from .string_wrapped_type_id import StringWrappedTypeId, decode_string_wrapped_type_id
from .transfer_state import TransferState, decode_transfer_state, known_transfer_state


@final
@define(kw_only=True, weakref_slot=False)
class LegacyTransfer(Model):
    """A transfer, in the form of webhooks."""

    id: StringWrappedTypeId
    """Type and id of the transfer."""
    profile_id: str
    """Id of the profile that it was made under, digits only."""
    source: InstrumentId
    """The account or card that the money comes from."""
    destination: InstrumentId
    """The account or card that the money goes to."""
    destination_amount: LegacyCurrencyAmount
    """What arrives at the destination."""
    state: TransferState
    """How far the transfer has come."""
    creation_timestamp: str
    """When it was created, in epoch milliseconds, as a string of digits."""
    tag: str | Unset = UNSET
    """A mark of your own. Absent when none was given."""
    conflict: CreateTransferConflictErrorCode | Unset = UNSET
    """Why the transfer failed. Spelled otherwise than by the API."""
    scheduled_timestamp: str | Unset = UNSET
    """When it is to be carried out, in epoch milliseconds, as a string of digits."""
    cancellation_reason: str | Unset = UNSET
    """Why it was cancelled."""
    execution_timestamp: str | Unset = UNSET
    """When it was carried out, in epoch milliseconds, as a string of digits."""
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
        data["id"] = self.id.to_dict()
        data["profileId"] = self.profile_id
        data["source"] = self.source.to_dict()
        data["destination"] = self.destination.to_dict()
        data["destinationAmount"] = self.destination_amount.to_dict()
        data["state"] = str(self.state)
        data["creationTimestamp"] = self.creation_timestamp
        if self.tag is not UNSET:
            data["tag"] = self.tag
        if self.conflict is not UNSET:
            data["conflict"] = str(self.conflict)
        if self.scheduled_timestamp is not UNSET:
            data["scheduledTimestamp"] = self.scheduled_timestamp
        if self.cancellation_reason is not UNSET:
            data["cancellationReason"] = self.cancellation_reason
        if self.execution_timestamp is not UNSET:
            data["executionTimestamp"] = self.execution_timestamp
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> LegacyTransfer:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_legacy_transfer(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "id": decode_string_wrapped_type_id,
    "profileId": decode_str,
    "source": decode_instrument_id,
    "destination": decode_instrument_id,
    "destinationAmount": decode_legacy_currency_amount,
    "state": decode_transfer_state,
    "creationTimestamp": decode_str,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "tag": decode_str,
    "conflict": decode_create_transfer_conflict_error_code,
    "scheduledTimestamp": decode_str,
    "cancellationReason": decode_str,
    "executionTimestamp": decode_str,
}


def decode_legacy_transfer(data: Raw) -> LegacyTransfer:
    """Read a JSON value; see `LegacyTransfer.from_dict`."""
    self = new(LegacyTransfer)
    absent = 0
    try:
        self.id = decode_string_wrapped_type_id(data["id"])
        value = data["profileId"]
        if type(value) is not str:
            raise TypeError
        self.profile_id = value
        self.source = decode_instrument_id(data["source"])
        self.destination = decode_instrument_id(data["destination"])
        self.destination_amount = decode_legacy_currency_amount(data["destinationAmount"])
        self.state = known_transfer_state[data["state"]]
        value = data["creationTimestamp"]
        if type(value) is not str:
            raise TypeError
        self.creation_timestamp = value
        value = data.get("tag")
        if value is None:
            absent += 1
            self.tag = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.tag = value
        value = data.get("conflict")
        if value is None:
            absent += 1
            self.conflict = UNSET
        else:
            self.conflict = known_create_transfer_conflict_error_code[value]
        value = data.get("scheduledTimestamp")
        if value is None:
            absent += 1
            self.scheduled_timestamp = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.scheduled_timestamp = value
        value = data.get("cancellationReason")
        if value is None:
            absent += 1
            self.cancellation_reason = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.cancellation_reason = value
        value = data.get("executionTimestamp")
        if value is None:
            absent += 1
            self.execution_timestamp = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.execution_timestamp = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 12 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
