from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class IndividualDocumentType(OpenEnum):
    """Documents of persons."""

    NATIONAL_ID = "NATIONAL_ID"
    PASSPORT = "PASSPORT"
    TAX_ID = "TAX_ID"
    OTHER = "OTHER"


_KNOWN: Final[dict[JSON, IndividualDocumentType]] = {member.value: member for member in IndividualDocumentType}


def decode_individual_document_type(value: JSON) -> IndividualDocumentType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return IndividualDocumentType(value)
