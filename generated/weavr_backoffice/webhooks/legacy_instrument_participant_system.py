from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import final

from attrs import define, field

from ..types import JSON, Describable, JSONObject, decode_strings, new


@final
@define(kw_only=True, weakref_slot=False)
class LegacyInstrumentParticipantSystem(Mapping[str, str], Describable):
    """Amounts of the system's own accounts by their names."""

    additional_properties: dict[str, str] = field(factory=dict)
    """The values by their names; the object itself is a mapping of them."""

    def __getitem__(self, name: str) -> str:
        return self.additional_properties[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.additional_properties)

    def __len__(self) -> int:
        return len(self.additional_properties)

    def to_dict(self) -> JSONObject:
        """Give the JSON object."""
        return {name: item for name, item in self.additional_properties.items()}

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> LegacyInstrumentParticipantSystem:
        """Read a JSON object.

        Raises:
            DecodeError: It does not fit the contract.
        """
        return decode_legacy_instrument_participant_system(dict(data))


def decode_legacy_instrument_participant_system(data: JSON) -> LegacyInstrumentParticipantSystem:
    """Read a JSON value; see `LegacyInstrumentParticipantSystem.from_dict`."""
    self = new(LegacyInstrumentParticipantSystem)
    self.additional_properties = decode_strings(data)
    return self
