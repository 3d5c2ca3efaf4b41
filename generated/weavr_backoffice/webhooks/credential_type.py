from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CredentialType(OpenEnum):
    """Kinds of credentials."""

    ROOT = "ROOT"
    USER = "USER"
    API_CLIENT = "API_CLIENT"


known_credential_type: Final = KnownValues(CredentialType)


def decode_credential_type(value: JSON) -> CredentialType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_credential_type[value]
    except TypeError:
        raise expected("a string", value) from None
