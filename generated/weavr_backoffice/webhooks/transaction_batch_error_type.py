from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class TransactionBatchErrorType(OpenEnum):
    """Why a batch fails."""

    REVERSAL_EXCEEDS_REMAINING = "REVERSAL_EXCEEDS_REMAINING"
    DENIED_BY_INTERCEPTOR = "DENIED_BY_INTERCEPTOR"
    DENIED_BY_INSTRUMENT = "DENIED_BY_INSTRUMENT"
    DENIED_BY_FOREX_TRADE = "DENIED_BY_FOREX_TRADE"
    FI_PROVIDER_TREASURY_UNSUPPORTED = "FI_PROVIDER_TREASURY_UNSUPPORTED"
    DENIED_BY_SUSPENSE = "DENIED_BY_SUSPENSE"
    DENIED_BY_STATE_CHANGE = "DENIED_BY_STATE_CHANGE"


known_transaction_batch_error_type: Final = KnownValues(TransactionBatchErrorType)


def decode_transaction_batch_error_type(value: JSON) -> TransactionBatchErrorType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_transaction_batch_error_type[value]
    except TypeError:
        raise expected("a string", value) from None
