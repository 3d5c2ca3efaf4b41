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
    decode_list,
    decode_str,
    fault,
    list_of,
    new,
    redacted_values,
    unknown_fields,
)
from .beneficiary_state import BeneficiaryState, decode_beneficiary_state, known_beneficiary_state
from .beneficiary_trust_level import (
    BeneficiaryTrustLevel,
    decode_beneficiary_trust_level,
    known_beneficiary_trust_level,
)
from .beneficiary_validation_failure import (
    BeneficiaryValidationFailure,
    decode_beneficiary_validation_failure,
    known_beneficiary_validation_failure,
)
from .legacy_beneficiary_beneficiary_details import (
    LegacyBeneficiaryBeneficiaryDetails,
    decode_legacy_beneficiary_beneficiary_details,
)
from .legacy_beneficiary_beneficiary_information import (
    LegacyBeneficiaryBeneficiaryInformation,
    decode_legacy_beneficiary_beneficiary_information,
)


@final
@define(kw_only=True, weakref_slot=False)
class LegacyBeneficiary(Model):
    """A beneficiary, in the form of webhooks."""

    id: str
    """Id of the beneficiary, digits only."""
    trust_level: BeneficiaryTrustLevel
    """How far the beneficiary is trusted."""
    beneficiary_information: LegacyBeneficiaryBeneficiaryInformation
    """Who the beneficiary is."""
    beneficiary_details: LegacyBeneficiaryBeneficiaryDetails
    """Where the money goes."""
    state: BeneficiaryState
    """Whether the beneficiary can be used."""
    external_refs: list[str] | Unset = UNSET
    """References of your own."""
    group: str | Unset = UNSET
    """The group that the beneficiary belongs to."""
    validation_failure: BeneficiaryValidationFailure | Unset = UNSET
    """Why the beneficiary was not accepted."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["id"] = self.id
        data["trustLevel"] = str(self.trust_level)
        data["beneficiaryInformation"] = self.beneficiary_information.to_dict()
        data["beneficiaryDetails"] = self.beneficiary_details.to_dict()
        data["state"] = str(self.state)
        if self.external_refs is not UNSET:
            data["externalRefs"] = list(self.external_refs)
        if self.group is not UNSET:
            data["group"] = self.group
        if self.validation_failure is not UNSET:
            data["validationFailure"] = str(self.validation_failure)
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> LegacyBeneficiary:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_legacy_beneficiary(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "id": decode_str,
    "trustLevel": decode_beneficiary_trust_level,
    "beneficiaryInformation": decode_legacy_beneficiary_beneficiary_information,
    "beneficiaryDetails": decode_legacy_beneficiary_beneficiary_details,
    "state": decode_beneficiary_state,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "externalRefs": list_of(decode_str),
    "group": decode_str,
    "validationFailure": decode_beneficiary_validation_failure,
}


def decode_legacy_beneficiary(data: Raw) -> LegacyBeneficiary:
    """Read a JSON value; see `LegacyBeneficiary.from_dict`."""
    self = new(LegacyBeneficiary)
    absent = 0
    try:
        value = data["id"]
        if type(value) is not str:
            raise TypeError
        self.id = value
        self.trust_level = known_beneficiary_trust_level[data["trustLevel"]]
        self.beneficiary_information = decode_legacy_beneficiary_beneficiary_information(data["beneficiaryInformation"])
        self.beneficiary_details = decode_legacy_beneficiary_beneficiary_details(data["beneficiaryDetails"])
        self.state = known_beneficiary_state[data["state"]]
        value = data.get("externalRefs")
        if value is None:
            absent += 1
            self.external_refs = UNSET
        else:
            self.external_refs = decode_list(value, decode_str)
        value = data.get("group")
        if value is None:
            absent += 1
            self.group = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.group = value
        value = data.get("validationFailure")
        if value is None:
            absent += 1
            self.validation_failure = UNSET
        else:
            self.validation_failure = known_beneficiary_validation_failure[value]
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 8 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
