from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class ForexTradeParticipantErrorType(OpenEnum):
    """Why a conversion fails."""

    NO_FOREX_TRADE_ERROR = "NO_FOREX_TRADE_ERROR"
    RATE_EXPIRED = "RATE_EXPIRED"


known_forex_trade_participant_error_type: Final = KnownValues(ForexTradeParticipantErrorType)


def decode_forex_trade_participant_error_type(value: JSON) -> ForexTradeParticipantErrorType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_forex_trade_participant_error_type[value]
    except TypeError:
        raise expected("a string", value) from None
