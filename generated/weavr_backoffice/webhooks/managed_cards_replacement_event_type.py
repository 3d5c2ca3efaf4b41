from __future__ import annotations

from typing import Final

from ..types import JSON, OpenEnum, expected


class ManagedCardsReplacementEventType(OpenEnum):
    """Kinds of new cards."""

    VIRTUAL_REPLACEMENT = "VIRTUAL_REPLACEMENT"
    PHYSICAL_REPLACEMENT = "PHYSICAL_REPLACEMENT"


_KNOWN: Final[dict[JSON, ManagedCardsReplacementEventType]] = {
    member.value: member for member in ManagedCardsReplacementEventType
}


def decode_managed_cards_replacement_event_type(value: JSON) -> ManagedCardsReplacementEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return _KNOWN[value]
    except (KeyError, TypeError):
        if type(value) is not str:
            raise expected("a string", value) from None
        return ManagedCardsReplacementEventType(value)
