from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class InstrumentParticipantErrorType(OpenEnum):
    """Why an instrument's part fails."""

    NO_INSTRUMENT_ERROR = "NO_INSTRUMENT_ERROR"
    BALANCE_LIMIT_EXCEEDED = "BALANCE_LIMIT_EXCEEDED"
    INSTRUMENT_ALREADY_EXISTS = "INSTRUMENT_ALREADY_EXISTS"
    INSTRUMENT_ALREADY_DESTROYED = "INSTRUMENT_ALREADY_DESTROYED"
    STATE_DOES_NOT_PERMIT_ACTION = "STATE_DOES_NOT_PERMIT_ACTION"
    UNSUPPORTED_CURRENCY = "UNSUPPORTED_CURRENCY"
    INSTRUMENT_ALREADY_RESTRICTED = "INSTRUMENT_ALREADY_RESTRICTED"
    INSTRUMENT_ALREADY_ACTIVE = "INSTRUMENT_ALREADY_ACTIVE"
    INSTRUMENT_EXPIRED = "INSTRUMENT_EXPIRED"
    PROVIDER_REJECTED = "PROVIDER_REJECTED"
    INSTRUMENT_ALREADY_BLOCKED = "INSTRUMENT_ALREADY_BLOCKED"
    INSTRUMENT_NOT_BLOCKED = "INSTRUMENT_NOT_BLOCKED"


known_instrument_participant_error_type: Final = KnownValues(InstrumentParticipantErrorType)


def decode_instrument_participant_error_type(value: JSON) -> InstrumentParticipantErrorType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_instrument_participant_error_type[value]
    except TypeError:
        raise expected("a string", value) from None
