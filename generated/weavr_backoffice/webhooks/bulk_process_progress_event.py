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
from .bulk_process_operation_status_counts import (
    BulkProcessOperationStatusCounts,
    decode_bulk_process_operation_status_counts,
)
from .bulk_process_progress_status import (
    BulkProcessProgressStatus,
    decode_bulk_process_progress_status,
    known_bulk_process_progress_status,
)


@final
@define(kw_only=True, weakref_slot=False)
class BulkProcessProgressEvent(Model):
    """A bulk made progress or ended."""

    bulk_id: str | Unset = UNSET
    """Id of the bulk."""
    status: BulkProcessProgressStatus | Unset = UNSET
    """How the bulk is doing."""
    submitted_items_count: int | Unset = UNSET
    """How many operations were submitted."""
    operation_status_counts: list[BulkProcessOperationStatusCounts] | Unset = UNSET
    """How many operations are in each status."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.bulk_id is not UNSET:
            data["bulkId"] = self.bulk_id
        if self.status is not UNSET:
            data["status"] = str(self.status)
        if self.submitted_items_count is not UNSET:
            data["submittedItemsCount"] = self.submitted_items_count
        if self.operation_status_counts is not UNSET:
            data["operationStatusCounts"] = [item.to_dict() for item in self.operation_status_counts]
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> BulkProcessProgressEvent:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_bulk_process_progress_event(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "bulkId": decode_str,
    "status": decode_bulk_process_progress_status,
    "submittedItemsCount": decode_int,
    "operationStatusCounts": list_of(decode_bulk_process_operation_status_counts),
}


def decode_bulk_process_progress_event(data: Raw) -> BulkProcessProgressEvent:
    """Read a JSON value; see `BulkProcessProgressEvent.from_dict`."""
    self = new(BulkProcessProgressEvent)
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
            self.status = known_bulk_process_progress_status[value]
        value = data.get("submittedItemsCount")
        if value is None:
            absent += 1
            self.submitted_items_count = UNSET
        else:
            if type(value) is not int:
                raise TypeError
            self.submitted_items_count = value
        value = data.get("operationStatusCounts")
        if value is None:
            absent += 1
            self.operation_status_counts = UNSET
        else:
            self.operation_status_counts = decode_list(value, decode_bulk_process_operation_status_counts)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 4 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
