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
    redacted,
    redacted_values,
    unknown_fields,
)


@final
@define(kw_only=True, weakref_slot=False)
class SensitiveCardNumber(Model):
    """A card number, or a token for it. Never log or print it."""

    value: str | Unset = field(default=UNSET, repr=redacted)
    """The number or its token. Sensitive."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.value is not UNSET:
            data["value"] = self.value
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> SensitiveCardNumber:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_sensitive_card_number(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {"value": decode_str}


def decode_sensitive_card_number(data: Raw) -> SensitiveCardNumber:
    """Read a JSON value; see `SensitiveCardNumber.from_dict`."""
    self = new(SensitiveCardNumber)
    absent = 0
    try:
        value = data.get("value")
        if value is None:
            absent += 1
            self.value = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.value = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 1 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
