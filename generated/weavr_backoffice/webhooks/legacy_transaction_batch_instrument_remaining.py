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
from .legacy_transaction_batch_instrument_remaining_fees import (
    LegacyTransactionBatchInstrumentRemainingFees,
    decode_legacy_transaction_batch_instrument_remaining_fees,
)


@final
@define(kw_only=True, weakref_slot=False)
class LegacyTransactionBatchInstrumentRemaining(Model):
    """What is left of a part that could be reversed."""

    available_remaining: str | Unset = UNSET
    """Of the available balance, in the minor unit, as a string of digits."""
    reserved_remaining: str | Unset = UNSET
    """Of the reserved balance, in the minor unit, as a string of digits."""
    pending_remaining: str | Unset = UNSET
    """Of the pending balance, in the minor unit, as a string of digits."""
    fee_remaining: LegacyTransactionBatchInstrumentRemainingFees | Unset = UNSET
    """Of the fees, each under its name."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.available_remaining is not UNSET:
            data["availableRemaining"] = self.available_remaining
        if self.reserved_remaining is not UNSET:
            data["reservedRemaining"] = self.reserved_remaining
        if self.pending_remaining is not UNSET:
            data["pendingRemaining"] = self.pending_remaining
        if self.fee_remaining is not UNSET:
            data["feeRemaining"] = self.fee_remaining.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> LegacyTransactionBatchInstrumentRemaining:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_legacy_transaction_batch_instrument_remaining(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "availableRemaining": decode_str,
    "reservedRemaining": decode_str,
    "pendingRemaining": decode_str,
    "feeRemaining": decode_legacy_transaction_batch_instrument_remaining_fees,
}


def decode_legacy_transaction_batch_instrument_remaining(data: Raw) -> LegacyTransactionBatchInstrumentRemaining:
    """Read a JSON value; see `LegacyTransactionBatchInstrumentRemaining.from_dict`."""
    self = new(LegacyTransactionBatchInstrumentRemaining)
    absent = 0
    try:
        value = data.get("availableRemaining")
        if value is None:
            absent += 1
            self.available_remaining = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.available_remaining = value
        value = data.get("reservedRemaining")
        if value is None:
            absent += 1
            self.reserved_remaining = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.reserved_remaining = value
        value = data.get("pendingRemaining")
        if value is None:
            absent += 1
            self.pending_remaining = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.pending_remaining = value
        value = data.get("feeRemaining")
        if value is None:
            absent += 1
            self.fee_remaining = UNSET
        else:
            self.fee_remaining = decode_legacy_transaction_batch_instrument_remaining_fees(value)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 4 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
