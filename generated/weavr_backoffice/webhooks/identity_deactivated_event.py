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
from .action_done_by import ActionDoneBy, decode_action_done_by, known_action_done_by
from .identity_deactivated_reason_code import (
    IdentityDeactivatedReasonCode,
    decode_identity_deactivated_reason_code,
    known_identity_deactivated_reason_code,
)


@final
@define(kw_only=True, weakref_slot=False)
class IdentityDeactivatedEvent(Model):
    """A corporate or consumer was deactivated."""

    action_done_by: ActionDoneBy
    """Who did it."""
    email_address: str
    """E-mail address of the identity."""
    reason_code: IdentityDeactivatedReasonCode
    """Why the identity was deactivated."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["actionDoneBy"] = str(self.action_done_by)
        data["emailAddress"] = self.email_address
        data["reasonCode"] = str(self.reason_code)
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> IdentityDeactivatedEvent:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_identity_deactivated_event(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "actionDoneBy": decode_action_done_by,
    "emailAddress": decode_str,
    "reasonCode": decode_identity_deactivated_reason_code,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {}


def decode_identity_deactivated_event(data: Raw) -> IdentityDeactivatedEvent:
    """Read a JSON value; see `IdentityDeactivatedEvent.from_dict`."""
    self = new(IdentityDeactivatedEvent)
    try:
        self.action_done_by = known_action_done_by[data["actionDoneBy"]]
        value = data["emailAddress"]
        if type(value) is not str:
            raise TypeError
        self.email_address = value
        self.reason_code = known_identity_deactivated_reason_code[data["reasonCode"]]
        self.additional_properties = NO_FIELDS if len(data) == 3 else unknown_fields(data, _REQUIRED, _OPTIONAL)
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
