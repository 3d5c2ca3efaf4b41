from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class ThreeDSecurePrimaryChannel(OpenEnum):
    """The ways to ask a user to confirm a purchase."""

    OTP_SMS = "OTP_SMS"
    BIOMETRICS = "BIOMETRICS"
    TWILIO_AUTHY = "TWILIO_AUTHY"


_KNOWN: Final[dict[JSON, ThreeDSecurePrimaryChannel]] = {member.value: member for member in ThreeDSecurePrimaryChannel}


def decode_three_d_secure_primary_channel(value: JSON) -> ThreeDSecurePrimaryChannel:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return ThreeDSecurePrimaryChannel(value)
