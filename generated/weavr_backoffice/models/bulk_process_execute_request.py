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
    fault,
    new,
    redacted_values,
    unknown_fields,
)
from .bulk_process_mode import BulkProcessMode, decode_bulk_process_mode, known_bulk_process_mode


@final
@define(kw_only=True, weakref_slot=False)
class BulkProcessExecuteRequest(Model):
    """How to run a bulk."""

    mode: BulkProcessMode | Unset = UNSET
    """What a failure does to the rest. Send it always; what holds without it is not documented."""
    webhook_interval: int | Unset = UNSET
    """How often progress is reported by webhook. Its unit is not documented."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
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


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "mode": decode_bulk_process_mode,
    "webhookInterval": decode_int,
}


def decode_bulk_process_execute_request(data: Raw) -> BulkProcessExecuteRequest:
    """Read a JSON value; see `BulkProcessExecuteRequest.from_dict`."""
    self = new(BulkProcessExecuteRequest)
    absent = 0
    try:
        value = data.get("mode")
        if value is None:
            absent += 1
            self.mode = UNSET
        else:
            self.mode = known_bulk_process_mode[value]
        value = data.get("webhookInterval")
        if value is None:
            absent += 1
            self.webhook_interval = UNSET
        else:
            if type(value) is not int:
                raise TypeError
            self.webhook_interval = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
