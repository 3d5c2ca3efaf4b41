from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class AuthForwardingDecision(OpenEnum):
    """Approve or decline."""

    APPROVE = "APPROVE"
    DECLINE = "DECLINE"


known_auth_forwarding_decision: Final = KnownValues(AuthForwardingDecision)


def decode_auth_forwarding_decision(value: JSON) -> AuthForwardingDecision:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_auth_forwarding_decision[value]
    except TypeError:
        raise expected("a string", value) from None
