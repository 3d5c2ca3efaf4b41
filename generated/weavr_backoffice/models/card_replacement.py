from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from attrs import define, field

from ..models.card_replacement_reason import CardReplacementReason, decode_card_replacement_reason
from ..types import JSON, NO_FIELDS, DecodeError, JSONObject, expected, fault, new, redacted_values, unknown_fields


@final
@define(kw_only=True, weakref_slot=False)
class CardReplacement:
    """The card that takes the place of another."""

    id: str
    """Id of the new card, digits only."""
    reason: CardReplacementReason
    """Why the card was replaced."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
        data["id"] = self.id
        data["reason"] = str(self.reason)
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> CardReplacement:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_card_replacement(dict(data))


_FIELDS: Final[frozenset[str]] = frozenset({"id", "reason"})


def decode_card_replacement(data: JSON) -> CardReplacement:
    """Read a JSON value; see `CardReplacement.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(CardReplacement)
    value: JSON
    at = ""
    try:
        at = "id"
        value = data[at]
        if type(value) is not str:
            raise expected("a string", value)
        self.id = value
        at = "reason"
        value = data[at]
        self.reason = decode_card_replacement_reason(value)
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == 2 else unknown_fields(data, _FIELDS)
    return self
