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
    decode_list,
    decode_str,
    fault,
    list_of,
    moment,
    new,
    redacted_values,
    unknown_fields,
)
from .digital_wallet_details import DigitalWalletDetails, decode_digital_wallet_details
from .instrument_id import InstrumentId, decode_instrument_id
from .legacy_currency_amount import LegacyCurrencyAmount, decode_legacy_currency_amount
from .managed_card_mode_details import ManagedCardModeDetails, decode_managed_card_mode_details
from .merchant_data import MerchantData, decode_merchant_data
from .settlement_state import SettlementState, decode_settlement_state, known_settlement_state
from .settlement_type import SettlementType, decode_settlement_type, known_settlement_type
from .string_wrapped_type_id import StringWrappedTypeId, decode_string_wrapped_type_id
from .user_currency_transaction_details import UserCurrencyTransactionDetails, decode_user_currency_transaction_details


@final
@define(kw_only=True, weakref_slot=False)
class ManagedCardsSettlementEvent(Model):
    """Money of a card purchase or refund was settled."""

    id: InstrumentId
    """The card that was used."""
    transaction_id: str
    """Id of the transaction, digits only."""
    settlement_type: SettlementType
    """What kind of settlement it is."""
    transaction_amount: LegacyCurrencyAmount
    """The amount in the card's currency."""
    transaction_timestamp: str
    """When the transaction took place, in epoch milliseconds, as a string of digits."""
    source_amount: LegacyCurrencyAmount
    """The amount in the merchant's currency."""
    merchant_data: MerchantData
    """What is known of the merchant."""
    owner: StringWrappedTypeId
    """The identity that it belongs to."""
    fee_amount: LegacyCurrencyAmount
    """The fee that was taken."""
    state: SettlementState
    """How far the settlement has come."""
    merchant_name: str | Unset = UNSET
    """Name of the merchant."""
    merchant_category_code: str | Unset = UNSET
    """The merchant's category (MCC)."""
    merchant_id: str | Unset = UNSET
    """The acquirer's id of the merchant."""
    details: ManagedCardModeDetails | Unset = UNSET
    """What is known of the card by its mode."""
    available_balance: LegacyCurrencyAmount | Unset = UNSET
    """What is available afterwards."""
    related_authorisation_id: str | Unset = UNSET
    """Id of an earlier authorisation of the same purchase, digits only. Deprecated."""
    related_settlement_id: str | Unset = UNSET
    """Id of an earlier settlement of the same purchase, digits only. Deprecated."""
    related_authorisation_ids: list[int] | Unset = UNSET
    """Ids of earlier authorisations of the same purchase."""
    related_settlement_ids: list[int] | Unset = UNSET
    """Ids of earlier settlements of the same purchase."""
    auth_code: str | Unset = UNSET
    """The scheme's code of the authorisation."""
    forex_fee: LegacyCurrencyAmount | Unset = UNSET
    """The fee for the conversion."""
    merchant_country_code: str | Unset = UNSET
    """Country of the merchant. Deprecated."""
    digital_wallet_details: DigitalWalletDetails | Unset = UNSET
    """The digital wallet that was used."""
    user_currency_transaction_details: UserCurrencyTransactionDetails | Unset = UNSET
    """The amount in the currency that the user thinks in."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    @property
    def transaction_time(self) -> datetime:
        """`transaction_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return moment(self.transaction_timestamp)

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["id"] = self.id.to_dict()
        data["transactionId"] = self.transaction_id
        data["settlementType"] = str(self.settlement_type)
        data["transactionAmount"] = self.transaction_amount.to_dict()
        data["transactionTimestamp"] = self.transaction_timestamp
        data["sourceAmount"] = self.source_amount.to_dict()
        data["merchantData"] = self.merchant_data.to_dict()
        data["owner"] = self.owner.to_dict()
        data["feeAmount"] = self.fee_amount.to_dict()
        data["state"] = str(self.state)
        if self.merchant_name is not UNSET:
            data["merchantName"] = self.merchant_name
        if self.merchant_category_code is not UNSET:
            data["merchantCategoryCode"] = self.merchant_category_code
        if self.merchant_id is not UNSET:
            data["merchantId"] = self.merchant_id
        if self.details is not UNSET:
            data["details"] = self.details.to_dict()
        if self.available_balance is not UNSET:
            data["availableBalance"] = self.available_balance.to_dict()
        if self.related_authorisation_id is not UNSET:
            data["relatedAuthorisationId"] = self.related_authorisation_id
        if self.related_settlement_id is not UNSET:
            data["relatedSettlementId"] = self.related_settlement_id
        if self.related_authorisation_ids is not UNSET:
            data["relatedAuthorisationIds"] = list(self.related_authorisation_ids)
        if self.related_settlement_ids is not UNSET:
            data["relatedSettlementIds"] = list(self.related_settlement_ids)
        if self.auth_code is not UNSET:
            data["authCode"] = self.auth_code
        if self.forex_fee is not UNSET:
            data["forexFee"] = self.forex_fee.to_dict()
        if self.merchant_country_code is not UNSET:
            data["merchantCountryCode"] = self.merchant_country_code
        if self.digital_wallet_details is not UNSET:
            data["digitalWalletDetails"] = self.digital_wallet_details.to_dict()
        if self.user_currency_transaction_details is not UNSET:
            data["userCurrencyTransactionDetails"] = self.user_currency_transaction_details.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> ManagedCardsSettlementEvent:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_managed_cards_settlement_event(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "id": decode_instrument_id,
    "transactionId": decode_str,
    "settlementType": decode_settlement_type,
    "transactionAmount": decode_legacy_currency_amount,
    "transactionTimestamp": decode_str,
    "sourceAmount": decode_legacy_currency_amount,
    "merchantData": decode_merchant_data,
    "owner": decode_string_wrapped_type_id,
    "feeAmount": decode_legacy_currency_amount,
    "state": decode_settlement_state,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "merchantName": decode_str,
    "merchantCategoryCode": decode_str,
    "merchantId": decode_str,
    "details": decode_managed_card_mode_details,
    "availableBalance": decode_legacy_currency_amount,
    "relatedAuthorisationId": decode_str,
    "relatedSettlementId": decode_str,
    "relatedAuthorisationIds": list_of(decode_int),
    "relatedSettlementIds": list_of(decode_int),
    "authCode": decode_str,
    "forexFee": decode_legacy_currency_amount,
    "merchantCountryCode": decode_str,
    "digitalWalletDetails": decode_digital_wallet_details,
    "userCurrencyTransactionDetails": decode_user_currency_transaction_details,
}


def decode_managed_cards_settlement_event(data: Raw) -> ManagedCardsSettlementEvent:
    """Read a JSON value; see `ManagedCardsSettlementEvent.from_dict`."""
    self = new(ManagedCardsSettlementEvent)
    absent = 0
    try:
        self.id = decode_instrument_id(data["id"])
        value = data["transactionId"]
        if type(value) is not str:
            raise TypeError
        self.transaction_id = value
        self.settlement_type = known_settlement_type[data["settlementType"]]
        self.transaction_amount = decode_legacy_currency_amount(data["transactionAmount"])
        value = data["transactionTimestamp"]
        if type(value) is not str:
            raise TypeError
        self.transaction_timestamp = value
        self.source_amount = decode_legacy_currency_amount(data["sourceAmount"])
        self.merchant_data = decode_merchant_data(data["merchantData"])
        self.owner = decode_string_wrapped_type_id(data["owner"])
        self.fee_amount = decode_legacy_currency_amount(data["feeAmount"])
        self.state = known_settlement_state[data["state"]]
        value = data.get("merchantName")
        if value is None:
            absent += 1
            self.merchant_name = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.merchant_name = value
        value = data.get("merchantCategoryCode")
        if value is None:
            absent += 1
            self.merchant_category_code = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.merchant_category_code = value
        value = data.get("merchantId")
        if value is None:
            absent += 1
            self.merchant_id = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.merchant_id = value
        value = data.get("details")
        if value is None:
            absent += 1
            self.details = UNSET
        else:
            self.details = decode_managed_card_mode_details(value)
        value = data.get("availableBalance")
        if value is None:
            absent += 1
            self.available_balance = UNSET
        else:
            self.available_balance = decode_legacy_currency_amount(value)
        value = data.get("relatedAuthorisationId")
        if value is None:
            absent += 1
            self.related_authorisation_id = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.related_authorisation_id = value
        value = data.get("relatedSettlementId")
        if value is None:
            absent += 1
            self.related_settlement_id = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.related_settlement_id = value
        value = data.get("relatedAuthorisationIds")
        if value is None:
            absent += 1
            self.related_authorisation_ids = UNSET
        else:
            self.related_authorisation_ids = decode_list(value, decode_int)
        value = data.get("relatedSettlementIds")
        if value is None:
            absent += 1
            self.related_settlement_ids = UNSET
        else:
            self.related_settlement_ids = decode_list(value, decode_int)
        value = data.get("authCode")
        if value is None:
            absent += 1
            self.auth_code = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.auth_code = value
        value = data.get("forexFee")
        if value is None:
            absent += 1
            self.forex_fee = UNSET
        else:
            self.forex_fee = decode_legacy_currency_amount(value)
        value = data.get("merchantCountryCode")
        if value is None:
            absent += 1
            self.merchant_country_code = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.merchant_country_code = value
        value = data.get("digitalWalletDetails")
        if value is None:
            absent += 1
            self.digital_wallet_details = UNSET
        else:
            self.digital_wallet_details = decode_digital_wallet_details(value)
        value = data.get("userCurrencyTransactionDetails")
        if value is None:
            absent += 1
            self.user_currency_transaction_details = UNSET
        else:
            self.user_currency_transaction_details = decode_user_currency_transaction_details(value)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 24 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
