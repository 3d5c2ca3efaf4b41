from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class AuthForwardingDefaultTimeoutDecision(OpenEnum):
    """What is decided."""

    APPROVE = "APPROVE"
    DECLINE = "DECLINE"


_KNOWN: Final[dict[JSON, AuthForwardingDefaultTimeoutDecision]] = {
    member.value: member for member in AuthForwardingDefaultTimeoutDecision
}


def decode_auth_forwarding_default_timeout_decision(value: JSON) -> AuthForwardingDefaultTimeoutDecision:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return AuthForwardingDefaultTimeoutDecision(value)
