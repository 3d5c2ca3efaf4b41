from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class KyiStatus(OpenEnum):
    """How far checks have come."""

    UNDEFINED = "UNDEFINED"
    NOT_STARTED = "NOT_STARTED"
    INITIATED = "INITIATED"
    PENDING_REVIEW = "PENDING_REVIEW"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"


known_kyi_status: Final = KnownValues(KyiStatus)


def decode_kyi_status(value: JSON) -> KyiStatus:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_kyi_status[value]
    except TypeError:
        raise expected("a string", value) from None
