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
from .bulk_process import BulkProcess, decode_bulk_process


@final
@define(kw_only=True, weakref_slot=False)
class BulkProcessPage(Model):
    """One page of bulks."""

    bulk_processes: list[BulkProcess] | Unset = UNSET
    """The bulks of this page."""
    count: int | Unset = UNSET
    """How many bulks there are in all, over every page."""
    response_count: int | Unset = UNSET
    """How many bulks this page holds."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.bulk_processes is not UNSET:
            data["bulkProcesses"] = [item.to_dict() for item in self.bulk_processes]
        if self.count is not UNSET:
            data["count"] = self.count
        if self.response_count is not UNSET:
            data["responseCount"] = self.response_count
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> BulkProcessPage:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_bulk_process_page(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "bulkProcesses": list_of(decode_bulk_process),
    "count": decode_int,
    "responseCount": decode_int,
}


def decode_bulk_process_page(data: Raw) -> BulkProcessPage:
    """Read a JSON value; see `BulkProcessPage.from_dict`."""
    self = new(BulkProcessPage)
    absent = 0
    try:
        value = data.get("bulkProcesses")
        if value is None:
            absent += 1
            self.bulk_processes = UNSET
        else:
            self.bulk_processes = decode_list(value, decode_bulk_process)
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
