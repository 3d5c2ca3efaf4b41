from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class ThreeDSecurePrimaryChannel(OpenEnum):
    """The ways to ask a user to confirm a purchase."""

    OTP_SMS = "OTP_SMS"
    BIOMETRICS = "BIOMETRICS"
    TWILIO_AUTHY = "TWILIO_AUTHY"


known_three_d_secure_primary_channel: Final = KnownValues(ThreeDSecurePrimaryChannel)


def decode_three_d_secure_primary_channel(value: JSON) -> ThreeDSecurePrimaryChannel:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_three_d_secure_primary_channel[value]
    except TypeError:
        raise expected("a string", value) from None
