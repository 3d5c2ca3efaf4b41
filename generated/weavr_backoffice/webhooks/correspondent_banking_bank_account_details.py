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
    decode_str,
    fault,
    new,
    redacted_values,
    unknown_fields,
)


@final
@define(kw_only=True, weakref_slot=False)
class CorrespondentBankingBankAccountDetails(Model):
    """An account at a bank."""

    account: str
    """Number of the account."""
    financial_institution: str
    """The bank's code."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["account"] = self.account
        data["financialInstitution"] = self.financial_institution
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> CorrespondentBankingBankAccountDetails:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_correspondent_banking_bank_account_details(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {"account": decode_str, "financialInstitution": decode_str}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {}


def decode_correspondent_banking_bank_account_details(data: Raw) -> CorrespondentBankingBankAccountDetails:
    """Read a JSON value; see `CorrespondentBankingBankAccountDetails.from_dict`."""
    self = new(CorrespondentBankingBankAccountDetails)
    try:
        value = data["account"]
        if type(value) is not str:
            raise TypeError
        self.account = value
        value = data["financialInstitution"]
        if type(value) is not str:
            raise TypeError
        self.financial_institution = value
        self.additional_properties = NO_FIELDS if len(data) == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
