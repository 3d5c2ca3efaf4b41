from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import final

from attrs import define, field

from ..types import JSON, Describable, JSONObject, decode_int, decode_map, new


@final
@define(kw_only=True, weakref_slot=False)
class InstrumentStateLegacyBlockTypes(Mapping[str, int], Describable):
    """The number of blocks by their kind."""

    additional_properties: dict[str, int] = field(factory=dict)
    """The values by their names; the object itself is a mapping of them."""

    def __getitem__(self, name: str) -> int:
        return self.additional_properties[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.additional_properties)

    def __len__(self) -> int:
        return len(self.additional_properties)

    def to_dict(self) -> JSONObject:
        """Give the JSON object."""
        return {name: item for name, item in self.additional_properties.items()}

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> InstrumentStateLegacyBlockTypes:
        """Read a JSON object.

        Raises:
            DecodeError: It does not fit the contract.
        """
        return decode_instrument_state_legacy_block_types(dict(data))


def decode_instrument_state_legacy_block_types(data: JSON) -> InstrumentStateLegacyBlockTypes:
    """Read a JSON value; see `InstrumentStateLegacyBlockTypes.from_dict`."""
    self = new(InstrumentStateLegacyBlockTypes)
    self.additional_properties = decode_map(data, decode_int)
    return self
