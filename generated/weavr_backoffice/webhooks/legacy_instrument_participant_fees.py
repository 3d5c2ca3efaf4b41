from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import final

from attrs import define, field

from ..types import JSON, Describable, JSONObject, decode_map, new
from .legacy_instrument_participant_fee import LegacyInstrumentParticipantFee, decode_legacy_instrument_participant_fee


@final
@define(kw_only=True, weakref_slot=False)
class LegacyInstrumentParticipantFees(Mapping[str, LegacyInstrumentParticipantFee], Describable):
    """The fees of an instrument's part by their names."""

    additional_properties: dict[str, LegacyInstrumentParticipantFee] = field(factory=dict)
    """The values by their names; the object itself is a mapping of them."""

    def __getitem__(self, name: str) -> LegacyInstrumentParticipantFee:
        return self.additional_properties[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.additional_properties)

    def __len__(self) -> int:
        return len(self.additional_properties)

    def to_dict(self) -> JSONObject:
        """Give the JSON object."""
        return {name: item.to_dict() for name, item in self.additional_properties.items()}

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> LegacyInstrumentParticipantFees:
        """Read a JSON object.

        Raises:
            DecodeError: It does not fit the contract.
        """
        return decode_legacy_instrument_participant_fees(dict(data))


def decode_legacy_instrument_participant_fees(data: JSON) -> LegacyInstrumentParticipantFees:
    """Read a JSON value; see `LegacyInstrumentParticipantFees.from_dict`."""
    self = new(LegacyInstrumentParticipantFees)
    self.additional_properties = decode_map(data, decode_legacy_instrument_participant_fee)
    return self
