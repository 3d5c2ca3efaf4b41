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
class IBANDetails(Model):
    """An account by its IBAN."""

    iban: str
    """The IBAN."""
    bank_identifier_code: str | Unset = UNSET
    """The bank's code (BIC)."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["iban"] = self.iban
        if self.bank_identifier_code is not UNSET:
            data["bankIdentifierCode"] = self.bank_identifier_code
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> IBANDetails:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_iban_details(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {"iban": decode_str}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {"bankIdentifierCode": decode_str}


def decode_iban_details(data: Raw) -> IBANDetails:
    """Read a JSON value; see `IBANDetails.from_dict`."""
    self = new(IBANDetails)
    absent = 0
    try:
        value = data["iban"]
        if type(value) is not str:
            raise TypeError
        self.iban = value
        value = data.get("bankIdentifierCode")
        if value is None:
            absent += 1
            self.bank_identifier_code = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.bank_identifier_code = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
