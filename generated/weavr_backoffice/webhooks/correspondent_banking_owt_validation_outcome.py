from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, final

from attrs import define, field

from ..types import (
    JSON,
    MISFIT,
    NO_FIELDS,
    JSONObject,
    Model,
    Raw,
    best_of,
    fault,
    new,
    redacted_values,
    unknown_fields,
)
from .correspondent_banking_owt_validation_category import (
    CorrespondentBankingOwtValidationCategory,
    decode_correspondent_banking_owt_validation_category,
    known_correspondent_banking_owt_validation_category,
)
from .sepa_verification_of_payee_result import SEPAVerificationOfPayeeResult, decode_sepa_verification_of_payee_result
from .uk_confirmation_of_payee_result import UKConfirmationOfPayeeResult, decode_uk_confirmation_of_payee_result


@final
@define(kw_only=True, weakref_slot=False)
class CorrespondentBankingOwtValidationOutcome(Model):
    """What a bank said about the name of a beneficiary."""

    category: CorrespondentBankingOwtValidationCategory
    """The check that was made; it tells which result stands in `categoryResult`."""
    category_result: UKConfirmationOfPayeeResult | SEPAVerificationOfPayeeResult
    """What came out of it."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["category"] = str(self.category)
        data["categoryResult"] = self.category_result.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> CorrespondentBankingOwtValidationOutcome:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_correspondent_banking_owt_validation_outcome(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "category": decode_correspondent_banking_owt_validation_category,
    "categoryResult": best_of(decode_uk_confirmation_of_payee_result, decode_sepa_verification_of_payee_result),
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {}


def decode_correspondent_banking_owt_validation_outcome(data: Raw) -> CorrespondentBankingOwtValidationOutcome:
    """Read a JSON value; see `CorrespondentBankingOwtValidationOutcome.from_dict`."""
    self = new(CorrespondentBankingOwtValidationOutcome)
    try:
        self.category = known_correspondent_banking_owt_validation_category[data["category"]]
        self.category_result = best_of(
            decode_uk_confirmation_of_payee_result, decode_sepa_verification_of_payee_result
        )(data["categoryResult"])
        self.additional_properties = NO_FIELDS if len(data) == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
