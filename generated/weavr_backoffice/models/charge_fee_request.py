from __future__ import annotations

from collections.abc import Callable, Mapping
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
    new,
    redacted_values,
    unknown_fields,
)
from .instrument_id import InstrumentId, decode_instrument_id


@final
@define(kw_only=True, weakref_slot=False)
class ChargeFeeRequest(Model):
    """Which fee to take, and what it is taken from. The amount is configured, not sent."""

    fee_type: str
    """Name of the fee as configured for the programme."""
    source: InstrumentId
    """The account or card that pays. It belongs to the identity of the access token."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["feeType"] = self.fee_type
        data["source"] = self.source.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> ChargeFeeRequest:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_charge_fee_request(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {"feeType": decode_str, "source": decode_instrument_id}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {}


def decode_charge_fee_request(data: Raw) -> ChargeFeeRequest:
    """Read a JSON value; see `ChargeFeeRequest.from_dict`."""
    self = new(ChargeFeeRequest)
    try:
        value = data["feeType"]
        if type(value) is not str:
            raise TypeError
        self.fee_type = value
        self.source = decode_instrument_id(data["source"])
        self.additional_properties = NO_FIELDS if len(data) == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
