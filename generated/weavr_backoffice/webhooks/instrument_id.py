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
from .instrument_type import InstrumentType, decode_instrument_type, known_instrument_type


@final
@define(kw_only=True, weakref_slot=False)
class InstrumentId(Model):
    """An account or card."""

    id: str
    """The id, digits only."""
    type_: InstrumentType
    """Whether it is an account or a card."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["id"] = self.id
        data["type"] = str(self.type_)
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> InstrumentId:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_instrument_id(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {"id": decode_str, "type": decode_instrument_type}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {}


def decode_instrument_id(data: Raw) -> InstrumentId:
    """Read a JSON value; see `InstrumentId.from_dict`."""
    self = new(InstrumentId)
    try:
        value = data["id"]
        if type(value) is not str:
            raise TypeError
        self.id = value
        self.type_ = known_instrument_type[data["type"]]
        self.additional_properties = NO_FIELDS if len(data) == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
