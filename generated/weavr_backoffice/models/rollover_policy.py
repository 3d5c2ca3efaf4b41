from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from attrs import define, field

from ..types import JSON, NO_FIELDS, DecodeError, JSONObject, expected, fault, new, redacted_values, unknown_fields


@final
@define(kw_only=True, weakref_slot=False)
class RolloverPolicy:
    """What passes from one interval of a spend limit to the next."""

    rollover_negative: bool
    """True when what was spent beyond a limit counts against the next interval (assumed)."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
        data["rolloverNegative"] = self.rollover_negative
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> RolloverPolicy:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_rollover_policy(dict(data))


_FIELDS: Final[frozenset[str]] = frozenset({"rolloverNegative"})


def decode_rollover_policy(data: JSON) -> RolloverPolicy:
    """Read a JSON value; see `RolloverPolicy.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(RolloverPolicy)
    value: JSON
    at = ""
    try:
        at = "rolloverNegative"
        value = data[at]
        if type(value) is not bool:
            raise expected("a boolean", value)
        self.rollover_negative = value
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == 1 else unknown_fields(data, _FIELDS)
    return self
