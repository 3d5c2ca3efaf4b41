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
from .instrument_state_legacy_block_types import (
    InstrumentStateLegacyBlockTypes,
    decode_instrument_state_legacy_block_types,
)


@final
@define(kw_only=True, weakref_slot=False)
class InstrumentStateLegacy(Model):
    """What keeps an account from being used."""

    block_types: InstrumentStateLegacyBlockTypes | Unset = UNSET
    """How many blocks of each kind are on the account."""
    destroy_type: str | Unset = UNSET
    """Who or what removed the account. Absent as long as it is there."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.block_types is not UNSET:
            data["blockTypes"] = self.block_types.to_dict()
        if self.destroy_type is not UNSET:
            data["destroyType"] = self.destroy_type
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> InstrumentStateLegacy:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_instrument_state_legacy(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "blockTypes": decode_instrument_state_legacy_block_types,
    "destroyType": decode_str,
}


def decode_instrument_state_legacy(data: Raw) -> InstrumentStateLegacy:
    """Read a JSON value; see `InstrumentStateLegacy.from_dict`."""
    self = new(InstrumentStateLegacy)
    absent = 0
    try:
        value = data.get("blockTypes")
        if value is None:
            absent += 1
            self.block_types = UNSET
        else:
            self.block_types = decode_instrument_state_legacy_block_types(value)
        value = data.get("destroyType")
        if value is None:
            absent += 1
            self.destroy_type = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.destroy_type = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
