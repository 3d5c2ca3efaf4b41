from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class AuthForwardingDecision(OpenEnum):
    """Approve or decline."""

    APPROVE = "APPROVE"
    DECLINE = "DECLINE"


_KNOWN: Final[dict[JSON, AuthForwardingDecision]] = {member.value: member for member in AuthForwardingDecision}


def decode_auth_forwarding_decision(value: JSON) -> AuthForwardingDecision:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return AuthForwardingDecision(value)
