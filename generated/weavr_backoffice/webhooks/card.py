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
from .card_brand import CardBrand, decode_card_brand, known_card_brand
from .card_instrument_type import CardInstrumentType, decode_card_instrument_type, known_card_instrument_type
from .card_mode import CardMode, decode_card_mode, known_card_mode


@final
@define(kw_only=True, weakref_slot=False)
class Card(Model):
    """A card."""

    id: str
    """Id of the card, digits only."""
    type_: CardInstrumentType
    """Always a card."""
    mode: CardMode | Unset = UNSET
    """How the card gets its money."""
    friendly_name: str | Unset = UNSET
    """Name to show to people."""
    name_on_card: str | Unset = UNSET
    """Name of the cardholder as printed on the card."""
    card_brand: CardBrand | Unset = UNSET
    """The scheme that the card belongs to."""
    card_number_first_six: str | Unset = UNSET
    """First six digits of the card number."""
    card_number_last_four: str | Unset = UNSET
    """Last four digits of the card number."""
    linked_user_id: str | Unset = UNSET
    """Id of the user that the card is assigned to, digits only."""
    parent_managed_account_id: str | Unset = UNSET
    """Id of the account that a debit card spends from, digits only."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["id"] = self.id
        data["type"] = str(self.type_)
        if self.mode is not UNSET:
            data["mode"] = str(self.mode)
        if self.friendly_name is not UNSET:
            data["friendlyName"] = self.friendly_name
        if self.name_on_card is not UNSET:
            data["nameOnCard"] = self.name_on_card
        if self.card_brand is not UNSET:
            data["cardBrand"] = str(self.card_brand)
        if self.card_number_first_six is not UNSET:
            data["cardNumberFirstSix"] = self.card_number_first_six
        if self.card_number_last_four is not UNSET:
            data["cardNumberLastFour"] = self.card_number_last_four
        if self.linked_user_id is not UNSET:
            data["linkedUserId"] = self.linked_user_id
        if self.parent_managed_account_id is not UNSET:
            data["parentManagedAccountId"] = self.parent_managed_account_id
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> Card:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_card(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {"id": decode_str, "type": decode_card_instrument_type}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "mode": decode_card_mode,
    "friendlyName": decode_str,
    "nameOnCard": decode_str,
    "cardBrand": decode_card_brand,
    "cardNumberFirstSix": decode_str,
    "cardNumberLastFour": decode_str,
    "linkedUserId": decode_str,
    "parentManagedAccountId": decode_str,
}


def decode_card(data: Raw) -> Card:
    """Read a JSON value; see `Card.from_dict`."""
    self = new(Card)
    absent = 0
    try:
        value = data["id"]
        if type(value) is not str:
            raise TypeError
        self.id = value
        self.type_ = known_card_instrument_type[data["type"]]
        value = data.get("mode")
        if value is None:
            absent += 1
            self.mode = UNSET
        else:
            self.mode = known_card_mode[value]
        value = data.get("friendlyName")
        if value is None:
            absent += 1
            self.friendly_name = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.friendly_name = value
        value = data.get("nameOnCard")
        if value is None:
            absent += 1
            self.name_on_card = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.name_on_card = value
        value = data.get("cardBrand")
        if value is None:
            absent += 1
            self.card_brand = UNSET
        else:
            self.card_brand = known_card_brand[value]
        value = data.get("cardNumberFirstSix")
        if value is None:
            absent += 1
            self.card_number_first_six = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.card_number_first_six = value
        value = data.get("cardNumberLastFour")
        if value is None:
            absent += 1
            self.card_number_last_four = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.card_number_last_four = value
        value = data.get("linkedUserId")
        if value is None:
            absent += 1
            self.linked_user_id = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.linked_user_id = value
        value = data.get("parentManagedAccountId")
        if value is None:
            absent += 1
            self.parent_managed_account_id = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.parent_managed_account_id = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 10 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
