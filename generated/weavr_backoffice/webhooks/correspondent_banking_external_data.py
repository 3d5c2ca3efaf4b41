from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, final

from attrs import define, field

from ..types import (
    JSON,
    MISFIT,
    NO_FIELDS,
    JSONObject,
    Model,
    Raw,
    decode_str,
    fault,
    new,
    redacted_values,
    unknown_fields,
)


@final
@define(kw_only=True, weakref_slot=False)
class CorrespondentBankingExternalData(Model):
    """A fact of your own."""

    name: str
    """What the fact is called."""
    value: str
    """The fact."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["name"] = self.name
        data["value"] = self.value
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> CorrespondentBankingExternalData:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_correspondent_banking_external_data(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {"name": decode_str, "value": decode_str}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {}


def decode_correspondent_banking_external_data(data: Raw) -> CorrespondentBankingExternalData:
    """Read a JSON value; see `CorrespondentBankingExternalData.from_dict`."""
    self = new(CorrespondentBankingExternalData)
    try:
        value = data["name"]
        if type(value) is not str:
            raise TypeError
        self.name = value
        value = data["value"]
        if type(value) is not str:
            raise TypeError
        self.value = value
        self.additional_properties = NO_FIELDS if len(data) == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
