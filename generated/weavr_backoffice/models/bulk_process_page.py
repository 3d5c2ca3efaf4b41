from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from attrs import define, field

from ..models.bulk_process import BulkProcess, decode_bulk_process
from ..types import (
    JSON,
    NO_FIELDS,
    UNSET,
    DecodeError,
    JSONObject,
    Unset,
    decode_list,
    expected,
    fault,
    new,
    redacted_values,
    unknown_fields,
)


@final
@define(kw_only=True, weakref_slot=False)
class BulkProcessPage:
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
        data: JSONObject = dict(self.additional_properties)
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


_FIELDS: Final[frozenset[str]] = frozenset({"bulkProcesses", "count", "responseCount"})


def decode_bulk_process_page(data: JSON) -> BulkProcessPage:
    """Read a JSON value; see `BulkProcessPage.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(BulkProcessPage)
    value: JSON
    seen = 0
    at = ""
    try:
        at = "bulkProcesses"
        value = data.get(at)
        if value is None:
            self.bulk_processes = UNSET
        else:
            seen += 1
            self.bulk_processes = decode_list(value, decode_bulk_process)
        at = "count"
        value = data.get(at)
        if value is None:
            self.count = UNSET
        else:
            seen += 1
            if type(value) is not int:
                raise expected("an integer", value)
            self.count = value
        at = "responseCount"
        value = data.get(at)
        if value is None:
            self.response_count = UNSET
        else:
            seen += 1
            if type(value) is not int:
                raise expected("an integer", value)
            self.response_count = value
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
