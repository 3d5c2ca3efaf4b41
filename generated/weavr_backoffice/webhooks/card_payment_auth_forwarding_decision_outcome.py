from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CardPaymentAuthForwardingDecisionOutcome(OpenEnum):
    """What is decided."""

    APPROVE = "APPROVE"
    DECLINE = "DECLINE"


known_card_payment_auth_forwarding_decision_outcome: Final = KnownValues(CardPaymentAuthForwardingDecisionOutcome)


def decode_card_payment_auth_forwarding_decision_outcome(value: JSON) -> CardPaymentAuthForwardingDecisionOutcome:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_card_payment_auth_forwarding_decision_outcome[value]
    except TypeError:
        raise expected("a string", value) from None
