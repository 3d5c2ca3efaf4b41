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
from .blocked_reason import BlockedReason, decode_blocked_reason, known_blocked_reason
from .destroyed_reason import DestroyedReason, decode_destroyed_reason, known_destroyed_reason
from .instrument_state import InstrumentState, decode_instrument_state, known_instrument_state


@final
@define(kw_only=True, weakref_slot=False)
class ManagedInstrumentState(Model):
    """The state of a card, and the reasons for it."""

    state: InstrumentState
    """The state."""
    blocked_reason: BlockedReason | Unset = UNSET
    """Why it is blocked. Absent when it is not."""
    destroyed_reason: DestroyedReason | Unset = UNSET
    """Why it was removed. Absent when it was not."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["state"] = str(self.state)
        if self.blocked_reason is not UNSET:
            data["blockedReason"] = str(self.blocked_reason)
        if self.destroyed_reason is not UNSET:
            data["destroyedReason"] = str(self.destroyed_reason)
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> ManagedInstrumentState:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_managed_instrument_state(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {"state": decode_instrument_state}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "blockedReason": decode_blocked_reason,
    "destroyedReason": decode_destroyed_reason,
}


def decode_managed_instrument_state(data: Raw) -> ManagedInstrumentState:
    """Read a JSON value; see `ManagedInstrumentState.from_dict`."""
    self = new(ManagedInstrumentState)
    absent = 0
    try:
        self.state = known_instrument_state[data["state"]]
        value = data.get("blockedReason")
        if value is None:
            absent += 1
            self.blocked_reason = UNSET
        else:
            self.blocked_reason = known_blocked_reason[value]
        value = data.get("destroyedReason")
        if value is None:
            absent += 1
            self.destroyed_reason = UNSET
        else:
            self.destroyed_reason = known_destroyed_reason[value]
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 3 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
