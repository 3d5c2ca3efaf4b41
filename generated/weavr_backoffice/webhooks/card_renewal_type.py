from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class CardRenewalType(OpenEnum):
    """Whether a card renews when it expires."""

    RENEW = "RENEW"
    NO_RENEW = "NO_RENEW"


_KNOWN: Final[dict[JSON, CardRenewalType]] = {member.value: member for member in CardRenewalType}


def decode_card_renewal_type(value: JSON) -> CardRenewalType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return CardRenewalType(value)
