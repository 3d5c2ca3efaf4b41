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
    decode_str,
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
class BulkProcessOperation(Model):
    """One operation of a bulk, with what was asked and what was answered."""

    operation_id: str | Unset = UNSET
    """Id of the operation within the service."""
    sequence: int | Unset = UNSET
    """Place of the operation in the bulk, which is also the order in which operations run."""
    method: str | Unset = UNSET
    """HTTP method of the operation."""
    path: str | Unset = UNSET
    """Path of the operation."""
    status: BulkProcessOperationStatus | Unset = UNSET
    """Where the operation stands."""
    request_payload: str | Unset = UNSET
    """The body that was sent for this operation, JSON as text."""
    response_payload: str | Unset = UNSET
    """The body of the answer, JSON as text. Absent until there is one."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.operation_id is not UNSET:
            data["operationId"] = self.operation_id
        if self.sequence is not UNSET:
            data["sequence"] = self.sequence
        if self.method is not UNSET:
            data["method"] = self.method
        if self.path is not UNSET:
            data["path"] = self.path
        if self.status is not UNSET:
            data["status"] = str(self.status)
        if self.request_payload is not UNSET:
            data["requestPayload"] = self.request_payload
        if self.response_payload is not UNSET:
            data["responsePayload"] = self.response_payload
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> BulkProcessOperation:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_bulk_process_operation(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "operationId": decode_str,
    "sequence": decode_int,
    "method": decode_str,
    "path": decode_str,
    "status": decode_bulk_process_operation_status,
    "requestPayload": decode_str,
    "responsePayload": decode_str,
}


def decode_bulk_process_operation(data: Raw) -> BulkProcessOperation:
    """Read a JSON value; see `BulkProcessOperation.from_dict`."""
    self = new(BulkProcessOperation)
    absent = 0
    try:
        value = data.get("operationId")
        if value is None:
            absent += 1
            self.operation_id = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.operation_id = value
        value = data.get("sequence")
        if value is None:
            absent += 1
            self.sequence = UNSET
        else:
            if type(value) is not int:
                raise TypeError
            self.sequence = value
        value = data.get("method")
        if value is None:
            absent += 1
            self.method = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.method = value
        value = data.get("path")
        if value is None:
            absent += 1
            self.path = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.path = value
        value = data.get("status")
        if value is None:
            absent += 1
            self.status = UNSET
        else:
            self.status = known_bulk_process_operation_status[value]
        value = data.get("requestPayload")
        if value is None:
            absent += 1
            self.request_payload = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.request_payload = value
        value = data.get("responsePayload")
        if value is None:
            absent += 1
            self.response_payload = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.response_payload = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 7 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
