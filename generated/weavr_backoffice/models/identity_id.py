from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, final

from attrs import define, field

from ..types import (
    JSON,
    MISFIT,
    NO_FIELDS,
    JSONObject,
    Model,
    Raw,
    decode_str,
    fault,
    new,
    redacted_values,
    unknown_fields,
)
from .identity_type import IdentityType, decode_identity_type, known_identity_type


@final
@define(kw_only=True, weakref_slot=False)
class IdentityId(Model):
    """A corporate or consumer, by type and id."""

    type_: IdentityType
    """Whether it is a corporate or a consumer."""
    id: str
    """Id of the identity, digits only."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["type"] = str(self.type_)
        data["id"] = self.id
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> IdentityId:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_identity_id(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {"type": decode_identity_type, "id": decode_str}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {}


def decode_identity_id(data: Raw) -> IdentityId:
    """Read a JSON value; see `IdentityId.from_dict`."""
    self = new(IdentityId)
    try:
        self.type_ = known_identity_type[data["type"]]
        value = data["id"]
        if type(value) is not str:
            raise TypeError
        self.id = value
        self.additional_properties = NO_FIELDS if len(data) == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
