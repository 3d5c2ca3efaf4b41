from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, final

from attrs import define, field

from ..types import JSON, MISFIT, NO_FIELDS, JSONObject, Model, Raw, fault, new, redacted_values, unknown_fields
from .instrument_id import InstrumentId, decode_instrument_id


@final
@define(kw_only=True, weakref_slot=False)
class InstrumentDetailsBeneficiary(Model):
    """An account or card at Weavr as a beneficiary."""

    instrument: InstrumentId
    """The account or card."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["instrument"] = self.instrument.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> InstrumentDetailsBeneficiary:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_instrument_details_beneficiary(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {"instrument": decode_instrument_id}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {}


def decode_instrument_details_beneficiary(data: Raw) -> InstrumentDetailsBeneficiary:
    """Read a JSON value; see `InstrumentDetailsBeneficiary.from_dict`."""
    self = new(InstrumentDetailsBeneficiary)
    try:
        self.instrument = decode_instrument_id(data["instrument"])
        self.additional_properties = NO_FIELDS if len(data) == 1 else unknown_fields(data, _REQUIRED, _OPTIONAL)
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
