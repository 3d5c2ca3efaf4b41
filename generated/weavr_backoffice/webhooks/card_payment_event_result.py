from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class CardPaymentEventResult(OpenEnum):
    """Whether authorisations are approved."""

    APPROVED = "APPROVED"
    DECLINED = "DECLINED"


_KNOWN: Final[dict[JSON, CardPaymentEventResult]] = {member.value: member for member in CardPaymentEventResult}


def decode_card_payment_event_result(value: JSON) -> CardPaymentEventResult:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return CardPaymentEventResult(value)
