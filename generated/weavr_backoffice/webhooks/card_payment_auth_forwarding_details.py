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
from .card_payment_auth_forwarding_decision_outcome import (
    CardPaymentAuthForwardingDecisionOutcome,
    decode_card_payment_auth_forwarding_decision_outcome,
    known_card_payment_auth_forwarding_decision_outcome,
)


@final
@define(kw_only=True, weakref_slot=False)
class CardPaymentAuthForwardingDetails(Model):
    """How your own decision was asked for."""

    triggered: bool | Unset = UNSET
    """Whether you were asked."""
    decision_outcome: CardPaymentAuthForwardingDecisionOutcome | Unset = UNSET
    """What was decided."""
    innovator_timed_out: bool | Unset = UNSET
    """Whether your decision did not come in time."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.triggered is not UNSET:
            data["triggered"] = self.triggered
        if self.decision_outcome is not UNSET:
            data["decisionOutcome"] = str(self.decision_outcome)
        if self.innovator_timed_out is not UNSET:
            data["innovatorTimedOut"] = self.innovator_timed_out
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> CardPaymentAuthForwardingDetails:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_card_payment_auth_forwarding_details(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "triggered": decode_bool,
    "decisionOutcome": decode_card_payment_auth_forwarding_decision_outcome,
    "innovatorTimedOut": decode_bool,
}


def decode_card_payment_auth_forwarding_details(data: Raw) -> CardPaymentAuthForwardingDetails:
    """Read a JSON value; see `CardPaymentAuthForwardingDetails.from_dict`."""
    self = new(CardPaymentAuthForwardingDetails)
    absent = 0
    try:
        value = data.get("triggered")
        if value is None:
            absent += 1
            self.triggered = UNSET
        else:
            if type(value) is not bool:
                raise TypeError
            self.triggered = value
        value = data.get("decisionOutcome")
        if value is None:
            absent += 1
            self.decision_outcome = UNSET
        else:
            self.decision_outcome = known_card_payment_auth_forwarding_decision_outcome[value]
        value = data.get("innovatorTimedOut")
        if value is None:
            absent += 1
            self.innovator_timed_out = UNSET
        else:
            if type(value) is not bool:
                raise TypeError
            self.innovator_timed_out = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 3 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
