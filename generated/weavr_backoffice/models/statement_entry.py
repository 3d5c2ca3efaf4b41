from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
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
    decode_int,
    fault,
    moment,
    new,
    redacted_values,
    unknown_fields,
)
from .currency_amount import CurrencyAmount, decode_currency_amount
from .scaled_amount import ScaledAmount, decode_scaled_amount
from .statement_entry_additional_fields import StatementEntryAdditionalFields, decode_statement_entry_additional_fields
from .statement_entry_state import StatementEntryState, decode_statement_entry_state, known_statement_entry_state
from .transaction_id import TransactionId, decode_transaction_id
from .user_currency_transaction_details import UserCurrencyTransactionDetails, decode_user_currency_transaction_details


@final
@define(kw_only=True, weakref_slot=False)
class StatementEntry(Model):
    """One movement or one step of a transaction. Entries have no id of their own, and one transaction may have
    several."""

    transaction_id: TransactionId
    """The transaction that the entry is a step of."""
    entry_state: StatementEntryState
    """Whether the step is final. What is PENDING gets a second, COMPLETED entry later and stays as it is (observed)."""
    transaction_amount: CurrencyAmount
    """Signed, and repeated by each entry of the transaction. For some types it includes the fee (observed), so add
    up adjustments instead."""
    processed_timestamp: int
    """When the entry was made, in epoch milliseconds."""
    available_balance_adjustment: CurrencyAmount | Unset = UNSET
    """What the entry did to the available balance. Signed, and net of fees (observed)."""
    actual_balance_adjustment: CurrencyAmount | Unset = UNSET
    """What the entry did to the actual balance. Signed, and net of fees (observed)."""
    available_balance_after: CurrencyAmount | Unset = UNSET
    """Available balance after the entry."""
    actual_balance_after: CurrencyAmount | Unset = UNSET
    """Actual balance after the entry."""
    balance_after: CurrencyAmount | Unset = UNSET
    """Balance after the entry."""
    transaction_fee: CurrencyAmount | Unset = UNSET
    """Fee taken for the transaction, as in cardholderFee. 0 or absent when there is none; each entry may repeat it
    (observed)."""
    cardholder_fee: CurrencyAmount | Unset = UNSET
    """Fee charged for the transaction. 0 or absent when there is none; each entry may repeat it (observed)."""
    original_amount: CurrencyAmount | Unset = UNSET
    """Amount in the currency it was made in. Absent when no other currency took part."""
    forex_rate: ScaledAmount | Unset = UNSET
    """Rate between the original and the transaction amount. Absent when no other currency took part."""
    source_amount: CurrencyAmount | Unset = UNSET
    """Amount as it left its source. When it is absent is not documented."""
    user_currency_transaction_details: UserCurrencyTransactionDetails | Unset = UNSET
    """The amount in the currency shown to the card's user. Absent when there is none."""
    additional_fields: StatementEntryAdditionalFields | Unset = UNSET
    """Further facts by name, which depend on the type of the transaction. Absent when there are none."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    @property
    def processed_time(self) -> datetime:
        """`processed_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return moment(self.processed_timestamp)

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["transactionId"] = self.transaction_id.to_dict()
        data["entryState"] = str(self.entry_state)
        data["transactionAmount"] = self.transaction_amount.to_dict()
        data["processedTimestamp"] = self.processed_timestamp
        if self.available_balance_adjustment is not UNSET:
            data["availableBalanceAdjustment"] = self.available_balance_adjustment.to_dict()
        if self.actual_balance_adjustment is not UNSET:
            data["actualBalanceAdjustment"] = self.actual_balance_adjustment.to_dict()
        if self.available_balance_after is not UNSET:
            data["availableBalanceAfter"] = self.available_balance_after.to_dict()
        if self.actual_balance_after is not UNSET:
            data["actualBalanceAfter"] = self.actual_balance_after.to_dict()
        if self.balance_after is not UNSET:
            data["balanceAfter"] = self.balance_after.to_dict()
        if self.transaction_fee is not UNSET:
            data["transactionFee"] = self.transaction_fee.to_dict()
        if self.cardholder_fee is not UNSET:
            data["cardholderFee"] = self.cardholder_fee.to_dict()
        if self.original_amount is not UNSET:
            data["originalAmount"] = self.original_amount.to_dict()
        if self.forex_rate is not UNSET:
            data["forexRate"] = self.forex_rate.to_dict()
        if self.source_amount is not UNSET:
            data["sourceAmount"] = self.source_amount.to_dict()
        if self.user_currency_transaction_details is not UNSET:
            data["userCurrencyTransactionDetails"] = self.user_currency_transaction_details.to_dict()
        if self.additional_fields is not UNSET:
            data["additionalFields"] = self.additional_fields.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> StatementEntry:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_statement_entry(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "transactionId": decode_transaction_id,
    "entryState": decode_statement_entry_state,
    "transactionAmount": decode_currency_amount,
    "processedTimestamp": decode_int,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "availableBalanceAdjustment": decode_currency_amount,
    "actualBalanceAdjustment": decode_currency_amount,
    "availableBalanceAfter": decode_currency_amount,
    "actualBalanceAfter": decode_currency_amount,
    "balanceAfter": decode_currency_amount,
    "transactionFee": decode_currency_amount,
    "cardholderFee": decode_currency_amount,
    "originalAmount": decode_currency_amount,
    "forexRate": decode_scaled_amount,
    "sourceAmount": decode_currency_amount,
    "userCurrencyTransactionDetails": decode_user_currency_transaction_details,
    "additionalFields": decode_statement_entry_additional_fields,
}


def decode_statement_entry(data: Raw) -> StatementEntry:
    """Read a JSON value; see `StatementEntry.from_dict`."""
    self = new(StatementEntry)
    absent = 0
    try:
        self.transaction_id = decode_transaction_id(data["transactionId"])
        self.entry_state = known_statement_entry_state[data["entryState"]]
        self.transaction_amount = decode_currency_amount(data["transactionAmount"])
        value = data["processedTimestamp"]
        if type(value) is not int:
            raise TypeError
        self.processed_timestamp = value
        value = data.get("availableBalanceAdjustment")
        if value is None:
            absent += 1
            self.available_balance_adjustment = UNSET
        else:
            self.available_balance_adjustment = decode_currency_amount(value)
        value = data.get("actualBalanceAdjustment")
        if value is None:
            absent += 1
            self.actual_balance_adjustment = UNSET
        else:
            self.actual_balance_adjustment = decode_currency_amount(value)
        value = data.get("availableBalanceAfter")
        if value is None:
            absent += 1
            self.available_balance_after = UNSET
        else:
            self.available_balance_after = decode_currency_amount(value)
        value = data.get("actualBalanceAfter")
        if value is None:
            absent += 1
            self.actual_balance_after = UNSET
        else:
            self.actual_balance_after = decode_currency_amount(value)
        value = data.get("balanceAfter")
        if value is None:
            absent += 1
            self.balance_after = UNSET
        else:
            self.balance_after = decode_currency_amount(value)
        value = data.get("transactionFee")
        if value is None:
            absent += 1
            self.transaction_fee = UNSET
        else:
            self.transaction_fee = decode_currency_amount(value)
        value = data.get("cardholderFee")
        if value is None:
            absent += 1
            self.cardholder_fee = UNSET
        else:
            self.cardholder_fee = decode_currency_amount(value)
        value = data.get("originalAmount")
        if value is None:
            absent += 1
            self.original_amount = UNSET
        else:
            self.original_amount = decode_currency_amount(value)
        value = data.get("forexRate")
        if value is None:
            absent += 1
            self.forex_rate = UNSET
        else:
            self.forex_rate = decode_scaled_amount(value)
        value = data.get("sourceAmount")
        if value is None:
            absent += 1
            self.source_amount = UNSET
        else:
            self.source_amount = decode_currency_amount(value)
        value = data.get("userCurrencyTransactionDetails")
        if value is None:
            absent += 1
            self.user_currency_transaction_details = UNSET
        else:
            self.user_currency_transaction_details = decode_user_currency_transaction_details(value)
        value = data.get("additionalFields")
        if value is None:
            absent += 1
            self.additional_fields = UNSET
        else:
            self.additional_fields = decode_statement_entry_additional_fields(value)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 16 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
