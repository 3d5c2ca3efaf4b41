from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from attrs import define, field

from ..models.bulk_process_mode import BulkProcessMode, decode_bulk_process_mode
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
class BulkProcess:
    """A bulk and how far it has come."""

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
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
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
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> BulkProcess:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_bulk_process(dict(data))


_FIELDS: Final[frozenset[str]] = frozenset(
    {"bulkId", "status", "operation", "mode", "submittedItemsCount", "executionStart", "executionFinish"}
)


def decode_bulk_process(data: JSON) -> BulkProcess:
    """Read a JSON value; see `BulkProcess.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(BulkProcess)
    value: JSON
    seen = 0
    at = ""
    try:
        at = "bulkId"
        value = data.get(at)
        if value is None:
            self.bulk_id = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.bulk_id = value
        at = "status"
        value = data.get(at)
        if value is None:
            self.status = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.status = value
        at = "operation"
        value = data.get(at)
        if value is None:
            self.operation = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.operation = value
        at = "mode"
        value = data.get(at)
        if value is None:
            self.mode = UNSET
        else:
            seen += 1
            self.mode = decode_bulk_process_mode(value)
        at = "submittedItemsCount"
        value = data.get(at)
        if value is None:
            self.submitted_items_count = UNSET
        else:
            seen += 1
            if type(value) is not int:
                raise expected("an integer", value)
            self.submitted_items_count = value
        at = "executionStart"
        value = data.get(at)
        if value is None:
            self.execution_start = UNSET
        else:
            seen += 1
            if type(value) is not int:
                raise expected("an integer", value)
            self.execution_start = value
        at = "executionFinish"
        value = data.get(at)
        if value is None:
            self.execution_finish = UNSET
        else:
            seen += 1
            if type(value) is not int:
                raise expected("an integer", value)
            self.execution_finish = value
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
