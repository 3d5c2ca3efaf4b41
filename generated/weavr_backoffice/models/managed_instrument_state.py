from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from attrs import define, field

from ..models.blocked_reason import BlockedReason, decode_blocked_reason
from ..models.destroyed_reason import DestroyedReason, decode_destroyed_reason
from ..models.instrument_state import InstrumentState, decode_instrument_state
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
class ManagedInstrumentState:
    """Whether an instrument can be used, and if not, why."""

    state: InstrumentState
    """The state itself."""
    blocked_reason: BlockedReason | Unset = UNSET
    """Why it is blocked. Absent unless the state is BLOCKED."""
    destroyed_reason: DestroyedReason | Unset = UNSET
    """Why it was removed. Absent unless the state is DESTROYED."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
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


_FIELDS: Final[frozenset[str]] = frozenset({"state", "blockedReason", "destroyedReason"})


def decode_managed_instrument_state(data: JSON) -> ManagedInstrumentState:
    """Read a JSON value; see `ManagedInstrumentState.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(ManagedInstrumentState)
    value: JSON
    seen = 1
    at = ""
    try:
        at = "state"
        value = data[at]
        self.state = decode_instrument_state(value)
        at = "blockedReason"
        value = data.get(at)
        if value is None:
            self.blocked_reason = UNSET
        else:
            seen += 1
            self.blocked_reason = decode_blocked_reason(value)
        at = "destroyedReason"
        value = data.get(at)
        if value is None:
            self.destroyed_reason = UNSET
        else:
            seen += 1
            self.destroyed_reason = decode_destroyed_reason(value)
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
