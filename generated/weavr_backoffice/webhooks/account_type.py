from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class AccountType(OpenEnum):
    """Whether an account is of a business or of a person."""

    BUSINESS = "BUSINESS"
    PERSONAL = "PERSONAL"


_KNOWN: Final[dict[JSON, AccountType]] = {member.value: member for member in AccountType}


def decode_account_type(value: JSON) -> AccountType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return AccountType(value)
