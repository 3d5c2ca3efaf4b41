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
    fault,
    new,
    redacted_values,
    unknown_fields,
)
from .destroyed_reason import DestroyedReason, decode_destroyed_reason, known_destroyed_reason
from .iban_state import IbanState, decode_iban_state, known_iban_state


@final
@define(kw_only=True, weakref_slot=False)
class IbanInstrumentState(Model):
    """The state of an IBAN, and the reason for it."""

    state: IbanState
    """The state."""
    destroyed_reason: DestroyedReason | Unset = UNSET
    """Why it was removed. Absent when it was not."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["state"] = str(self.state)
        if self.destroyed_reason is not UNSET:
            data["destroyedReason"] = str(self.destroyed_reason)
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> IbanInstrumentState:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_iban_instrument_state(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {"state": decode_iban_state}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {"destroyedReason": decode_destroyed_reason}


def decode_iban_instrument_state(data: Raw) -> IbanInstrumentState:
    """Read a JSON value; see `IbanInstrumentState.from_dict`."""
    self = new(IbanInstrumentState)
    absent = 0
    try:
        self.state = known_iban_state[data["state"]]
        value = data.get("destroyedReason")
        if value is None:
            absent += 1
            self.destroyed_reason = UNSET
        else:
            self.destroyed_reason = known_destroyed_reason[value]
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
