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
    redacted,
    redacted_values,
    unknown_fields,
)


@final
@define(kw_only=True, weakref_slot=False)
class SensitiveCvv:
    """A card's security code, or a token for it. Never log or print it."""

    value: str | Unset = field(default=UNSET, repr=redacted)
    """The code or its token. Sensitive."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
        if self.value is not UNSET:
            data["value"] = self.value
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> SensitiveCvv:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_sensitive_cvv(dict(data))


_FIELDS: Final[frozenset[str]] = frozenset({"value"})


def decode_sensitive_cvv(data: JSON) -> SensitiveCvv:
    """Read a JSON value; see `SensitiveCvv.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(SensitiveCvv)
    value: JSON
    seen = 0
    at = ""
    try:
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
