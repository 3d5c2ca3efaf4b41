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
class BulkProcessExecuteRequest:
    """How to run a bulk."""

    mode: BulkProcessMode | Unset = UNSET
    """What a failure does to the rest. Send it always; what holds without it is not documented."""
    webhook_interval: int | Unset = UNSET
    """How often progress is reported by webhook. Its unit is not documented."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
        if self.mode is not UNSET:
            data["mode"] = str(self.mode)
        if self.webhook_interval is not UNSET:
            data["webhookInterval"] = self.webhook_interval
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> BulkProcessExecuteRequest:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_bulk_process_execute_request(dict(data))


_FIELDS: Final[frozenset[str]] = frozenset({"mode", "webhookInterval"})


def decode_bulk_process_execute_request(data: JSON) -> BulkProcessExecuteRequest:
    """Read a JSON value; see `BulkProcessExecuteRequest.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(BulkProcessExecuteRequest)
    value: JSON
    seen = 0
    at = ""
    try:
        at = "mode"
        value = data.get(at)
        if value is None:
            self.mode = UNSET
        else:
            seen += 1
            self.mode = decode_bulk_process_mode(value)
        at = "webhookInterval"
        value = data.get(at)
        if value is None:
            self.webhook_interval = UNSET
        else:
            seen += 1
            if type(value) is not int:
                raise expected("an integer", value)
            self.webhook_interval = value
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
