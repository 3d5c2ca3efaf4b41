from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CardPaymentEventResult(OpenEnum):
    """Whether authorisations are approved."""

    APPROVED = "APPROVED"
    DECLINED = "DECLINED"


known_card_payment_event_result: Final = KnownValues(CardPaymentEventResult)


def decode_card_payment_event_result(value: JSON) -> CardPaymentEventResult:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_card_payment_event_result[value]
    except TypeError:
        raise expected("a string", value) from None
