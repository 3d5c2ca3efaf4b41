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
    decode_int,
    fault,
    new,
    redacted_values,
    unknown_fields,
)
from .bulk_process_operation_status import (
    BulkProcessOperationStatus,
    decode_bulk_process_operation_status,
    known_bulk_process_operation_status,
)


@final
@define(kw_only=True, weakref_slot=False)
class BulkProcessOperationStatusCounts(Model):
    """The number of operations in one status."""

    status: BulkProcessOperationStatus | Unset = UNSET
    """The status that is counted."""
    count: int | Unset = UNSET
    """How many."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.status is not UNSET:
            data["status"] = str(self.status)
        if self.count is not UNSET:
            data["count"] = self.count
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> BulkProcessOperationStatusCounts:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_bulk_process_operation_status_counts(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "status": decode_bulk_process_operation_status,
    "count": decode_int,
}


def decode_bulk_process_operation_status_counts(data: Raw) -> BulkProcessOperationStatusCounts:
    """Read a JSON value; see `BulkProcessOperationStatusCounts.from_dict`."""
    self = new(BulkProcessOperationStatusCounts)
    absent = 0
    try:
        value = data.get("status")
        if value is None:
            absent += 1
            self.status = UNSET
        else:
            self.status = known_bulk_process_operation_status[value]
        value = data.get("count")
        if value is None:
            absent += 1
            self.count = UNSET
        else:
            if type(value) is not int:
                raise TypeError
            self.count = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
