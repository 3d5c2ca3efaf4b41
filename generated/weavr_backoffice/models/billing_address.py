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
class BillingAddress:
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
        data: JSONObject = dict(self.additional_properties)
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


_FIELDS: Final[frozenset[str]] = frozenset({"addressLine1", "city", "postCode", "country", "addressLine2", "state"})


def decode_billing_address(data: JSON) -> BillingAddress:
    """Read a JSON value; see `BillingAddress.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(BillingAddress)
    value: JSON
    seen = 4
    at = ""
    try:
        at = "addressLine1"
        value = data[at]
        if type(value) is not str:
            raise expected("a string", value)
        self.address_line_1 = value
        at = "city"
        value = data[at]
        if type(value) is not str:
            raise expected("a string", value)
        self.city = value
        at = "postCode"
        value = data[at]
        if type(value) is not str:
            raise expected("a string", value)
        self.post_code = value
        at = "country"
        value = data[at]
        if type(value) is not str:
            raise expected("a string", value)
        self.country = value
        at = "addressLine2"
        value = data.get(at)
        if value is None:
            self.address_line_2 = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.address_line_2 = value
        at = "state"
        value = data.get(at)
        if value is None:
            self.state = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.state = value
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
