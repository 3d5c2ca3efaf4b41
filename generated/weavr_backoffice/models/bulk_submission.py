from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from attrs import define, field

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
class BulkSubmission:
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
        data: JSONObject = dict(self.additional_properties)
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


_FIELDS: Final[frozenset[str]] = frozenset({"bulkId", "operationCount", "path"})


def decode_bulk_submission(data: JSON) -> BulkSubmission:
    """Read a JSON value; see `BulkSubmission.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(BulkSubmission)
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
        at = "operationCount"
        value = data.get(at)
        if value is None:
            self.operation_count = UNSET
        else:
            seen += 1
            if type(value) is not int:
                raise expected("an integer", value)
            self.operation_count = value
        at = "path"
        value = data.get(at)
        if value is None:
            self.path = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.path = value
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
