from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class DeliveryMethod(OpenEnum):
    """How cards are sent."""

    STANDARD_DELIVERY = "STANDARD_DELIVERY"
    REGISTERED_MAIL = "REGISTERED_MAIL"
    COURIER = "COURIER"
    FIRST_CLASS_MAIL = "FIRST_CLASS_MAIL"


_KNOWN: Final[dict[JSON, DeliveryMethod]] = {member.value: member for member in DeliveryMethod}


def decode_delivery_method(value: JSON) -> DeliveryMethod:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return DeliveryMethod(value)
