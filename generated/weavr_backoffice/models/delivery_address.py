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
class DeliveryAddress:
    """Where a plastic card is sent to."""

    name: str
    """First name of the recipient."""
    surname: str
    """Last name of the recipient."""
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
    contact_number: str | Unset = UNSET
    """Telephone number for the carrier, with country code. Absent when none was given."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
        data["name"] = self.name
        data["surname"] = self.surname
        data["addressLine1"] = self.address_line_1
        data["city"] = self.city
        data["postCode"] = self.post_code
        data["country"] = self.country
        if self.address_line_2 is not UNSET:
            data["addressLine2"] = self.address_line_2
        if self.state is not UNSET:
            data["state"] = self.state
        if self.contact_number is not UNSET:
            data["contactNumber"] = self.contact_number
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> DeliveryAddress:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_delivery_address(dict(data))


_FIELDS: Final[frozenset[str]] = frozenset(
    {"name", "surname", "addressLine1", "city", "postCode", "country", "addressLine2", "state", "contactNumber"}
)


def decode_delivery_address(data: JSON) -> DeliveryAddress:
    """Read a JSON value; see `DeliveryAddress.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(DeliveryAddress)
    value: JSON
    seen = 6
    at = ""
    try:
        at = "name"
        value = data[at]
        if type(value) is not str:
            raise expected("a string", value)
        self.name = value
        at = "surname"
        value = data[at]
        if type(value) is not str:
            raise expected("a string", value)
        self.surname = value
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
        at = "contactNumber"
        value = data.get(at)
        if value is None:
            self.contact_number = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.contact_number = value
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
