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
class Merchant(Model):
    """A merchant."""

    id: str
    """The acquirer's id of the merchant."""
    name: str
    """Name of the merchant."""
    name_other: str | Unset = UNSET
    """Another name of the merchant."""
    network_id: str | Unset = UNSET
    """The network's id of the merchant."""
    category_code: str | Unset = UNSET
    """The merchant's category (MCC)."""
    description: str | Unset = UNSET
    """What the merchant says of itself."""
    street: str | Unset = UNSET
    """Street."""
    city: str | Unset = UNSET
    """City."""
    state: str | Unset = UNSET
    """State or region."""
    postal_code: str | Unset = UNSET
    """Postal code."""
    country: str | Unset = UNSET
    """Country of the merchant."""
    telephone: str | Unset = UNSET
    """Telephone number."""
    url: str | Unset = UNSET
    """Web address."""
    contact: str | Unset = UNSET
    """Whom to contact."""
    reference: str | Unset = UNSET
    """The merchant's reference."""
    logo_url: str | Unset = UNSET
    """Web address of the merchant's logo."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["id"] = self.id
        data["name"] = self.name
        if self.name_other is not UNSET:
            data["nameOther"] = self.name_other
        if self.network_id is not UNSET:
            data["networkId"] = self.network_id
        if self.category_code is not UNSET:
            data["categoryCode"] = self.category_code
        if self.description is not UNSET:
            data["description"] = self.description
        if self.street is not UNSET:
            data["street"] = self.street
        if self.city is not UNSET:
            data["city"] = self.city
        if self.state is not UNSET:
            data["state"] = self.state
        if self.postal_code is not UNSET:
            data["postalCode"] = self.postal_code
        if self.country is not UNSET:
            data["country"] = self.country
        if self.telephone is not UNSET:
            data["telephone"] = self.telephone
        if self.url is not UNSET:
            data["url"] = self.url
        if self.contact is not UNSET:
            data["contact"] = self.contact
        if self.reference is not UNSET:
            data["reference"] = self.reference
        if self.logo_url is not UNSET:
            data["logoUrl"] = self.logo_url
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> Merchant:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_merchant(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {"id": decode_str, "name": decode_str}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "nameOther": decode_str,
    "networkId": decode_str,
    "categoryCode": decode_str,
    "description": decode_str,
    "street": decode_str,
    "city": decode_str,
    "state": decode_str,
    "postalCode": decode_str,
    "country": decode_str,
    "telephone": decode_str,
    "url": decode_str,
    "contact": decode_str,
    "reference": decode_str,
    "logoUrl": decode_str,
}


def decode_merchant(data: Raw) -> Merchant:
    """Read a JSON value; see `Merchant.from_dict`."""
    self = new(Merchant)
    absent = 0
    try:
        value = data["id"]
        if type(value) is not str:
            raise TypeError
        self.id = value
        value = data["name"]
        if type(value) is not str:
            raise TypeError
        self.name = value
        value = data.get("nameOther")
        if value is None:
            absent += 1
            self.name_other = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.name_other = value
        value = data.get("networkId")
        if value is None:
            absent += 1
            self.network_id = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.network_id = value
        value = data.get("categoryCode")
        if value is None:
            absent += 1
            self.category_code = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.category_code = value
        value = data.get("description")
        if value is None:
            absent += 1
            self.description = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.description = value
        value = data.get("street")
        if value is None:
            absent += 1
            self.street = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.street = value
        value = data.get("city")
        if value is None:
            absent += 1
            self.city = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.city = value
        value = data.get("state")
        if value is None:
            absent += 1
            self.state = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.state = value
        value = data.get("postalCode")
        if value is None:
            absent += 1
            self.postal_code = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.postal_code = value
        value = data.get("country")
        if value is None:
            absent += 1
            self.country = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.country = value
        value = data.get("telephone")
        if value is None:
            absent += 1
            self.telephone = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.telephone = value
        value = data.get("url")
        if value is None:
            absent += 1
            self.url = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.url = value
        value = data.get("contact")
        if value is None:
            absent += 1
            self.contact = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.contact = value
        value = data.get("reference")
        if value is None:
            absent += 1
            self.reference = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.reference = value
        value = data.get("logoUrl")
        if value is None:
            absent += 1
            self.logo_url = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.logo_url = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 16 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
