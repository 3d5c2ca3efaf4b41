from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, final

from attrs import define, field

from ..types import JSON, MISFIT, NO_FIELDS, JSONObject, Model, Raw, fault, new, redacted_values, unknown_fields


@final
@define(kw_only=True, weakref_slot=False)
class BulkTransferPathParams(Model):
    """Empty, since the path of a transfer has no parameters."""

    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> BulkTransferPathParams:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_bulk_transfer_path_params(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {}


def decode_bulk_transfer_path_params(data: Raw) -> BulkTransferPathParams:
    """Read a JSON value; see `BulkTransferPathParams.from_dict`."""
    self = new(BulkTransferPathParams)
    try:
        self.additional_properties = unknown_fields(data)
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
