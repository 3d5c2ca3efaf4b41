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
class AccountNumberAndSortCode(Model):
    """A linked account by its number and sort code."""

    account_number: str
    """The account's number."""
    sort_code: str
    """The bank's sort code."""
    secondary_reference: str | Unset = UNSET
    """A second reference, where the account needs one."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["accountNumber"] = self.account_number
        data["sortCode"] = self.sort_code
        if self.secondary_reference is not UNSET:
            data["secondaryReference"] = self.secondary_reference
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> AccountNumberAndSortCode:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_account_number_and_sort_code(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {"accountNumber": decode_str, "sortCode": decode_str}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {"secondaryReference": decode_str}


def decode_account_number_and_sort_code(data: Raw) -> AccountNumberAndSortCode:
    """Read a JSON value; see `AccountNumberAndSortCode.from_dict`."""
    self = new(AccountNumberAndSortCode)
    absent = 0
    try:
        value = data["accountNumber"]
        if type(value) is not str:
            raise TypeError
        self.account_number = value
        value = data["sortCode"]
        if type(value) is not str:
            raise TypeError
        self.sort_code = value
        value = data.get("secondaryReference")
        if value is None:
            absent += 1
            self.secondary_reference = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.secondary_reference = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 3 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
