from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class DeliveryMethod(OpenEnum):
    """How cards are sent."""

    STANDARD_DELIVERY = "STANDARD_DELIVERY"
    REGISTERED_MAIL = "REGISTERED_MAIL"
    COURIER = "COURIER"
    FIRST_CLASS_MAIL = "FIRST_CLASS_MAIL"


known_delivery_method: Final = KnownValues(DeliveryMethod)


def decode_delivery_method(value: JSON) -> DeliveryMethod:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_delivery_method[value]
    except TypeError:
        raise expected("a string", value) from None
