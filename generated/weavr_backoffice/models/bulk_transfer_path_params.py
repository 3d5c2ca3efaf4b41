from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from attrs import define, field

from ..types import JSON, NO_FIELDS, JSONObject, expected, new, redacted_values, unknown_fields


@final
@define(kw_only=True, weakref_slot=False)
class BulkTransferPathParams:
    """Empty, since the path of a transfer has no parameters."""

    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> BulkTransferPathParams:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_bulk_transfer_path_params(dict(data))


_FIELDS: Final[frozenset[str]] = frozenset()


def decode_bulk_transfer_path_params(data: JSON) -> BulkTransferPathParams:
    """Read a JSON value; see `BulkTransferPathParams.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(BulkTransferPathParams)
    self.additional_properties = NO_FIELDS if len(data) == 0 else unknown_fields(data, _FIELDS)
    return self
