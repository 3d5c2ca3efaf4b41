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


@final
@define(kw_only=True, weakref_slot=False)
class BulkSubmission(Model):
    """A bulk that was stored and waits to be started."""

    bulk_id: str | Unset = UNSET
    """Id of the bulk."""
    operation_count: int | Unset = UNSET
    """How many operations it holds."""
    path: str | Unset = UNSET
    """A path within the API that belongs to the bulk. Which one is not documented."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.bulk_id is not UNSET:
            data["bulkId"] = self.bulk_id
        if self.operation_count is not UNSET:
            data["operationCount"] = self.operation_count
        if self.path is not UNSET:
            data["path"] = self.path
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> BulkSubmission:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_bulk_submission(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "bulkId": decode_str,
    "operationCount": decode_int,
    "path": decode_str,
}


def decode_bulk_submission(data: Raw) -> BulkSubmission:
    """Read a JSON value; see `BulkSubmission.from_dict`."""
    self = new(BulkSubmission)
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
        value = data.get("operationCount")
        if value is None:
            absent += 1
            self.operation_count = UNSET
        else:
            if type(value) is not int:
                raise TypeError
            self.operation_count = value
        value = data.get("path")
        if value is None:
            absent += 1
            self.path = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.path = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 3 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
