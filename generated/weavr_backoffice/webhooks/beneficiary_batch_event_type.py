from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class BeneficiaryBatchEventType(OpenEnum):
    """What happens to batches of beneficiaries."""

    INITIALISED = "INITIALISED"
    FAILED = "FAILED"
    PENDING_CHALLENGE = "PENDING_CHALLENGE"
    CHALLENGE_FAILED = "CHALLENGE_FAILED"
    CHALLENGE_COMPLETED = "CHALLENGE_COMPLETED"


_KNOWN: Final[dict[JSON, BeneficiaryBatchEventType]] = {member.value: member for member in BeneficiaryBatchEventType}


def decode_beneficiary_batch_event_type(value: JSON) -> BeneficiaryBatchEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return BeneficiaryBatchEventType(value)
