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
class BillingAddress(Model):
    """The address that belongs to a card."""

    address_line_1: str
    """Street and number."""
    city: str
    """City or town."""
    post_code: str
    """Postal code."""
    country: str
    """Two-letter code of the country (ISO 3166)."""
    address_line_2: str | Unset = UNSET
    """More of the address. Absent when there is none."""
    state: str | Unset = UNSET
    """State or region. Absent when there is none."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["addressLine1"] = self.address_line_1
        data["city"] = self.city
        data["postCode"] = self.post_code
        data["country"] = self.country
        if self.address_line_2 is not UNSET:
            data["addressLine2"] = self.address_line_2
        if self.state is not UNSET:
            data["state"] = self.state
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> BillingAddress:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_billing_address(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "addressLine1": decode_str,
    "city": decode_str,
    "postCode": decode_str,
    "country": decode_str,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {"addressLine2": decode_str, "state": decode_str}


def decode_billing_address(data: Raw) -> BillingAddress:
    """Read a JSON value; see `BillingAddress.from_dict`."""
    self = new(BillingAddress)
    absent = 0
    try:
        value = data["addressLine1"]
        if type(value) is not str:
            raise TypeError
        self.address_line_1 = value
        value = data["city"]
        if type(value) is not str:
            raise TypeError
        self.city = value
        value = data["postCode"]
        if type(value) is not str:
            raise TypeError
        self.post_code = value
        value = data["country"]
        if type(value) is not str:
            raise TypeError
        self.country = value
        value = data.get("addressLine2")
        if value is None:
            absent += 1
            self.address_line_2 = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.address_line_2 = value
        value = data.get("state")
        if value is None:
            absent += 1
            self.state = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.state = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 6 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
