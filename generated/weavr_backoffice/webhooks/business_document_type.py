from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class BusinessDocumentType(OpenEnum):
    """Documents of businesses."""

    LEI = "LEI"
    REGISTRATION_NUMBER = "REGISTRATION_NUMBER"
    TAX_ID = "TAX_ID"
    OTHER = "OTHER"


known_business_document_type: Final = KnownValues(BusinessDocumentType)


def decode_business_document_type(value: JSON) -> BusinessDocumentType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_business_document_type[value]
    except TypeError:
        raise expected("a string", value) from None
