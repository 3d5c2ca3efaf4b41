from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class ManagedCardsReplacementEventType(OpenEnum):
    """Kinds of new cards."""

    VIRTUAL_REPLACEMENT = "VIRTUAL_REPLACEMENT"
    PHYSICAL_REPLACEMENT = "PHYSICAL_REPLACEMENT"


known_managed_cards_replacement_event_type: Final = KnownValues(ManagedCardsReplacementEventType)


def decode_managed_cards_replacement_event_type(value: JSON) -> ManagedCardsReplacementEventType:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_managed_cards_replacement_event_type[value]
    except TypeError:
        raise expected("a string", value) from None
