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
    fault,
    list_of,
    new,
    redacted_values,
    unknown_fields,
)
from .bulk_process_operation import BulkProcessOperation, decode_bulk_process_operation


@final
@define(kw_only=True, weakref_slot=False)
class BulkProcessOperationPage(Model):
    """One page of a bulk's operations."""

    operations: list[BulkProcessOperation] | Unset = UNSET
    """The operations of this page."""
    count: int | Unset = UNSET
    """How many operations there are in all, over every page."""
    response_count: int | Unset = UNSET
    """How many operations this page holds."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.operations is not UNSET:
            data["operations"] = [item.to_dict() for item in self.operations]
        if self.count is not UNSET:
            data["count"] = self.count
        if self.response_count is not UNSET:
            data["responseCount"] = self.response_count
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> BulkProcessOperationPage:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_bulk_process_operation_page(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "operations": list_of(decode_bulk_process_operation),
    "count": decode_int,
    "responseCount": decode_int,
}


def decode_bulk_process_operation_page(data: Raw) -> BulkProcessOperationPage:
    """Read a JSON value; see `BulkProcessOperationPage.from_dict`."""
    self = new(BulkProcessOperationPage)
    absent = 0
    try:
        value = data.get("operations")
        if value is None:
            absent += 1
            self.operations = UNSET
        else:
            self.operations = decode_list(value, decode_bulk_process_operation)
        value = data.get("count")
        if value is None:
            absent += 1
            self.count = UNSET
        else:
            if type(value) is not int:
                raise TypeError
            self.count = value
        value = data.get("responseCount")
        if value is None:
            absent += 1
            self.response_count = UNSET
        else:
            if type(value) is not int:
                raise TypeError
            self.response_count = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 3 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
