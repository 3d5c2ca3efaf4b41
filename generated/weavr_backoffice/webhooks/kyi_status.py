from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class KyiStatus(OpenEnum):
    """How far checks have come."""

    UNDEFINED = "UNDEFINED"
    NOT_STARTED = "NOT_STARTED"
    INITIATED = "INITIATED"
    PENDING_REVIEW = "PENDING_REVIEW"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"


_KNOWN: Final[dict[JSON, KyiStatus]] = {member.value: member for member in KyiStatus}


def decode_kyi_status(value: JSON) -> KyiStatus:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return KyiStatus(value)
