from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, final

from attrs import define, field

from ..types import (
    JSON,
    MISFIT,
    NO_FIELDS,
    JSONObject,
    Model,
    Raw,
    decode_int,
    decode_str,
    fault,
    moment,
    new,
    redacted_values,
    unknown_fields,
)
from .currency_amount import CurrencyAmount, decode_currency_amount
from .instrument_id import InstrumentId, decode_instrument_id
from .transaction_id import TransactionId, decode_transaction_id
from .transaction_state import TransactionState, decode_transaction_state, known_transaction_state


@final
@define(kw_only=True, weakref_slot=False)
class FeeCharge(Model):
    """A fee that was accepted."""

    transaction_id: TransactionId
    """The transaction under which the fee stands in statements."""
    profile_id: str
    """Id of the profile that the fee is configured in."""
    fee_type: str
    """Name of the fee as configured for the programme."""
    source: InstrumentId
    """The account or card that pays."""
    available_balance_adjustment: CurrencyAmount
    """What the fee did to the source's available balance, in minor units. Zero for a debit mode card, whose parent
    account pays (observed)."""
    state: TransactionState
    """Where the fee stands."""
    creation_timestamp: int
    """When the fee was charged, in epoch milliseconds."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    @property
    def creation_time(self) -> datetime:
        """`creation_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return moment(self.creation_timestamp)

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["transactionId"] = self.transaction_id.to_dict()
        data["profileId"] = self.profile_id
        data["feeType"] = self.fee_type
        data["source"] = self.source.to_dict()
        data["availableBalanceAdjustment"] = self.available_balance_adjustment.to_dict()
        data["state"] = str(self.state)
        data["creationTimestamp"] = self.creation_timestamp
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> FeeCharge:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_fee_charge(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "transactionId": decode_transaction_id,
    "profileId": decode_str,
    "feeType": decode_str,
    "source": decode_instrument_id,
    "availableBalanceAdjustment": decode_currency_amount,
    "state": decode_transaction_state,
    "creationTimestamp": decode_int,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {}


def decode_fee_charge(data: Raw) -> FeeCharge:
    """Read a JSON value; see `FeeCharge.from_dict`."""
    self = new(FeeCharge)
    try:
        self.transaction_id = decode_transaction_id(data["transactionId"])
        value = data["profileId"]
        if type(value) is not str:
            raise TypeError
        self.profile_id = value
        value = data["feeType"]
        if type(value) is not str:
            raise TypeError
        self.fee_type = value
        self.source = decode_instrument_id(data["source"])
        self.available_balance_adjustment = decode_currency_amount(data["availableBalanceAdjustment"])
        self.state = known_transaction_state[data["state"]]
        value = data["creationTimestamp"]
        if type(value) is not int:
            raise TypeError
        self.creation_timestamp = value
        self.additional_properties = NO_FIELDS if len(data) == 7 else unknown_fields(data, _REQUIRED, _OPTIONAL)
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
