from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class CardPaymentAuthForwardingDecisionOutcome(OpenEnum):
    """What is decided."""

    APPROVE = "APPROVE"
    DECLINE = "DECLINE"


_KNOWN: Final[dict[JSON, CardPaymentAuthForwardingDecisionOutcome]] = {
    member.value: member for member in CardPaymentAuthForwardingDecisionOutcome
}


def decode_card_payment_auth_forwarding_decision_outcome(value: JSON) -> CardPaymentAuthForwardingDecisionOutcome:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return CardPaymentAuthForwardingDecisionOutcome(value)
