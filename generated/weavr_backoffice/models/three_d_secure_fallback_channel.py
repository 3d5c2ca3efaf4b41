from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class ThreeDSecureFallbackChannel(OpenEnum):
    """The ways to ask a user when the first way fails."""

    OTP_SMS = "OTP_SMS"


known_three_d_secure_fallback_channel: Final = KnownValues(ThreeDSecureFallbackChannel)


def decode_three_d_secure_fallback_channel(value: JSON) -> ThreeDSecureFallbackChannel:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_three_d_secure_fallback_channel[value]
    except TypeError:
        raise expected("a string", value) from None
