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
    best_of,
    decode_str,
    fault,
    new,
    redacted_values,
    unknown_fields,
)
from .faster_payments_bank_details_or_bacs_bank_details import (
    FasterPaymentsBankDetailsOrBACSBankDetails,
    decode_faster_payments_bank_details_or_bacs_bank_details,
)
from .iban_details import IBANDetails, decode_iban_details
from .swift_bank_details import SwiftBankDetails, decode_swift_bank_details


@final
@define(kw_only=True, weakref_slot=False)
class IbanInstrumentBankAccountDetails(Model):
    """The bank details of an IBAN for one network."""

    beneficiary_name_and_surname: str
    """Name of the account's holder."""
    beneficiary_bank: str
    """Name of the bank that holds the account."""
    beneficiary_bank_address: str
    """Address of the beneficiary's bank."""
    details: IBANDetails | FasterPaymentsBankDetailsOrBACSBankDetails | SwiftBankDetails
    """The numbers that a sender of money needs."""
    payment_reference: str | Unset = UNSET
    """The reference that a sender has to give."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["beneficiaryNameAndSurname"] = self.beneficiary_name_and_surname
        data["beneficiaryBank"] = self.beneficiary_bank
        data["beneficiaryBankAddress"] = self.beneficiary_bank_address
        data["details"] = self.details.to_dict()
        if self.payment_reference is not UNSET:
            data["paymentReference"] = self.payment_reference
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> IbanInstrumentBankAccountDetails:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_iban_instrument_bank_account_details(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "beneficiaryNameAndSurname": decode_str,
    "beneficiaryBank": decode_str,
    "beneficiaryBankAddress": decode_str,
    "details": best_of(
        decode_iban_details, decode_faster_payments_bank_details_or_bacs_bank_details, decode_swift_bank_details
    ),
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {"paymentReference": decode_str}


def decode_iban_instrument_bank_account_details(data: Raw) -> IbanInstrumentBankAccountDetails:
    """Read a JSON value; see `IbanInstrumentBankAccountDetails.from_dict`."""
    self = new(IbanInstrumentBankAccountDetails)
    absent = 0
    try:
        value = data["beneficiaryNameAndSurname"]
        if type(value) is not str:
            raise TypeError
        self.beneficiary_name_and_surname = value
        value = data["beneficiaryBank"]
        if type(value) is not str:
            raise TypeError
        self.beneficiary_bank = value
        value = data["beneficiaryBankAddress"]
        if type(value) is not str:
            raise TypeError
        self.beneficiary_bank_address = value
        self.details = best_of(
            decode_iban_details, decode_faster_payments_bank_details_or_bacs_bank_details, decode_swift_bank_details
        )(data["details"])
        value = data.get("paymentReference")
        if value is None:
            absent += 1
            self.payment_reference = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.payment_reference = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 5 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
