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
    fault,
    new,
    redacted_values,
    unknown_fields,
)
from .card_payment_forex_fee_type import (
    CardPaymentForexFeeType,
    decode_card_payment_forex_fee_type,
    known_card_payment_forex_fee_type,
)
from .currency_amount import CurrencyAmount, decode_currency_amount


@final
@define(kw_only=True, weakref_slot=False)
class CardPaymentForexFee(Model):
    """A fee for the conversion."""

    type_: CardPaymentForexFeeType
    """What kind of fee it is."""
    amount: CurrencyAmount | Unset = UNSET
    """How much the fee is."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["type"] = str(self.type_)
        if self.amount is not UNSET:
            data["amount"] = self.amount.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> CardPaymentForexFee:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_card_payment_forex_fee(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {"type": decode_card_payment_forex_fee_type}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {"amount": decode_currency_amount}


def decode_card_payment_forex_fee(data: Raw) -> CardPaymentForexFee:
    """Read a JSON value; see `CardPaymentForexFee.from_dict`."""
    self = new(CardPaymentForexFee)
    absent = 0
    try:
        self.type_ = known_card_payment_forex_fee_type[data["type"]]
        value = data.get("amount")
        if value is None:
            absent += 1
            self.amount = UNSET
        else:
            self.amount = decode_currency_amount(value)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
