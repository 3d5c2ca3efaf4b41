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
from .beneficiary_type import BeneficiaryType, decode_beneficiary_type, known_beneficiary_type
from .kyi_status import KyiStatus, decode_kyi_status, known_kyi_status


@final
@define(kw_only=True, weakref_slot=False)
class BeneficiaryInfo(Model):
    """A person behind a business."""

    type_: BeneficiaryType | Unset = UNSET
    """The person's part in the business."""
    first_name: str | Unset = UNSET
    """The person's first name."""
    middle_name: str | Unset = UNSET
    """The person's middle name."""
    last_name: str | Unset = UNSET
    """The person's last name."""
    email: str | Unset = UNSET
    """The person's e-mail address."""
    status: KyiStatus | Unset = UNSET
    """How far the checks of the person have come."""
    ongoing_kyb_status: KyiStatus | Unset = UNSET
    """The result of the checks that go on after the approval."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.type_ is not UNSET:
            data["type"] = str(self.type_)
        if self.first_name is not UNSET:
            data["firstName"] = self.first_name
        if self.middle_name is not UNSET:
            data["middleName"] = self.middle_name
        if self.last_name is not UNSET:
            data["lastName"] = self.last_name
        if self.email is not UNSET:
            data["email"] = self.email
        if self.status is not UNSET:
            data["status"] = str(self.status)
        if self.ongoing_kyb_status is not UNSET:
            data["ongoingKybStatus"] = str(self.ongoing_kyb_status)
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> BeneficiaryInfo:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_beneficiary_info(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "type": decode_beneficiary_type,
    "firstName": decode_str,
    "middleName": decode_str,
    "lastName": decode_str,
    "email": decode_str,
    "status": decode_kyi_status,
    "ongoingKybStatus": decode_kyi_status,
}


def decode_beneficiary_info(data: Raw) -> BeneficiaryInfo:
    """Read a JSON value; see `BeneficiaryInfo.from_dict`."""
    self = new(BeneficiaryInfo)
    absent = 0
    try:
        value = data.get("type")
        if value is None:
            absent += 1
            self.type_ = UNSET
        else:
            self.type_ = known_beneficiary_type[value]
        value = data.get("firstName")
        if value is None:
            absent += 1
            self.first_name = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.first_name = value
        value = data.get("middleName")
        if value is None:
            absent += 1
            self.middle_name = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.middle_name = value
        value = data.get("lastName")
        if value is None:
            absent += 1
            self.last_name = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.last_name = value
        value = data.get("email")
        if value is None:
            absent += 1
            self.email = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.email = value
        value = data.get("status")
        if value is None:
            absent += 1
            self.status = UNSET
        else:
            self.status = known_kyi_status[value]
        value = data.get("ongoingKybStatus")
        if value is None:
            absent += 1
            self.ongoing_kyb_status = UNSET
        else:
            self.ongoing_kyb_status = known_kyi_status[value]
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 7 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
