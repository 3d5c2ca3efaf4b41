from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, final

from attrs import define, field

from ..types import (
    JSON,
    MISFIT,
    NO_FIELDS,
    UNSET,
    JSONObject,
    Model,
    Raw,
    Unset,
    fault,
    new,
    redacted_values,
    unknown_fields,
)
from .instrument_details_beneficiary import InstrumentDetailsBeneficiary, decode_instrument_details_beneficiary
from .legacy_bank_account_details_beneficiary import (
    LegacyBankAccountDetailsBeneficiary,
    decode_legacy_bank_account_details_beneficiary,
)


@final
@define(kw_only=True, weakref_slot=False)
class LegacyBeneficiaryBeneficiaryDetails(Model):
    """Where a beneficiary's money goes."""

    instrument_details_beneficiary: InstrumentDetailsBeneficiary | Unset = UNSET
    """For an account or card at Weavr."""
    bank_account_details_beneficiary: LegacyBankAccountDetailsBeneficiary | Unset = UNSET
    """For an account at a bank."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.instrument_details_beneficiary is not UNSET:
            data["instrumentDetailsBeneficiary"] = self.instrument_details_beneficiary.to_dict()
        if self.bank_account_details_beneficiary is not UNSET:
            data["bankAccountDetailsBeneficiary"] = self.bank_account_details_beneficiary.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> LegacyBeneficiaryBeneficiaryDetails:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_legacy_beneficiary_beneficiary_details(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "instrumentDetailsBeneficiary": decode_instrument_details_beneficiary,
    "bankAccountDetailsBeneficiary": decode_legacy_bank_account_details_beneficiary,
}


def decode_legacy_beneficiary_beneficiary_details(data: Raw) -> LegacyBeneficiaryBeneficiaryDetails:
    """Read a JSON value; see `LegacyBeneficiaryBeneficiaryDetails.from_dict`."""
    self = new(LegacyBeneficiaryBeneficiaryDetails)
    absent = 0
    try:
        value = data.get("instrumentDetailsBeneficiary")
        if value is None:
            absent += 1
            self.instrument_details_beneficiary = UNSET
        else:
            self.instrument_details_beneficiary = decode_instrument_details_beneficiary(value)
        value = data.get("bankAccountDetailsBeneficiary")
        if value is None:
            absent += 1
            self.bank_account_details_beneficiary = UNSET
        else:
            self.bank_account_details_beneficiary = decode_legacy_bank_account_details_beneficiary(value)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
