from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CardRenewalType(OpenEnum):
    """Whether a card gets a successor when it expires (RENEW) or not (NO_RENEW)."""

    RENEW = "RENEW"
    NO_RENEW = "NO_RENEW"


known_card_renewal_type: Final = KnownValues(CardRenewalType)


def decode_card_renewal_type(value: JSON) -> CardRenewalType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_card_renewal_type[value]
    except TypeError:
        raise expected("a string", value) from None
