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
class BulkProcessOperation:
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
        data: JSONObject = dict(self.additional_properties)
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


_FIELDS: Final[frozenset[str]] = frozenset(
    {"operationId", "sequence", "method", "path", "status", "requestPayload", "responsePayload"}
)


def decode_bulk_process_operation(data: JSON) -> BulkProcessOperation:
    """Read a JSON value; see `BulkProcessOperation.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(BulkProcessOperation)
    value: JSON
    seen = 0
    at = ""
    try:
        at = "operationId"
        value = data.get(at)
        if value is None:
            self.operation_id = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.operation_id = value
        at = "sequence"
        value = data.get(at)
        if value is None:
            self.sequence = UNSET
        else:
            seen += 1
            if type(value) is not int:
                raise expected("an integer", value)
            self.sequence = value
        at = "method"
        value = data.get(at)
        if value is None:
            self.method = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.method = value
        at = "path"
        value = data.get(at)
        if value is None:
            self.path = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.path = value
        at = "status"
        value = data.get(at)
        if value is None:
            self.status = UNSET
        else:
            seen += 1
            self.status = decode_bulk_process_operation_status(value)
        at = "requestPayload"
        value = data.get(at)
        if value is None:
            self.request_payload = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.request_payload = value
        at = "responsePayload"
        value = data.get(at)
        if value is None:
            self.response_payload = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.response_payload = value
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
