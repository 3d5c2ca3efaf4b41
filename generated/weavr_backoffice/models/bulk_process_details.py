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
    decode_list,
    decode_str,
    fault,
    list_of,
    new,
    redacted_values,
    unknown_fields,
)
from .bulk_process_mode import BulkProcessMode, decode_bulk_process_mode, known_bulk_process_mode
from .bulk_process_operation_status_count import (
    BulkProcessOperationStatusCount,
    decode_bulk_process_operation_status_count,
)


@final
@define(kw_only=True, weakref_slot=False)
class BulkProcessDetails(Model):
    """A bulk, with the number of its operations in each status."""

    bulk_id: str | Unset = UNSET
    """Id of the bulk."""
    status: str | Unset = UNSET
    """Where the bulk stands. Typed as free text by the vendor; see BulkProcessStatus for the values."""
    operation: str | Unset = UNSET
    """The operation that the bulk repeats."""
    mode: BulkProcessMode | Unset = UNSET
    """What a failure does to the rest. Absent until the bulk is started."""
    submitted_items_count: int | Unset = UNSET
    """How many operations were submitted."""
    execution_start: int | Unset = UNSET
    """When the bulk was started, in epoch milliseconds. Absent until then."""
    execution_finish: int | Unset = UNSET
    """When the bulk ended, in epoch milliseconds. Absent until then."""
    operation_status_counts: list[BulkProcessOperationStatusCount] | Unset = UNSET
    """How many operations are in which status."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.bulk_id is not UNSET:
            data["bulkId"] = self.bulk_id
        if self.status is not UNSET:
            data["status"] = self.status
        if self.operation is not UNSET:
            data["operation"] = self.operation
        if self.mode is not UNSET:
            data["mode"] = str(self.mode)
        if self.submitted_items_count is not UNSET:
            data["submittedItemsCount"] = self.submitted_items_count
        if self.execution_start is not UNSET:
            data["executionStart"] = self.execution_start
        if self.execution_finish is not UNSET:
            data["executionFinish"] = self.execution_finish
        if self.operation_status_counts is not UNSET:
            data["operationStatusCounts"] = [item.to_dict() for item in self.operation_status_counts]
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> BulkProcessDetails:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_bulk_process_details(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "bulkId": decode_str,
    "status": decode_str,
    "operation": decode_str,
    "mode": decode_bulk_process_mode,
    "submittedItemsCount": decode_int,
    "executionStart": decode_int,
    "executionFinish": decode_int,
    "operationStatusCounts": list_of(decode_bulk_process_operation_status_count),
}


def decode_bulk_process_details(data: Raw) -> BulkProcessDetails:
    """Read a JSON value; see `BulkProcessDetails.from_dict`."""
    self = new(BulkProcessDetails)
    absent = 0
    try:
        value = data.get("bulkId")
        if value is None:
            absent += 1
            self.bulk_id = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.bulk_id = value
        value = data.get("status")
        if value is None:
            absent += 1
            self.status = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.status = value
        value = data.get("operation")
        if value is None:
            absent += 1
            self.operation = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.operation = value
        value = data.get("mode")
        if value is None:
            absent += 1
            self.mode = UNSET
        else:
            self.mode = known_bulk_process_mode[value]
        value = data.get("submittedItemsCount")
        if value is None:
            absent += 1
            self.submitted_items_count = UNSET
        else:
            if type(value) is not int:
                raise TypeError
            self.submitted_items_count = value
        value = data.get("executionStart")
        if value is None:
            absent += 1
            self.execution_start = UNSET
        else:
            if type(value) is not int:
                raise TypeError
            self.execution_start = value
        value = data.get("executionFinish")
        if value is None:
            absent += 1
            self.execution_finish = UNSET
        else:
            if type(value) is not int:
                raise TypeError
            self.execution_finish = value
        value = data.get("operationStatusCounts")
        if value is None:
            absent += 1
            self.operation_status_counts = UNSET
        else:
            self.operation_status_counts = decode_list(value, decode_bulk_process_operation_status_count)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 8 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
