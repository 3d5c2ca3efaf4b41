from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class ExternalAccountType(OpenEnum):
    """Kinds of accounts outside."""

    LINKED_ACCOUNTS = "linked_accounts"


_KNOWN: Final[dict[JSON, ExternalAccountType]] = {member.value: member for member in ExternalAccountType}


def decode_external_account_type(value: JSON) -> ExternalAccountType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return ExternalAccountType(value)
