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
    decode_str,
    fault,
    new,
    redacted_values,
    unknown_fields,
)
from .beneficiary_info import BeneficiaryInfo, decode_beneficiary_info
from .kyi_status import KyiStatus, decode_kyi_status, known_kyi_status


@final
@define(kw_only=True, weakref_slot=False)
class BeneficiaryVerifiedEventAdditionalInformation(Model):
    """The business and the person."""

    corporate_id: str | Unset = UNSET
    """Id of the corporate, digits only."""
    corporate_name: str | Unset = UNSET
    """Name of the corporate."""
    root_user_email: str | Unset = UNSET
    """E-mail address of the corporate's root user."""
    kyb_status: KyiStatus | Unset = UNSET
    """How far the checks of the business have come."""
    beneficiary: BeneficiaryInfo | Unset = UNSET
    """The person that the event is about."""
    document_expiry_date: str | Unset = UNSET
    """When the document expires, presumably in epoch milliseconds, as a string of digits."""
    identity_restriction_date: str | Unset = UNSET
    """When the identity is going to be restricted, presumably in epoch milliseconds, as a string of digits."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.corporate_id is not UNSET:
            data["corporateId"] = self.corporate_id
        if self.corporate_name is not UNSET:
            data["corporateName"] = self.corporate_name
        if self.root_user_email is not UNSET:
            data["rootUserEmail"] = self.root_user_email
        if self.kyb_status is not UNSET:
            data["kybStatus"] = str(self.kyb_status)
        if self.beneficiary is not UNSET:
            data["beneficiary"] = self.beneficiary.to_dict()
        if self.document_expiry_date is not UNSET:
            data["documentExpiryDate"] = self.document_expiry_date
        if self.identity_restriction_date is not UNSET:
            data["identityRestrictionDate"] = self.identity_restriction_date
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> BeneficiaryVerifiedEventAdditionalInformation:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_beneficiary_verified_event_additional_information(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "corporateId": decode_str,
    "corporateName": decode_str,
    "rootUserEmail": decode_str,
    "kybStatus": decode_kyi_status,
    "beneficiary": decode_beneficiary_info,
    "documentExpiryDate": decode_str,
    "identityRestrictionDate": decode_str,
}


def decode_beneficiary_verified_event_additional_information(
    data: Raw,
) -> BeneficiaryVerifiedEventAdditionalInformation:
    """Read a JSON value; see `BeneficiaryVerifiedEventAdditionalInformation.from_dict`."""
    self = new(BeneficiaryVerifiedEventAdditionalInformation)
    absent = 0
    try:
        value = data.get("corporateId")
        if value is None:
            absent += 1
            self.corporate_id = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.corporate_id = value
        value = data.get("corporateName")
        if value is None:
            absent += 1
            self.corporate_name = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.corporate_name = value
        value = data.get("rootUserEmail")
        if value is None:
            absent += 1
            self.root_user_email = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.root_user_email = value
        value = data.get("kybStatus")
        if value is None:
            absent += 1
            self.kyb_status = UNSET
        else:
            self.kyb_status = known_kyi_status[value]
        value = data.get("beneficiary")
        if value is None:
            absent += 1
            self.beneficiary = UNSET
        else:
            self.beneficiary = decode_beneficiary_info(value)
        value = data.get("documentExpiryDate")
        if value is None:
            absent += 1
            self.document_expiry_date = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.document_expiry_date = value
        value = data.get("identityRestrictionDate")
        if value is None:
            absent += 1
            self.identity_restriction_date = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.identity_restriction_date = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 7 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
