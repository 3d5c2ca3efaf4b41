from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from attrs import define, field

from ..models.access_token import AccessToken, decode_access_token
from ..models.credential_id import CredentialId, decode_credential_id
from ..models.identity_id import IdentityId, decode_identity_id
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
class AccessTokenGrant:
    """A token, with the identity and the credentials it stands for."""

    token: AccessToken | Unset = UNSET
    """The token, nested once more."""
    identity: IdentityId | Unset = UNSET
    """The identity that is acted for."""
    credentials: CredentialId | Unset = UNSET
    """Under which credentials the identity is acted for."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
        if self.token is not UNSET:
            data["token"] = self.token.to_dict()
        if self.identity is not UNSET:
            data["identity"] = self.identity.to_dict()
        if self.credentials is not UNSET:
            data["credentials"] = self.credentials.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> AccessTokenGrant:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_access_token_grant(dict(data))


_FIELDS: Final[frozenset[str]] = frozenset({"token", "identity", "credentials"})


def decode_access_token_grant(data: JSON) -> AccessTokenGrant:
    """Read a JSON value; see `AccessTokenGrant.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(AccessTokenGrant)
    value: JSON
    seen = 0
    at = ""
    try:
        at = "token"
        value = data.get(at)
        if value is None:
            self.token = UNSET
        else:
            seen += 1
            self.token = decode_access_token(value)
        at = "identity"
        value = data.get(at)
        if value is None:
            self.identity = UNSET
        else:
            seen += 1
            self.identity = decode_identity_id(value)
        at = "credentials"
        value = data.get(at)
        if value is None:
            self.credentials = UNSET
        else:
            seen += 1
            self.credentials = decode_credential_id(value)
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
