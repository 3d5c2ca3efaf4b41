from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class ManagedCardsExpiryAndRenewalEventType(OpenEnum):
    """What happens to cards at their end."""

    CARD_ABOUT_TO_EXPIRE = "CARD_ABOUT_TO_EXPIRE"
    CARD_EXPIRED = "CARD_EXPIRED"
    CARD_RENEWED = "CARD_RENEWED"


known_managed_cards_expiry_and_renewal_event_type: Final = KnownValues(ManagedCardsExpiryAndRenewalEventType)


def decode_managed_cards_expiry_and_renewal_event_type(value: JSON) -> ManagedCardsExpiryAndRenewalEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_managed_cards_expiry_and_renewal_event_type[value]
    except TypeError:
        raise expected("a string", value) from None
