from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, final

from attrs import define, field

from ..types import (
    JSON,
    MISFIT,
    NO_FIELDS,
    UNSET,
    JSONObject,
    Model,
    Raw,
    Unset,
    decode_str,
    fault,
    new,
    redacted_values,
    unknown_fields,
)
from .physical_card_replacement_reason import (
    PhysicalCardReplacementReason,
    decode_physical_card_replacement_reason,
    known_physical_card_replacement_reason,
)


@final
@define(kw_only=True, weakref_slot=False)
class PhysicalCardDetailsReplacement(Model):
    """The card that takes the place of another. Deprecated."""

    replacement_reason: PhysicalCardReplacementReason | Unset = UNSET
    """Why the card is replaced."""
    replacement_id: str | Unset = UNSET
    """Id of the card that takes its place, digits only."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.replacement_reason is not UNSET:
            data["replacementReason"] = str(self.replacement_reason)
        if self.replacement_id is not UNSET:
            data["replacementId"] = self.replacement_id
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> PhysicalCardDetailsReplacement:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_physical_card_details_replacement(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "replacementReason": decode_physical_card_replacement_reason,
    "replacementId": decode_str,
}


def decode_physical_card_details_replacement(data: Raw) -> PhysicalCardDetailsReplacement:
    """Read a JSON value; see `PhysicalCardDetailsReplacement.from_dict`."""
    self = new(PhysicalCardDetailsReplacement)
    absent = 0
    try:
        value = data.get("replacementReason")
        if value is None:
            absent += 1
            self.replacement_reason = UNSET
        else:
            self.replacement_reason = known_physical_card_replacement_reason[value]
        value = data.get("replacementId")
        if value is None:
            absent += 1
            self.replacement_id = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.replacement_id = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
