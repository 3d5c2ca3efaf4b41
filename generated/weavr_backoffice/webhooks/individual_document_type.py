from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class IndividualDocumentType(OpenEnum):
    """Documents of persons."""

    NATIONAL_ID = "NATIONAL_ID"
    PASSPORT = "PASSPORT"
    TAX_ID = "TAX_ID"
    OTHER = "OTHER"


known_individual_document_type: Final = KnownValues(IndividualDocumentType)


def decode_individual_document_type(value: JSON) -> IndividualDocumentType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_individual_document_type[value]
    except TypeError:
        raise expected("a string", value) from None
