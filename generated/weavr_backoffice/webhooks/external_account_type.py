from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class ExternalAccountType(OpenEnum):
    """Kinds of accounts outside."""

    LINKED_ACCOUNTS = "linked_accounts"


known_external_account_type: Final = KnownValues(ExternalAccountType)


def decode_external_account_type(value: JSON) -> ExternalAccountType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_external_account_type[value]
    except TypeError:
        raise expected("a string", value) from None
