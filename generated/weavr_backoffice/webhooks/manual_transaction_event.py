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
from .string_wrapped_type_id import StringWrappedTypeId, decode_string_wrapped_type_id


@final
@define(kw_only=True, weakref_slot=False)
class ManualTransactionEvent(Model):
    """Weavr changed a balance by hand."""

    transaction_id: str
    """Id of the transaction, digits only."""
    target_instrument: InstrumentId
    """The account or card whose balance was changed."""
    transaction_timestamp: str
    """When the transaction took place, in epoch milliseconds, as a string of digits."""
    available_balance_adjustment: str | Unset = UNSET
    """By how much the available balance changed, in the minor unit, as a string of digits."""
    actual_balance_adjustment: str | Unset = UNSET
    """By how much the booked balance changed, in the minor unit, as a string of digits."""
    owner: StringWrappedTypeId | Unset = UNSET
    """The identity that it belongs to."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    @property
    def transaction_time(self) -> datetime:
        """`transaction_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return moment(self.transaction_timestamp)

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["transactionId"] = self.transaction_id
        data["targetInstrument"] = self.target_instrument.to_dict()
        data["transactionTimestamp"] = self.transaction_timestamp
        if self.available_balance_adjustment is not UNSET:
            data["availableBalanceAdjustment"] = self.available_balance_adjustment
        if self.actual_balance_adjustment is not UNSET:
            data["actualBalanceAdjustment"] = self.actual_balance_adjustment
        if self.owner is not UNSET:
            data["owner"] = self.owner.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> ManualTransactionEvent:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_manual_transaction_event(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "transactionId": decode_str,
    "targetInstrument": decode_instrument_id,
    "transactionTimestamp": decode_str,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "availableBalanceAdjustment": decode_str,
    "actualBalanceAdjustment": decode_str,
    "owner": decode_string_wrapped_type_id,
}


def decode_manual_transaction_event(data: Raw) -> ManualTransactionEvent:
    """Read a JSON value; see `ManualTransactionEvent.from_dict`."""
    self = new(ManualTransactionEvent)
    absent = 0
    try:
        value = data["transactionId"]
        if type(value) is not str:
            raise TypeError
        self.transaction_id = value
        self.target_instrument = decode_instrument_id(data["targetInstrument"])
        value = data["transactionTimestamp"]
        if type(value) is not str:
            raise TypeError
        self.transaction_timestamp = value
        value = data.get("availableBalanceAdjustment")
        if value is None:
            absent += 1
            self.available_balance_adjustment = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.available_balance_adjustment = value
        value = data.get("actualBalanceAdjustment")
        if value is None:
            absent += 1
            self.actual_balance_adjustment = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.actual_balance_adjustment = value
        value = data.get("owner")
        if value is None:
            absent += 1
            self.owner = UNSET
        else:
            self.owner = decode_string_wrapped_type_id(value)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 6 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
