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
from .currency_amount import CurrencyAmount, decode_currency_amount


@final
@define(kw_only=True, weakref_slot=False)
class UserCurrencyTransactionDetails(Model):
    """A transaction in the currency that is shown to the card's user."""

    user_transaction_amount: CurrencyAmount
    """The amount in the user's currency."""
    user_exchange_rate: str
    """The rate that was used, a decimal number as text."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["userTransactionAmount"] = self.user_transaction_amount.to_dict()
        data["userExchangeRate"] = self.user_exchange_rate
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> UserCurrencyTransactionDetails:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_user_currency_transaction_details(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "userTransactionAmount": decode_currency_amount,
    "userExchangeRate": decode_str,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {}


def decode_user_currency_transaction_details(data: Raw) -> UserCurrencyTransactionDetails:
    """Read a JSON value; see `UserCurrencyTransactionDetails.from_dict`."""
    self = new(UserCurrencyTransactionDetails)
    try:
        self.user_transaction_amount = decode_currency_amount(data["userTransactionAmount"])
        value = data["userExchangeRate"]
        if type(value) is not str:
            raise TypeError
        self.user_exchange_rate = value
        self.additional_properties = NO_FIELDS if len(data) == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
