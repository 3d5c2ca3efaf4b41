from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class AuthForwardingDefaultTimeoutDecision(OpenEnum):
    """What is decided."""

    APPROVE = "APPROVE"
    DECLINE = "DECLINE"


known_auth_forwarding_default_timeout_decision: Final = KnownValues(AuthForwardingDefaultTimeoutDecision)


def decode_auth_forwarding_default_timeout_decision(value: JSON) -> AuthForwardingDefaultTimeoutDecision:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_auth_forwarding_default_timeout_decision[value]
    except TypeError:
        raise expected("a string", value) from None
