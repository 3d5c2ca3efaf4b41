from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from attrs import define, field

from ..models.currency_amount import CurrencyAmount, decode_currency_amount
from ..models.instrument_id import InstrumentId, decode_instrument_id
from ..models.transaction_id import TransactionId, decode_transaction_id
from ..models.transaction_state import TransactionState, decode_transaction_state
from ..types import JSON, NO_FIELDS, DecodeError, JSONObject, expected, fault, new, redacted_values, unknown_fields


@final
@define(kw_only=True, weakref_slot=False)
class FeeCharge:
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

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = dict(self.additional_properties)
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


_FIELDS: Final[frozenset[str]] = frozenset(
    {"transactionId", "profileId", "feeType", "source", "availableBalanceAdjustment", "state", "creationTimestamp"}
)


def decode_fee_charge(data: JSON) -> FeeCharge:
    """Read a JSON value; see `FeeCharge.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(FeeCharge)
    value: JSON
    at = ""
    try:
        at = "transactionId"
        value = data[at]
        self.transaction_id = decode_transaction_id(value)
        at = "profileId"
        value = data[at]
        if type(value) is not str:
            raise expected("a string", value)
        self.profile_id = value
        at = "feeType"
        value = data[at]
        if type(value) is not str:
            raise expected("a string", value)
        self.fee_type = value
        at = "source"
        value = data[at]
        self.source = decode_instrument_id(value)
        at = "availableBalanceAdjustment"
        value = data[at]
        self.available_balance_adjustment = decode_currency_amount(value)
        at = "state"
        value = data[at]
        self.state = decode_transaction_state(value)
        at = "creationTimestamp"
        value = data[at]
        if type(value) is not int:
            raise expected("an integer", value)
        self.creation_timestamp = value
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == 7 else unknown_fields(data, _FIELDS)
    return self
