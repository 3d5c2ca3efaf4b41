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
    fault,
    new,
    redacted_values,
    unknown_fields,
)
from .auth_forwarding_default_timeout_decision import (
    AuthForwardingDefaultTimeoutDecision,
    decode_auth_forwarding_default_timeout_decision,
    known_auth_forwarding_default_timeout_decision,
)


@final
@define(kw_only=True, weakref_slot=False)
class AuthForwardingDetails(Model):
    """How your own decision on an authorisation was asked for."""

    auth_forwarding_triggered: bool | Unset = UNSET
    """Whether you were asked."""
    auth_forwarding_decision_outcome: AuthForwardingDefaultTimeoutDecision | Unset = UNSET
    """What was decided."""
    auth_forwarding_innovator_timed_out: bool | Unset = UNSET
    """Whether your decision did not come in time."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.auth_forwarding_triggered is not UNSET:
            data["authForwardingTriggered"] = self.auth_forwarding_triggered
        if self.auth_forwarding_decision_outcome is not UNSET:
            data["authForwardingDecisionOutcome"] = str(self.auth_forwarding_decision_outcome)
        if self.auth_forwarding_innovator_timed_out is not UNSET:
            data["authForwardingInnovatorTimedOut"] = self.auth_forwarding_innovator_timed_out
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> AuthForwardingDetails:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_auth_forwarding_details(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "authForwardingTriggered": decode_bool,
    "authForwardingDecisionOutcome": decode_auth_forwarding_default_timeout_decision,
    "authForwardingInnovatorTimedOut": decode_bool,
}


def decode_auth_forwarding_details(data: Raw) -> AuthForwardingDetails:
    """Read a JSON value; see `AuthForwardingDetails.from_dict`."""
    self = new(AuthForwardingDetails)
    absent = 0
    try:
        value = data.get("authForwardingTriggered")
        if value is None:
            absent += 1
            self.auth_forwarding_triggered = UNSET
        else:
            if type(value) is not bool:
                raise TypeError
            self.auth_forwarding_triggered = value
        value = data.get("authForwardingDecisionOutcome")
        if value is None:
            absent += 1
            self.auth_forwarding_decision_outcome = UNSET
        else:
            self.auth_forwarding_decision_outcome = known_auth_forwarding_default_timeout_decision[value]
        value = data.get("authForwardingInnovatorTimedOut")
        if value is None:
            absent += 1
            self.auth_forwarding_innovator_timed_out = UNSET
        else:
            if type(value) is not bool:
                raise TypeError
            self.auth_forwarding_innovator_timed_out = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 3 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
