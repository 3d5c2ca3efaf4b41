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
from .business_document_type import BusinessDocumentType, decode_business_document_type, known_business_document_type


@final
@define(kw_only=True, weakref_slot=False)
class CorrespondentBankingBusinessAddressAndIdInfo(Model):
    """A business by a document."""

    document_type: BusinessDocumentType
    """What kind of document it is."""
    document_number: str
    """Number of the document."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["documentType"] = str(self.document_type)
        data["documentNumber"] = self.document_number
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> CorrespondentBankingBusinessAddressAndIdInfo:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_correspondent_banking_business_address_and_id_info(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "documentType": decode_business_document_type,
    "documentNumber": decode_str,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {}


def decode_correspondent_banking_business_address_and_id_info(
    data: Raw,
) -> CorrespondentBankingBusinessAddressAndIdInfo:
    """Read a JSON value; see `CorrespondentBankingBusinessAddressAndIdInfo.from_dict`."""
    self = new(CorrespondentBankingBusinessAddressAndIdInfo)
    try:
        self.document_type = known_business_document_type[data["documentType"]]
        value = data["documentNumber"]
        if type(value) is not str:
            raise TypeError
        self.document_number = value
        self.additional_properties = NO_FIELDS if len(data) == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
