from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class BeneficiaryBatchEventType(OpenEnum):
    """What happens to batches of beneficiaries."""

    INITIALISED = "INITIALISED"
    FAILED = "FAILED"
    PENDING_CHALLENGE = "PENDING_CHALLENGE"
    CHALLENGE_FAILED = "CHALLENGE_FAILED"
    CHALLENGE_COMPLETED = "CHALLENGE_COMPLETED"


known_beneficiary_batch_event_type: Final = KnownValues(BeneficiaryBatchEventType)


def decode_beneficiary_batch_event_type(value: JSON) -> BeneficiaryBatchEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_beneficiary_batch_event_type[value]
    except TypeError:
        raise expected("a string", value) from None
