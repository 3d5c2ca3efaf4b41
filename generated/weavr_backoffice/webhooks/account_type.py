from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class AccountType(OpenEnum):
    """Whether an account is of a business or of a person."""

    BUSINESS = "BUSINESS"
    PERSONAL = "PERSONAL"


known_account_type: Final = KnownValues(AccountType)


def decode_account_type(value: JSON) -> AccountType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_account_type[value]
    except TypeError:
        raise expected("a string", value) from None
