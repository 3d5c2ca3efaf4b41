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
    decode_str,
    fault,
    new,
    redacted_values,
    unknown_fields,
)


@final
@define(kw_only=True, weakref_slot=False)
class ExternalDataItem(Model):
    """A fact of your own, kept with a card."""

    name: str | Unset = UNSET
    """What the fact is called."""
    value: str | Unset = UNSET
    """The fact as text."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.name is not UNSET:
            data["name"] = self.name
        if self.value is not UNSET:
            data["value"] = self.value
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> ExternalDataItem:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_external_data_item(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {"name": decode_str, "value": decode_str}


def decode_external_data_item(data: Raw) -> ExternalDataItem:
    """Read a JSON value; see `ExternalDataItem.from_dict`."""
    self = new(ExternalDataItem)
    absent = 0
    try:
        value = data.get("name")
        if value is None:
            absent += 1
            self.name = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.name = value
        value = data.get("value")
        if value is None:
            absent += 1
            self.value = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.value = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
