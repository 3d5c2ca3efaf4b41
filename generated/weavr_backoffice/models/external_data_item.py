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
class ExternalDataItem:
    """A fact of your own, kept with a card."""

    name: str | Unset = UNSET
    """What the fact is called."""
    value: str | Unset = UNSET
    """The fact as text."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
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


_FIELDS: Final[frozenset[str]] = frozenset({"name", "value"})


def decode_external_data_item(data: JSON) -> ExternalDataItem:
    """Read a JSON value; see `ExternalDataItem.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(ExternalDataItem)
    value: JSON
    seen = 0
    at = ""
    try:
        at = "name"
        value = data.get(at)
        if value is None:
            self.name = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.name = value
        at = "value"
        value = data.get(at)
        if value is None:
            self.value = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.value = value
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
