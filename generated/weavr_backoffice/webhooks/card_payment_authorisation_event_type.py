from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CardPaymentAuthorisationEventType(OpenEnum):
    """The one type of CardPaymentAuthorisationEvent."""

    AUTHORISATION = "AUTHORISATION"


known_card_payment_authorisation_event_type: Final = KnownValues(CardPaymentAuthorisationEventType)


def decode_card_payment_authorisation_event_type(value: JSON) -> CardPaymentAuthorisationEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_card_payment_authorisation_event_type[value]
    except TypeError:
        raise expected("a string", value) from None
