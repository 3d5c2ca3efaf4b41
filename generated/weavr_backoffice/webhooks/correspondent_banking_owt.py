from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
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
    decode_int,
    decode_list,
    decode_str,
    fault,
    list_of,
    moment,
    new,
    redacted_values,
    unknown_fields,
)
from .correspondent_banking_business_originator import (
    CorrespondentBankingBusinessOriginator,
    decode_correspondent_banking_business_originator,
)
from .correspondent_banking_external_data import (
    CorrespondentBankingExternalData,
    decode_correspondent_banking_external_data,
)
from .correspondent_banking_faster_payments_beneficiary import (
    CorrespondentBankingFasterPaymentsBeneficiary,
    decode_correspondent_banking_faster_payments_beneficiary,
)
from .correspondent_banking_iban_beneficiary import (
    CorrespondentBankingIbanBeneficiary,
    decode_correspondent_banking_iban_beneficiary,
)
from .correspondent_banking_individual_originator import (
    CorrespondentBankingIndividualOriginator,
    decode_correspondent_banking_individual_originator,
)
from .correspondent_banking_owt_source_instrument import (
    CorrespondentBankingOwtSourceInstrument,
    decode_correspondent_banking_owt_source_instrument,
)
from .correspondent_banking_owt_state import (
    CorrespondentBankingOwtState,
    decode_correspondent_banking_owt_state,
    known_correspondent_banking_owt_state,
)
from .correspondent_banking_owt_validation_outcome import (
    CorrespondentBankingOwtValidationOutcome,
    decode_correspondent_banking_owt_validation_outcome,
)
from .currency_amount import CurrencyAmount, decode_currency_amount


@final
@define(kw_only=True, weakref_slot=False)
class CorrespondentBankingOwt(Model):
    """A transfer through a correspondent bank."""

    id: str
    """Id of the transfer, digits only."""
    profile_id: str
    """Id of the profile that it was made under, digits only."""
    source_instrument: CorrespondentBankingOwtSourceInstrument
    """The account that the money comes from."""
    amount: CurrencyAmount
    """What is sent."""
    originator: CorrespondentBankingIndividualOriginator | CorrespondentBankingBusinessOriginator
    """Who pays."""
    beneficiary: CorrespondentBankingIbanBeneficiary | CorrespondentBankingFasterPaymentsBeneficiary
    """Who receives the money."""
    purpose: str
    """What the payment is for."""
    state: CorrespondentBankingOwtState
    """How far the transfer has come."""
    creation_timestamp: int
    """When it was created, in epoch milliseconds."""
    tag: str | Unset = UNSET
    """A mark of your own. Absent when none was given."""
    description: str | Unset = UNSET
    """What the payer says it is for."""
    external_data: list[CorrespondentBankingExternalData] | Unset = UNSET
    """Facts of your own."""
    scheduled_timestamp: str | Unset = UNSET
    """When it is to be carried out, in epoch milliseconds, as a string of digits."""
    cancellation_reason: str | Unset = UNSET
    """Why it was cancelled."""
    validation_outcomes: list[CorrespondentBankingOwtValidationOutcome] | Unset = UNSET
    """What the bank said about the name of the beneficiary."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    @property
    def creation_time(self) -> datetime:
        """`creation_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return moment(self.creation_timestamp)

    @property
    def scheduled_time(self) -> datetime | Unset:
        """`scheduled_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return UNSET if self.scheduled_timestamp is UNSET else moment(self.scheduled_timestamp)

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["id"] = self.id
        data["profileId"] = self.profile_id
        data["sourceInstrument"] = self.source_instrument.to_dict()
        data["amount"] = self.amount.to_dict()
        data["originator"] = self.originator.to_dict()
        data["beneficiary"] = self.beneficiary.to_dict()
        data["purpose"] = self.purpose
        data["state"] = str(self.state)
        data["creationTimestamp"] = self.creation_timestamp
        if self.tag is not UNSET:
            data["tag"] = self.tag
        if self.description is not UNSET:
            data["description"] = self.description
        if self.external_data is not UNSET:
            data["externalData"] = [item.to_dict() for item in self.external_data]
        if self.scheduled_timestamp is not UNSET:
            data["scheduledTimestamp"] = self.scheduled_timestamp
        if self.cancellation_reason is not UNSET:
            data["cancellationReason"] = self.cancellation_reason
        if self.validation_outcomes is not UNSET:
            data["validationOutcomes"] = [item.to_dict() for item in self.validation_outcomes]
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> CorrespondentBankingOwt:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_correspondent_banking_owt(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "id": decode_str,
    "profileId": decode_str,
    "sourceInstrument": decode_correspondent_banking_owt_source_instrument,
    "amount": decode_currency_amount,
    "originator": best_of(
        decode_correspondent_banking_individual_originator, decode_correspondent_banking_business_originator
    ),
    "beneficiary": best_of(
        decode_correspondent_banking_iban_beneficiary, decode_correspondent_banking_faster_payments_beneficiary
    ),
    "purpose": decode_str,
    "state": decode_correspondent_banking_owt_state,
    "creationTimestamp": decode_int,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "tag": decode_str,
    "description": decode_str,
    "externalData": list_of(decode_correspondent_banking_external_data),
    "scheduledTimestamp": decode_str,
    "cancellationReason": decode_str,
    "validationOutcomes": list_of(decode_correspondent_banking_owt_validation_outcome),
}


def decode_correspondent_banking_owt(data: Raw) -> CorrespondentBankingOwt:
    """Read a JSON value; see `CorrespondentBankingOwt.from_dict`."""
    self = new(CorrespondentBankingOwt)
    absent = 0
    try:
        value = data["id"]
        if type(value) is not str:
            raise TypeError
        self.id = value
        value = data["profileId"]
        if type(value) is not str:
            raise TypeError
        self.profile_id = value
        self.source_instrument = decode_correspondent_banking_owt_source_instrument(data["sourceInstrument"])
        self.amount = decode_currency_amount(data["amount"])
        self.originator = best_of(
            decode_correspondent_banking_individual_originator, decode_correspondent_banking_business_originator
        )(data["originator"])
        self.beneficiary = best_of(
            decode_correspondent_banking_iban_beneficiary, decode_correspondent_banking_faster_payments_beneficiary
        )(data["beneficiary"])
        value = data["purpose"]
        if type(value) is not str:
            raise TypeError
        self.purpose = value
        self.state = known_correspondent_banking_owt_state[data["state"]]
        value = data["creationTimestamp"]
        if type(value) is not int:
            raise TypeError
        self.creation_timestamp = value
        value = data.get("tag")
        if value is None:
            absent += 1
            self.tag = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.tag = value
        value = data.get("description")
        if value is None:
            absent += 1
            self.description = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.description = value
        value = data.get("externalData")
        if value is None:
            absent += 1
            self.external_data = UNSET
        else:
            self.external_data = decode_list(value, decode_correspondent_banking_external_data)
        value = data.get("scheduledTimestamp")
        if value is None:
            absent += 1
            self.scheduled_timestamp = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.scheduled_timestamp = value
        value = data.get("cancellationReason")
        if value is None:
            absent += 1
            self.cancellation_reason = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.cancellation_reason = value
        value = data.get("validationOutcomes")
        if value is None:
            absent += 1
            self.validation_outcomes = UNSET
        else:
            self.validation_outcomes = decode_list(value, decode_correspondent_banking_owt_validation_outcome)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 15 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
