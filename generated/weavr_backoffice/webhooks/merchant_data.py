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
class MerchantData(Model):
    """What is known of a merchant."""

    merchant_name: str
    """Name of the merchant."""
    merchant_category_code: str
    """The merchant's category (MCC)."""
    merchant_id: str
    """The acquirer's id of the merchant."""
    merchant_description: str | Unset = UNSET
    """What the merchant says of itself."""
    merchant_street: str | Unset = UNSET
    """Street of the merchant."""
    merchant_city: str | Unset = UNSET
    """City of the merchant."""
    merchant_state: str | Unset = UNSET
    """State or region of the merchant."""
    merchant_postal_code: str | Unset = UNSET
    """Postal code of the merchant."""
    merchant_country: str | Unset = UNSET
    """Country of the merchant."""
    merchant_telephone: str | Unset = UNSET
    """Telephone number of the merchant."""
    merchant_url: str | Unset = UNSET
    """Web address of the merchant."""
    merchant_name_other: str | Unset = UNSET
    """Another name of the merchant."""
    merchant_network_id: str | Unset = UNSET
    """The network's id of the merchant."""
    merchant_contact: str | Unset = UNSET
    """Whom to contact at the merchant."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["merchantName"] = self.merchant_name
        data["merchantCategoryCode"] = self.merchant_category_code
        data["merchantId"] = self.merchant_id
        if self.merchant_description is not UNSET:
            data["merchantDescription"] = self.merchant_description
        if self.merchant_street is not UNSET:
            data["merchantStreet"] = self.merchant_street
        if self.merchant_city is not UNSET:
            data["merchantCity"] = self.merchant_city
        if self.merchant_state is not UNSET:
            data["merchantState"] = self.merchant_state
        if self.merchant_postal_code is not UNSET:
            data["merchantPostalCode"] = self.merchant_postal_code
        if self.merchant_country is not UNSET:
            data["merchantCountry"] = self.merchant_country
        if self.merchant_telephone is not UNSET:
            data["merchantTelephone"] = self.merchant_telephone
        if self.merchant_url is not UNSET:
            data["merchantURL"] = self.merchant_url
        if self.merchant_name_other is not UNSET:
            data["merchantNameOther"] = self.merchant_name_other
        if self.merchant_network_id is not UNSET:
            data["merchantNetworkId"] = self.merchant_network_id
        if self.merchant_contact is not UNSET:
            data["merchantContact"] = self.merchant_contact
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> MerchantData:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_merchant_data(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "merchantName": decode_str,
    "merchantCategoryCode": decode_str,
    "merchantId": decode_str,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "merchantDescription": decode_str,
    "merchantStreet": decode_str,
    "merchantCity": decode_str,
    "merchantState": decode_str,
    "merchantPostalCode": decode_str,
    "merchantCountry": decode_str,
    "merchantTelephone": decode_str,
    "merchantURL": decode_str,
    "merchantNameOther": decode_str,
    "merchantNetworkId": decode_str,
    "merchantContact": decode_str,
}


def decode_merchant_data(data: Raw) -> MerchantData:
    """Read a JSON value; see `MerchantData.from_dict`."""
    self = new(MerchantData)
    absent = 0
    try:
        value = data["merchantName"]
        if type(value) is not str:
            raise TypeError
        self.merchant_name = value
        value = data["merchantCategoryCode"]
        if type(value) is not str:
            raise TypeError
        self.merchant_category_code = value
        value = data["merchantId"]
        if type(value) is not str:
            raise TypeError
        self.merchant_id = value
        value = data.get("merchantDescription")
        if value is None:
            absent += 1
            self.merchant_description = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.merchant_description = value
        value = data.get("merchantStreet")
        if value is None:
            absent += 1
            self.merchant_street = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.merchant_street = value
        value = data.get("merchantCity")
        if value is None:
            absent += 1
            self.merchant_city = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.merchant_city = value
        value = data.get("merchantState")
        if value is None:
            absent += 1
            self.merchant_state = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.merchant_state = value
        value = data.get("merchantPostalCode")
        if value is None:
            absent += 1
            self.merchant_postal_code = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.merchant_postal_code = value
        value = data.get("merchantCountry")
        if value is None:
            absent += 1
            self.merchant_country = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.merchant_country = value
        value = data.get("merchantTelephone")
        if value is None:
            absent += 1
            self.merchant_telephone = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.merchant_telephone = value
        value = data.get("merchantURL")
        if value is None:
            absent += 1
            self.merchant_url = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.merchant_url = value
        value = data.get("merchantNameOther")
        if value is None:
            absent += 1
            self.merchant_name_other = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.merchant_name_other = value
        value = data.get("merchantNetworkId")
        if value is None:
            absent += 1
            self.merchant_network_id = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.merchant_network_id = value
        value = data.get("merchantContact")
        if value is None:
            absent += 1
            self.merchant_contact = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.merchant_contact = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 14 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
