from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, final

from attrs import define, field

from ..types import (
    JSON,
    MISFIT,
    NO_FIELDS,
    JSONObject,
    Model,
    Raw,
    decode_str,
    fault,
    new,
    redacted_values,
    unknown_fields,
)
from .card_payment_fee_subtype import (
    CardPaymentFeeSubtype,
    decode_card_payment_fee_subtype,
    known_card_payment_fee_subtype,
)
from .card_payment_platform_fee_type import (
    CardPaymentPlatformFeeType,
    decode_card_payment_platform_fee_type,
    known_card_payment_platform_fee_type,
)
from .currency_amount import CurrencyAmount, decode_currency_amount


@final
@define(kw_only=True, weakref_slot=False)
class CardPaymentPlatformFee(Model):
    """A fee of the platform."""

    type_: CardPaymentPlatformFeeType
    """What kind of fee it is."""
    id: str
    """Id of the fee, digits only."""
    subtype: CardPaymentFeeSubtype
    """What the fee is for."""
    amount: CurrencyAmount
    """How much the fee is."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["type"] = str(self.type_)
        data["id"] = self.id
        data["subtype"] = str(self.subtype)
        data["amount"] = self.amount.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> CardPaymentPlatformFee:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_card_payment_platform_fee(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "type": decode_card_payment_platform_fee_type,
    "id": decode_str,
    "subtype": decode_card_payment_fee_subtype,
    "amount": decode_currency_amount,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {}


def decode_card_payment_platform_fee(data: Raw) -> CardPaymentPlatformFee:
    """Read a JSON value; see `CardPaymentPlatformFee.from_dict`."""
    self = new(CardPaymentPlatformFee)
    try:
        self.type_ = known_card_payment_platform_fee_type[data["type"]]
        value = data["id"]
        if type(value) is not str:
            raise TypeError
        self.id = value
        self.subtype = known_card_payment_fee_subtype[data["subtype"]]
        self.amount = decode_currency_amount(data["amount"])
        self.additional_properties = NO_FIELDS if len(data) == 4 else unknown_fields(data, _REQUIRED, _OPTIONAL)
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
