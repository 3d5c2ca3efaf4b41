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


@final
@define(kw_only=True, weakref_slot=False)
class LegacyInstrumentParticipantFee(Model):
    """A fee within a batch."""

    amount: str | Unset = UNSET
    """How much the fee is, in the minor unit, as a string of digits."""
    fee_specific_type: str | Unset = UNSET
    """What the fee is for."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.amount is not UNSET:
            data["amount"] = self.amount
        if self.fee_specific_type is not UNSET:
            data["feeSpecificType"] = self.fee_specific_type
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> LegacyInstrumentParticipantFee:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_legacy_instrument_participant_fee(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {"amount": decode_str, "feeSpecificType": decode_str}


def decode_legacy_instrument_participant_fee(data: Raw) -> LegacyInstrumentParticipantFee:
    """Read a JSON value; see `LegacyInstrumentParticipantFee.from_dict`."""
    self = new(LegacyInstrumentParticipantFee)
    absent = 0
    try:
        value = data.get("amount")
        if value is None:
            absent += 1
            self.amount = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.amount = value
        value = data.get("feeSpecificType")
        if value is None:
            absent += 1
            self.fee_specific_type = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.fee_specific_type = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
