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
    redacted,
    redacted_values,
    unknown_fields,
)


@final
@define(kw_only=True, weakref_slot=False)
class AccessToken(Model):
    """The text of an access token. A secret."""

    token: str | Unset = field(default=UNSET, repr=redacted)
    """What is sent as bearer in the `Authorization` header. A secret, and opaque: it need not be a JWT."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.token is not UNSET:
            data["token"] = self.token
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> AccessToken:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_access_token(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {"token": decode_str}


def decode_access_token(data: Raw) -> AccessToken:
    """Read a JSON value; see `AccessToken.from_dict`."""
    self = new(AccessToken)
    absent = 0
    try:
        value = data.get("token")
        if value is None:
            absent += 1
            self.token = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.token = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 1 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
