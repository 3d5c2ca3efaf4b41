from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import final

from attrs import define, field

from ..types import JSON, Describable, JSONObject, decode_map, new
from .legacy_transaction_batch_instrument import (
    LegacyTransactionBatchInstrument,
    decode_legacy_transaction_batch_instrument,
)


@final
@define(kw_only=True, weakref_slot=False)
class LegacyTransactionBatchInstruments(Mapping[str, LegacyTransactionBatchInstrument], Describable):
    """The instruments of a batch by their names."""

    additional_properties: dict[str, LegacyTransactionBatchInstrument] = field(factory=dict)
    """The values by their names; the object itself is a mapping of them."""

    def __getitem__(self, name: str) -> LegacyTransactionBatchInstrument:
        return self.additional_properties[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.additional_properties)

    def __len__(self) -> int:
        return len(self.additional_properties)

    def to_dict(self) -> JSONObject:
        """Give the JSON object."""
        return {name: item.to_dict() for name, item in self.additional_properties.items()}

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> LegacyTransactionBatchInstruments:
        """Read a JSON object.

        Raises:
            DecodeError: It does not fit the contract.
        """
        return decode_legacy_transaction_batch_instruments(dict(data))


def decode_legacy_transaction_batch_instruments(data: JSON) -> LegacyTransactionBatchInstruments:
    """Read a JSON value; see `LegacyTransactionBatchInstruments.from_dict`."""
    self = new(LegacyTransactionBatchInstruments)
    self.additional_properties = decode_map(data, decode_legacy_transaction_batch_instrument)
    return self
