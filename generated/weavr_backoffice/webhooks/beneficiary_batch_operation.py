from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class BeneficiaryBatchOperation(OpenEnum):
    """What a batch of beneficiaries does."""

    CREATE = "CREATE"
    REMOVE = "REMOVE"


_KNOWN: Final[dict[JSON, BeneficiaryBatchOperation]] = {member.value: member for member in BeneficiaryBatchOperation}


def decode_beneficiary_batch_operation(value: JSON) -> BeneficiaryBatchOperation:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return BeneficiaryBatchOperation(value)
