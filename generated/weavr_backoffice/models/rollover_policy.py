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
    decode_bool,
    fault,
    new,
    redacted_values,
    unknown_fields,
)


@final
@define(kw_only=True, weakref_slot=False)
class RolloverPolicy(Model):
    """What passes from one interval of a spend limit to the next."""

    rollover_negative: bool
    """True when what was spent beyond a limit counts against the next interval (assumed)."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
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


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {"rolloverNegative": decode_bool}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {}


def decode_rollover_policy(data: Raw) -> RolloverPolicy:
    """Read a JSON value; see `RolloverPolicy.from_dict`."""
    self = new(RolloverPolicy)
    try:
        value = data["rolloverNegative"]
        if type(value) is not bool:
            raise TypeError
        self.rollover_negative = value
        self.additional_properties = NO_FIELDS if len(data) == 1 else unknown_fields(data, _REQUIRED, _OPTIONAL)
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
