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
    by_tag,
    decode_bool,
    decode_int,
    decode_list,
    decode_str,
    fault,
    list_of,
    moment,
    new,
    redacted_values,
    unknown_fields,
)
from .card_payment_fee import CardPaymentFee, decode_card_payment_fee
from .card_payment_forex_fee import CardPaymentForexFee, decode_card_payment_forex_fee
from .card_payment_platform_fee import CardPaymentPlatformFee, decode_card_payment_platform_fee
from .card_payment_purchase_subtype import (
    CardPaymentPurchaseSubtype,
    decode_card_payment_purchase_subtype,
    known_card_payment_purchase_subtype,
)
from .card_payment_settlement_event_type import (
    CardPaymentSettlementEventType,
    decode_card_payment_settlement_event_type,
    known_card_payment_settlement_event_type,
)
from .card_payment_settlement_state import (
    CardPaymentSettlementState,
    decode_card_payment_settlement_state,
    known_card_payment_settlement_state,
)
from .currency_amount import CurrencyAmount, decode_currency_amount
from .scaled_amount import ScaledAmount, decode_scaled_amount


@final
@define(kw_only=True, weakref_slot=False)
class CardPaymentSettlementEvent(Model):
    """A payment was settled."""

    type_: CardPaymentSettlementEventType
    """What kind of event it is."""
    id: str
    """Id of the settlement, digits only."""
    subtype: CardPaymentPurchaseSubtype
    """What kind of transaction it is."""
    settlement_state: CardPaymentSettlementState
    """How far the settlement has come."""
    timestamp: int
    """When it took place, in epoch milliseconds."""
    reversal: bool | Unset = UNSET
    """Whether it takes an earlier one back."""
    transaction_amount: CurrencyAmount | Unset = UNSET
    """The amount of the transaction."""
    billing_amount: CurrencyAmount | Unset = UNSET
    """The amount in the card's currency."""
    exchange_rate: ScaledAmount | Unset = UNSET
    """The rate of the conversion."""
    user_amount: CurrencyAmount | Unset = UNSET
    """The amount in the user's currency."""
    user_exchange_rate: ScaledAmount | Unset = UNSET
    """The rate between the user's currency and the card's."""
    auth_code: str | Unset = UNSET
    """The scheme's code of the authorisation."""
    fees: list[CardPaymentPlatformFee | CardPaymentForexFee | CardPaymentFee] | Unset = UNSET
    """The fees that were taken."""
    processed_timestamp: int | Unset = UNSET
    """When it was processed, in epoch milliseconds."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    @property
    def processed_time(self) -> datetime | Unset:
        """`processed_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return UNSET if self.processed_timestamp is UNSET else moment(self.processed_timestamp)

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["type"] = str(self.type_)
        data["id"] = self.id
        data["subtype"] = str(self.subtype)
        data["settlementState"] = str(self.settlement_state)
        data["timestamp"] = self.timestamp
        if self.reversal is not UNSET:
            data["reversal"] = self.reversal
        if self.transaction_amount is not UNSET:
            data["transactionAmount"] = self.transaction_amount.to_dict()
        if self.billing_amount is not UNSET:
            data["billingAmount"] = self.billing_amount.to_dict()
        if self.exchange_rate is not UNSET:
            data["exchangeRate"] = self.exchange_rate.to_dict()
        if self.user_amount is not UNSET:
            data["userAmount"] = self.user_amount.to_dict()
        if self.user_exchange_rate is not UNSET:
            data["userExchangeRate"] = self.user_exchange_rate.to_dict()
        if self.auth_code is not UNSET:
            data["authCode"] = self.auth_code
        if self.fees is not UNSET:
            data["fees"] = [item.to_dict() for item in self.fees]
        if self.processed_timestamp is not UNSET:
            data["processedTimestamp"] = self.processed_timestamp
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> CardPaymentSettlementEvent:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_card_payment_settlement_event(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "type": decode_card_payment_settlement_event_type,
    "id": decode_str,
    "subtype": decode_card_payment_purchase_subtype,
    "settlementState": decode_card_payment_settlement_state,
    "timestamp": decode_int,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "reversal": decode_bool,
    "transactionAmount": decode_currency_amount,
    "billingAmount": decode_currency_amount,
    "exchangeRate": decode_scaled_amount,
    "userAmount": decode_currency_amount,
    "userExchangeRate": decode_scaled_amount,
    "authCode": decode_str,
    "fees": list_of(
        by_tag(
            "type",
            {"PLATFORM_FEE": decode_card_payment_platform_fee, "FOREX_FEE": decode_card_payment_forex_fee},
            decode_card_payment_fee,
        )
    ),
    "processedTimestamp": decode_int,
}


def decode_card_payment_settlement_event(data: Raw) -> CardPaymentSettlementEvent:
    """Read a JSON value; see `CardPaymentSettlementEvent.from_dict`."""
    self = new(CardPaymentSettlementEvent)
    absent = 0
    try:
        self.type_ = known_card_payment_settlement_event_type[data["type"]]
        value = data["id"]
        if type(value) is not str:
            raise TypeError
        self.id = value
        self.subtype = known_card_payment_purchase_subtype[data["subtype"]]
        self.settlement_state = known_card_payment_settlement_state[data["settlementState"]]
        value = data["timestamp"]
        if type(value) is not int:
            raise TypeError
        self.timestamp = value
        value = data.get("reversal")
        if value is None:
            absent += 1
            self.reversal = UNSET
        else:
            if type(value) is not bool:
                raise TypeError
            self.reversal = value
        value = data.get("transactionAmount")
        if value is None:
            absent += 1
            self.transaction_amount = UNSET
        else:
            self.transaction_amount = decode_currency_amount(value)
        value = data.get("billingAmount")
        if value is None:
            absent += 1
            self.billing_amount = UNSET
        else:
            self.billing_amount = decode_currency_amount(value)
        value = data.get("exchangeRate")
        if value is None:
            absent += 1
            self.exchange_rate = UNSET
        else:
            self.exchange_rate = decode_scaled_amount(value)
        value = data.get("userAmount")
        if value is None:
            absent += 1
            self.user_amount = UNSET
        else:
            self.user_amount = decode_currency_amount(value)
        value = data.get("userExchangeRate")
        if value is None:
            absent += 1
            self.user_exchange_rate = UNSET
        else:
            self.user_exchange_rate = decode_scaled_amount(value)
        value = data.get("authCode")
        if value is None:
            absent += 1
            self.auth_code = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.auth_code = value
        value = data.get("fees")
        if value is None:
            absent += 1
            self.fees = UNSET
        else:
            self.fees = decode_list(
                value,
                by_tag(
                    "type",
                    {"PLATFORM_FEE": decode_card_payment_platform_fee, "FOREX_FEE": decode_card_payment_forex_fee},
                    decode_card_payment_fee,
                ),
            )
        value = data.get("processedTimestamp")
        if value is None:
            absent += 1
            self.processed_timestamp = UNSET
        else:
            if type(value) is not int:
                raise TypeError
            self.processed_timestamp = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 14 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
