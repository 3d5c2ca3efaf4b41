from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class CardPaymentAuthorisationEventType(OpenEnum):
    """The one type of CardPaymentAuthorisationEvent."""

    AUTHORISATION = "AUTHORISATION"


_KNOWN: Final[dict[JSON, CardPaymentAuthorisationEventType]] = {
    member.value: member for member in CardPaymentAuthorisationEventType
}


def decode_card_payment_authorisation_event_type(value: JSON) -> CardPaymentAuthorisationEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return CardPaymentAuthorisationEventType(value)
