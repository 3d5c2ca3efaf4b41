from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CreateSendConflictErrorCode(OpenEnum):
    """Why a send fails. Some codes are spelled otherwise than by the API."""

    NO_ERROR = "NO_ERROR"
    PROFILE_INACTIVE = "PROFILE_INACTIVE"
    MODEL_CONSTRAINTS_VIOLATED = "MODEL_CONSTRAINTS_VIOLATED"
    DENIED_BY_INTERCEPTOR = "DENIED_BY_INTERCEPTOR"
    DENIED_BY_INSTRUMENT = "DENIED_BY_INSTRUMENT"
    DENIED_BY_FOREX_TRADE = "DENIED_BY_FOREX_TRADE"
    CURRENCY_MISMATCH = "CURRENCY_MISMATCH"
    SOURCE_NOT_FOUND = "SOURCE_NOT_FOUND"
    DESTINATION_NOT_FOUND = "DESTINATION_NOT_FOUND"
    FEE_NOT_CONFIGURED_FOR_CURRENCY = "FEE_NOT_CONFIGURED_FOR_CURRENCY"
    DESTINATION_LIMIT_EXCEEDED = "DESTINATION_LIMIT_EXCEEDED"
    SEND_TO_INSTRUMENT_UNSUPPORTED = "SEND_TO_INSTRUMENT_UNSUPPORTED"
    INSUFFICIENT_FUNDS = "INSUFFICIENT_FUNDS"
    SOURCE_INSTRUMENT_BLOCKED = "SOURCE_INSTRUMENT_BLOCKED"
    DESTINATION_INSTRUMENT_BLOCKED = "DESTINATION_INSTRUMENT_BLOCKED"
    INVALID_AMOUNT = "INVALID_AMOUNT"
    IDENTITY_KYC_LEVEL_STEPUP_REQUIRED = "IDENTITY_KYC_LEVEL_STEPUP_REQUIRED"
    PROFILE_NOT_FOUND = "PROFILE_NOT_FOUND"
    SCHEDULED_TIMESTAMP_INVALID = "SCHEDULED_TIMESTAMP_INVALID"


known_create_send_conflict_error_code: Final = KnownValues(CreateSendConflictErrorCode)


def decode_create_send_conflict_error_code(value: JSON) -> CreateSendConflictErrorCode:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_create_send_conflict_error_code[value]
    except TypeError:
        raise expected("a string", value) from None
