from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from attrs import define, field

from ..models.date_of_birth import DateOfBirth, decode_date_of_birth
from ..models.mobile_number import MobileNumber, decode_mobile_number
from ..models.user_role import UserRole, decode_user_role
from ..types import (
    JSON,
    NO_FIELDS,
    UNSET,
    DecodeError,
    JSONObject,
    Unset,
    decode_list,
    expected,
    fault,
    new,
    redacted_values,
    unknown_fields,
)


@final
@define(kw_only=True, weakref_slot=False)
class UserCreateRequest:
    """Describes a new authorised user."""

    name: str
    """First name, up to 50 characters."""
    surname: str
    """Last name, up to 50 characters."""
    email: str
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
        data: JSONObject = dict(self.additional_properties)
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


_FIELDS: Final[frozenset[str]] = frozenset(
    {"name", "surname", "email", "mobile", "dateOfBirth", "countryOfResidence", "locale", "roles", "tag", "brand"}
)


def decode_user_create_request(data: JSON) -> UserCreateRequest:
    """Read a JSON value; see `UserCreateRequest.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(UserCreateRequest)
    value: JSON
    seen = 3
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
        at = "email"
        value = data[at]
        if type(value) is not str:
            raise expected("a string", value)
        self.email = value
        at = "mobile"
        value = data.get(at)
        if value is None:
            self.mobile = UNSET
        else:
            seen += 1
            self.mobile = decode_mobile_number(value)
        at = "dateOfBirth"
        value = data.get(at)
        if value is None:
            self.date_of_birth = UNSET
        else:
            seen += 1
            self.date_of_birth = decode_date_of_birth(value)
        at = "countryOfResidence"
        value = data.get(at)
        if value is None:
            self.country_of_residence = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.country_of_residence = value
        at = "locale"
        value = data.get(at)
        if value is None:
            self.locale = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.locale = value
        at = "roles"
        value = data.get(at)
        if value is None:
            self.roles = UNSET
        else:
            seen += 1
            self.roles = decode_list(value, decode_user_role)
        at = "tag"
        value = data.get(at)
        if value is None:
            self.tag = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.tag = value
        at = "brand"
        value = data.get(at)
        if value is None:
            self.brand = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.brand = value
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
