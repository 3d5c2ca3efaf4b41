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
from .currency_amount import CurrencyAmount, decode_currency_amount
from .scaled_amount import ScaledAmount, decode_scaled_amount


@final
@define(kw_only=True, weakref_slot=False)
class CardPaymentForex(Model):
    """How an amount was converted."""

    exchange_rate: ScaledAmount | Unset = UNSET
    """The rate of the conversion."""
    padding: CurrencyAmount | Unset = UNSET
    """What is held back in case the rate changes."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.exchange_rate is not UNSET:
            data["exchangeRate"] = self.exchange_rate.to_dict()
        if self.padding is not UNSET:
            data["padding"] = self.padding.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> CardPaymentForex:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_card_payment_forex(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "exchangeRate": decode_scaled_amount,
    "padding": decode_currency_amount,
}


def decode_card_payment_forex(data: Raw) -> CardPaymentForex:
    """Read a JSON value; see `CardPaymentForex.from_dict`."""
    self = new(CardPaymentForex)
    absent = 0
    try:
        value = data.get("exchangeRate")
        if value is None:
            absent += 1
            self.exchange_rate = UNSET
        else:
            self.exchange_rate = decode_scaled_amount(value)
        value = data.get("padding")
        if value is None:
            absent += 1
            self.padding = UNSET
        else:
            self.padding = decode_currency_amount(value)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
