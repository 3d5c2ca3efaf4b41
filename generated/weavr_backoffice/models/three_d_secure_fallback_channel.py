from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class ThreeDSecureFallbackChannel(OpenEnum):
    """The ways to ask a user when the first way fails."""

    OTP_SMS = "OTP_SMS"


_KNOWN: Final[dict[JSON, ThreeDSecureFallbackChannel]] = {
    member.value: member for member in ThreeDSecureFallbackChannel
}


def decode_three_d_secure_fallback_channel(value: JSON) -> ThreeDSecureFallbackChannel:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return ThreeDSecureFallbackChannel(value)
