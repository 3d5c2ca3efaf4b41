from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class CredentialType(OpenEnum):
    """Kinds of credentials."""

    ROOT = "ROOT"
    USER = "USER"
    API_CLIENT = "API_CLIENT"


_KNOWN: Final[dict[JSON, CredentialType]] = {member.value: member for member in CredentialType}


def decode_credential_type(value: JSON) -> CredentialType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return CredentialType(value)
