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
from .sepa_verification_of_payee_match import (
    SEPAVerificationOfPayeeMatch,
    decode_sepa_verification_of_payee_match,
    known_sepa_verification_of_payee_match,
)


@final
@define(kw_only=True, weakref_slot=False)
class SEPAVerificationOfPayeeResult(Model):
    """What the check of a name in SEPA gave."""

    match: SEPAVerificationOfPayeeMatch
    """How well the name fits the account."""
    account_name: str | Unset = UNSET
    """The name that the bank knows the account by."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["match"] = str(self.match)
        if self.account_name is not UNSET:
            data["accountName"] = self.account_name
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> SEPAVerificationOfPayeeResult:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_sepa_verification_of_payee_result(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {"match": decode_sepa_verification_of_payee_match}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {"accountName": decode_str}


def decode_sepa_verification_of_payee_result(data: Raw) -> SEPAVerificationOfPayeeResult:
    """Read a JSON value; see `SEPAVerificationOfPayeeResult.from_dict`."""
    self = new(SEPAVerificationOfPayeeResult)
    absent = 0
    try:
        self.match = known_sepa_verification_of_payee_match[data["match"]]
        value = data.get("accountName")
        if value is None:
            absent += 1
            self.account_name = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.account_name = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
