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
    decode_bool,
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
from .identity_id import IdentityId, decode_identity_id
from .mobile_number import MobileNumber, decode_mobile_number
from .user_role import UserRole, decode_user_role


@final
@define(kw_only=True, weakref_slot=False)
class User(Model):
    """An authorised user of an identity."""

    id: str
    """Id of the user, digits only."""
    identity: IdentityId
    """The identity that the user acts for."""
    name: str
    """First name."""
    surname: str
    """Last name."""
    email: str = field(repr=redacted)
    """E-mail address."""
    active: bool
    """False once the user was deactivated."""
    mobile: MobileNumber | Unset = UNSET
    """Mobile number. Absent when none was given."""
    date_of_birth: DateOfBirth | Unset = UNSET
    """Date of birth. Absent when none was given."""
    country_of_residence: str | Unset = UNSET
    """Two-letter code of the country the user lives in (ISO 3166). Absent when none was given."""
    locale: str | Unset = UNSET
    """Language of messages to the user, such as `en` or `en-GB`. Absent when none was given."""
    roles: list[UserRole] | Unset = UNSET
    """What the user may do. Absent when no roles were given."""
    tag: str | Unset = UNSET
    """A mark of your own. Absent when none was given."""
    brand: str | Unset = UNSET
    """Brand that the user belongs to. Absent when none was given."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["id"] = self.id
        data["identity"] = self.identity.to_dict()
        data["name"] = self.name
        data["surname"] = self.surname
        data["email"] = self.email
        data["active"] = self.active
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
    def from_dict(data: Mapping[str, JSON]) -> User:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_user(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "id": decode_str,
    "identity": decode_identity_id,
    "name": decode_str,
    "surname": decode_str,
    "email": decode_str,
    "active": decode_bool,
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


def decode_user(data: Raw) -> User:
    """Read a JSON value; see `User.from_dict`."""
    self = new(User)
    absent = 0
    try:
        value = data["id"]
        if type(value) is not str:
            raise TypeError
        self.id = value
        self.identity = decode_identity_id(data["identity"])
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
        value = data["active"]
        if type(value) is not bool:
            raise TypeError
        self.active = value
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
            NO_FIELDS if len(data) + absent == 13 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
