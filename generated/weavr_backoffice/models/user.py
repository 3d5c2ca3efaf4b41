from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from attrs import define, field

from ..models.date_of_birth import DateOfBirth, decode_date_of_birth
from ..models.identity_id import IdentityId, decode_identity_id
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
class User:
    """An authorised user of an identity."""

    id: str
    """Id of the user, digits only."""
    identity: IdentityId
    """The identity that the user acts for."""
    name: str
    """First name."""
    surname: str
    """Last name."""
    email: str
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
        data: JSONObject = dict(self.additional_properties)
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


_FIELDS: Final[frozenset[str]] = frozenset(
    {
        "id",
        "identity",
        "name",
        "surname",
        "email",
        "active",
        "mobile",
        "dateOfBirth",
        "countryOfResidence",
        "locale",
        "roles",
        "tag",
        "brand",
    }
)


def decode_user(data: JSON) -> User:
    """Read a JSON value; see `User.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(User)
    value: JSON
    seen = 6
    at = ""
    try:
        at = "id"
        value = data[at]
        if type(value) is not str:
            raise expected("a string", value)
        self.id = value
        at = "identity"
        value = data[at]
        self.identity = decode_identity_id(value)
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
        at = "active"
        value = data[at]
        if type(value) is not bool:
            raise expected("a boolean", value)
        self.active = value
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
