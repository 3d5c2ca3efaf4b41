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
    decode_list,
    decode_str,
    fault,
    list_of,
    new,
    redacted,
    redacted_values,
    unknown_fields,
)
from .date_of_birth import DateOfBirth, decode_date_of_birth
from .mobile_number import MobileNumber, decode_mobile_number
from .user_role import UserRole, decode_user_role


@final
@define(kw_only=True, weakref_slot=False)
class UserCreateRequest(Model):
    """Describes a new authorised user."""

    name: str
    """First name, up to 50 characters."""
    surname: str
    """Last name, up to 50 characters."""
    email: str = field(repr=redacted)
    """E-mail address. No other user may have it."""
    mobile: MobileNumber | Unset = UNSET
    """Mobile number."""
    date_of_birth: DateOfBirth | Unset = UNSET
    """Date of birth."""
    country_of_residence: str | Unset = UNSET
    """Two-letter code of the country the user lives in (ISO 3166)."""
    locale: str | Unset = UNSET
    """Language of messages to the user, such as `en` or `en-GB`."""
    roles: list[UserRole] | Unset = UNSET
    """What the user may do. What holds without roles is not documented."""
    tag: str | Unset = UNSET
    """A mark of your own, up to 50 letters, digits, `_` and `-`."""
    brand: str | Unset = UNSET
    """Brand that the user belongs to."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["name"] = self.name
        data["surname"] = self.surname
        data["email"] = self.email
        if self.mobile is not UNSET:
            data["mobile"] = self.mobile.to_dict()
        if self.date_of_birth is not UNSET:
            data["dateOfBirth"] = self.date_of_birth.to_dict()
        if self.country_of_residence is not UNSET:
            data["countryOfResidence"] = self.country_of_residence
        if self.locale is not UNSET:
            data["locale"] = self.locale
        if self.roles is not UNSET:
            data["roles"] = [str(item) for item in self.roles]
        if self.tag is not UNSET:
            data["tag"] = self.tag
        if self.brand is not UNSET:
            data["brand"] = self.brand
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> UserCreateRequest:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_user_create_request(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "name": decode_str,
    "surname": decode_str,
    "email": decode_str,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "mobile": decode_mobile_number,
    "dateOfBirth": decode_date_of_birth,
    "countryOfResidence": decode_str,
    "locale": decode_str,
    "roles": list_of(decode_user_role),
    "tag": decode_str,
    "brand": decode_str,
}


def decode_user_create_request(data: Raw) -> UserCreateRequest:
    """Read a JSON value; see `UserCreateRequest.from_dict`."""
    self = new(UserCreateRequest)
    absent = 0
    try:
        value = data["name"]
        if type(value) is not str:
            raise TypeError
        self.name = value
        value = data["surname"]
        if type(value) is not str:
            raise TypeError
        self.surname = value
        value = data["email"]
        if type(value) is not str:
            raise TypeError
        self.email = value
        value = data.get("mobile")
        if value is None:
            absent += 1
            self.mobile = UNSET
        else:
            self.mobile = decode_mobile_number(value)
        value = data.get("dateOfBirth")
        if value is None:
            absent += 1
            self.date_of_birth = UNSET
        else:
            self.date_of_birth = decode_date_of_birth(value)
        value = data.get("countryOfResidence")
        if value is None:
            absent += 1
            self.country_of_residence = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.country_of_residence = value
        value = data.get("locale")
        if value is None:
            absent += 1
            self.locale = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.locale = value
        value = data.get("roles")
        if value is None:
            absent += 1
            self.roles = UNSET
        else:
            self.roles = decode_list(value, decode_user_role)
        value = data.get("tag")
        if value is None:
            absent += 1
            self.tag = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.tag = value
        value = data.get("brand")
        if value is None:
            absent += 1
            self.brand = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.brand = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 10 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
