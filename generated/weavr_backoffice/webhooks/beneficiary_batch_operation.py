from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class BeneficiaryBatchOperation(OpenEnum):
    """What a batch of beneficiaries does."""

    CREATE = "CREATE"
    REMOVE = "REMOVE"


known_beneficiary_batch_operation: Final = KnownValues(BeneficiaryBatchOperation)


def decode_beneficiary_batch_operation(value: JSON) -> BeneficiaryBatchOperation:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_beneficiary_batch_operation[value]
    except TypeError:
        raise expected("a string", value) from None
