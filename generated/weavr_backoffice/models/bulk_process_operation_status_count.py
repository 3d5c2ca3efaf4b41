from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from attrs import define, field

from ..models.bulk_process_operation_status import BulkProcessOperationStatus, decode_bulk_process_operation_status
from ..types import (
    JSON,
    NO_FIELDS,
    UNSET,
    DecodeError,
    JSONObject,
    Unset,
    expected,
    fault,
    new,
    redacted_values,
    unknown_fields,
)


@final
@define(kw_only=True, weakref_slot=False)
class BulkProcessOperationStatusCount:
    """How many operations of a bulk are in one status."""

    status: BulkProcessOperationStatus | Unset = UNSET
    """The status that is counted."""
    count: int | Unset = UNSET
    """How many operations are in it."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
        if self.status is not UNSET:
            data["status"] = str(self.status)
        if self.count is not UNSET:
            data["count"] = self.count
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> BulkProcessOperationStatusCount:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_bulk_process_operation_status_count(dict(data))


_FIELDS: Final[frozenset[str]] = frozenset({"status", "count"})


def decode_bulk_process_operation_status_count(data: JSON) -> BulkProcessOperationStatusCount:
    """Read a JSON value; see `BulkProcessOperationStatusCount.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(BulkProcessOperationStatusCount)
    value: JSON
    seen = 0
    at = ""
    try:
        at = "status"
        value = data.get(at)
        if value is None:
            self.status = UNSET
        else:
            seen += 1
            self.status = decode_bulk_process_operation_status(value)
        at = "count"
        value = data.get(at)
        if value is None:
            self.count = UNSET
        else:
            seen += 1
            if type(value) is not int:
                raise expected("an integer", value)
            self.count = value
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
