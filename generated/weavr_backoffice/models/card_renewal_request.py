from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, final

from attrs import define, field

from ..types import JSON, MISFIT, NO_FIELDS, JSONObject, Model, Raw, fault, new, redacted_values, unknown_fields
from .card_renewal_type import CardRenewalType, decode_card_renewal_type, known_card_renewal_type


@final
@define(kw_only=True, weakref_slot=False)
class CardRenewalRequest(Model):
    """Says whether a card shall renew."""

    renewal_type: CardRenewalType
    """Whether the card gets a successor when it expires."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["renewalType"] = str(self.renewal_type)
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> CardRenewalRequest:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_card_renewal_request(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {"renewalType": decode_card_renewal_type}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {}


def decode_card_renewal_request(data: Raw) -> CardRenewalRequest:
    """Read a JSON value; see `CardRenewalRequest.from_dict`."""
    self = new(CardRenewalRequest)
    try:
        self.renewal_type = known_card_renewal_type[data["renewalType"]]
        self.additional_properties = NO_FIELDS if len(data) == 1 else unknown_fields(data, _REQUIRED, _OPTIONAL)
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
