from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class BusinessDocumentType(OpenEnum):
    """Documents of businesses."""

    LEI = "LEI"
    REGISTRATION_NUMBER = "REGISTRATION_NUMBER"
    TAX_ID = "TAX_ID"
    OTHER = "OTHER"


_KNOWN: Final[dict[JSON, BusinessDocumentType]] = {member.value: member for member in BusinessDocumentType}


def decode_business_document_type(value: JSON) -> BusinessDocumentType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return BusinessDocumentType(value)
