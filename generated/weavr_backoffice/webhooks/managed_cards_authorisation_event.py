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
from .auth_decline_reason import AuthDeclineReason, decode_auth_decline_reason, known_auth_decline_reason
from .auth_forwarding_details import AuthForwardingDetails, decode_auth_forwarding_details
from .auth_rule_checks_failed_reason import (
    AuthRuleChecksFailedReason,
    decode_auth_rule_checks_failed_reason,
    known_auth_rule_checks_failed_reason,
)
from .authorisation_category import AuthorisationCategory, decode_authorisation_category, known_authorisation_category
from .authorisation_type import AuthorisationType, decode_authorisation_type, known_authorisation_type
from .authorised_transaction_type import (
    AuthorisedTransactionType,
    decode_authorised_transaction_type,
    known_authorised_transaction_type,
)
from .card_holder_present import CardHolderPresent, decode_card_holder_present, known_card_holder_present
from .digital_wallet_details import DigitalWalletDetails, decode_digital_wallet_details
from .instrument_id import InstrumentId, decode_instrument_id
from .legacy_currency_amount import LegacyCurrencyAmount, decode_legacy_currency_amount
from .managed_card_mode_details import ManagedCardModeDetails, decode_managed_card_mode_details
from .merchant_data import MerchantData, decode_merchant_data
from .string_wrapped_type_id import StringWrappedTypeId, decode_string_wrapped_type_id
from .user_currency_transaction_details import UserCurrencyTransactionDetails, decode_user_currency_transaction_details


@final
@define(kw_only=True, weakref_slot=False)
class ManagedCardsAuthorisationEvent(Model):
    """A payment with a card was authorised or declined, or an authorisation ended."""

    id: InstrumentId
    """The card that was used."""
    transaction_id: str
    """Id of the transaction, digits only."""
    transaction_amount: LegacyCurrencyAmount
    """The amount in the card's currency."""
    transaction_timestamp: str
    """When the transaction took place, in epoch milliseconds, as a string of digits."""
    source_amount: LegacyCurrencyAmount
    """The amount in the merchant's currency."""
    merchant_data: MerchantData
    """What is known of the merchant."""
    merchant_name: str
    """Name of the merchant."""
    authorisation_type: AuthorisationType
    """What kind of message it is: an authorisation, or something that ends one."""
    owner: StringWrappedTypeId
    """The identity that it belongs to."""
    merchant_category_code: str | Unset = UNSET
    """The merchant's category (MCC)."""
    merchant_id: str | Unset = UNSET
    """The acquirer's id of the merchant."""
    approved: bool | Unset = UNSET
    """Whether it was approved. Absent does not mean that it was declined."""
    available_balance: LegacyCurrencyAmount | Unset = UNSET
    """What is available afterwards."""
    decline_reason: AuthDeclineReason | Unset = UNSET
    """Why it was declined."""
    auth_rule_failed_reason: AuthRuleChecksFailedReason | Unset = UNSET
    """The spend rule that declined it."""
    authorisation_category: AuthorisationCategory | Unset = UNSET
    """Whether the amount may still change."""
    related_authorisation_id: str | Unset = UNSET
    """Id of an earlier authorisation of the same purchase, digits only. Deprecated."""
    related_authorisation_ids: list[int] | Unset = UNSET
    """Ids of earlier authorisations of the same purchase."""
    cardholder_present: CardHolderPresent | Unset = UNSET
    """Whether the cardholder was there."""
    card_present: bool | Unset = UNSET
    """Whether the card was there."""
    details: ManagedCardModeDetails | Unset = UNSET
    """What is known of the card by its mode."""
    auth_code: str | Unset = UNSET
    """The scheme's code of the authorisation."""
    forex_padding: LegacyCurrencyAmount | Unset = UNSET
    """What is held back in case the rate changes."""
    forex_fee: LegacyCurrencyAmount | Unset = UNSET
    """The fee for the conversion."""
    auth_forwarding_details: AuthForwardingDetails | Unset = UNSET
    """How your own decision was asked for."""
    merchant_country_code: str | Unset = UNSET
    """Country of the merchant. Deprecated."""
    digital_wallet_details: DigitalWalletDetails | Unset = UNSET
    """The digital wallet that was used."""
    user_currency_transaction_details: UserCurrencyTransactionDetails | Unset = UNSET
    """The amount in the currency that the user thinks in."""
    transaction_type: AuthorisedTransactionType | Unset = UNSET
    """What kind of purchase it is."""
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
        data["transactionAmount"] = self.transaction_amount.to_dict()
        data["transactionTimestamp"] = self.transaction_timestamp
        data["sourceAmount"] = self.source_amount.to_dict()
        data["merchantData"] = self.merchant_data.to_dict()
        data["merchantName"] = self.merchant_name
        data["authorisationType"] = str(self.authorisation_type)
        data["owner"] = self.owner.to_dict()
        if self.merchant_category_code is not UNSET:
            data["merchantCategoryCode"] = self.merchant_category_code
        if self.merchant_id is not UNSET:
            data["merchantId"] = self.merchant_id
        if self.approved is not UNSET:
            data["approved"] = self.approved
        if self.available_balance is not UNSET:
            data["availableBalance"] = self.available_balance.to_dict()
        if self.decline_reason is not UNSET:
            data["declineReason"] = str(self.decline_reason)
        if self.auth_rule_failed_reason is not UNSET:
            data["authRuleFailedReason"] = str(self.auth_rule_failed_reason)
        if self.authorisation_category is not UNSET:
            data["authorisationCategory"] = str(self.authorisation_category)
        if self.related_authorisation_id is not UNSET:
            data["relatedAuthorisationId"] = self.related_authorisation_id
        if self.related_authorisation_ids is not UNSET:
            data["relatedAuthorisationIds"] = list(self.related_authorisation_ids)
        if self.cardholder_present is not UNSET:
            data["cardholderPresent"] = str(self.cardholder_present)
        if self.card_present is not UNSET:
            data["cardPresent"] = self.card_present
        if self.details is not UNSET:
            data["details"] = self.details.to_dict()
        if self.auth_code is not UNSET:
            data["authCode"] = self.auth_code
        if self.forex_padding is not UNSET:
            data["forexPadding"] = self.forex_padding.to_dict()
        if self.forex_fee is not UNSET:
            data["forexFee"] = self.forex_fee.to_dict()
        if self.auth_forwarding_details is not UNSET:
            data["authForwardingDetails"] = self.auth_forwarding_details.to_dict()
        if self.merchant_country_code is not UNSET:
            data["merchantCountryCode"] = self.merchant_country_code
        if self.digital_wallet_details is not UNSET:
            data["digitalWalletDetails"] = self.digital_wallet_details.to_dict()
        if self.user_currency_transaction_details is not UNSET:
            data["userCurrencyTransactionDetails"] = self.user_currency_transaction_details.to_dict()
        if self.transaction_type is not UNSET:
            data["transactionType"] = str(self.transaction_type)
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> ManagedCardsAuthorisationEvent:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_managed_cards_authorisation_event(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "id": decode_instrument_id,
    "transactionId": decode_str,
    "transactionAmount": decode_legacy_currency_amount,
    "transactionTimestamp": decode_str,
    "sourceAmount": decode_legacy_currency_amount,
    "merchantData": decode_merchant_data,
    "merchantName": decode_str,
    "authorisationType": decode_authorisation_type,
    "owner": decode_string_wrapped_type_id,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "merchantCategoryCode": decode_str,
    "merchantId": decode_str,
    "approved": decode_bool,
    "availableBalance": decode_legacy_currency_amount,
    "declineReason": decode_auth_decline_reason,
    "authRuleFailedReason": decode_auth_rule_checks_failed_reason,
    "authorisationCategory": decode_authorisation_category,
    "relatedAuthorisationId": decode_str,
    "relatedAuthorisationIds": list_of(decode_int),
    "cardholderPresent": decode_card_holder_present,
    "cardPresent": decode_bool,
    "details": decode_managed_card_mode_details,
    "authCode": decode_str,
    "forexPadding": decode_legacy_currency_amount,
    "forexFee": decode_legacy_currency_amount,
    "authForwardingDetails": decode_auth_forwarding_details,
    "merchantCountryCode": decode_str,
    "digitalWalletDetails": decode_digital_wallet_details,
    "userCurrencyTransactionDetails": decode_user_currency_transaction_details,
    "transactionType": decode_authorised_transaction_type,
}


def decode_managed_cards_authorisation_event(data: Raw) -> ManagedCardsAuthorisationEvent:
    """Read a JSON value; see `ManagedCardsAuthorisationEvent.from_dict`."""
    self = new(ManagedCardsAuthorisationEvent)
    absent = 0
    try:
        self.id = decode_instrument_id(data["id"])
        value = data["transactionId"]
        if type(value) is not str:
            raise TypeError
        self.transaction_id = value
        self.transaction_amount = decode_legacy_currency_amount(data["transactionAmount"])
        value = data["transactionTimestamp"]
        if type(value) is not str:
            raise TypeError
        self.transaction_timestamp = value
        self.source_amount = decode_legacy_currency_amount(data["sourceAmount"])
        self.merchant_data = decode_merchant_data(data["merchantData"])
        value = data["merchantName"]
        if type(value) is not str:
            raise TypeError
        self.merchant_name = value
        self.authorisation_type = known_authorisation_type[data["authorisationType"]]
        self.owner = decode_string_wrapped_type_id(data["owner"])
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
        value = data.get("approved")
        if value is None:
            absent += 1
            self.approved = UNSET
        else:
            if type(value) is not bool:
                raise TypeError
            self.approved = value
        value = data.get("availableBalance")
        if value is None:
            absent += 1
            self.available_balance = UNSET
        else:
            self.available_balance = decode_legacy_currency_amount(value)
        value = data.get("declineReason")
        if value is None:
            absent += 1
            self.decline_reason = UNSET
        else:
            self.decline_reason = known_auth_decline_reason[value]
        value = data.get("authRuleFailedReason")
        if value is None:
            absent += 1
            self.auth_rule_failed_reason = UNSET
        else:
            self.auth_rule_failed_reason = known_auth_rule_checks_failed_reason[value]
        value = data.get("authorisationCategory")
        if value is None:
            absent += 1
            self.authorisation_category = UNSET
        else:
            self.authorisation_category = known_authorisation_category[value]
        value = data.get("relatedAuthorisationId")
        if value is None:
            absent += 1
            self.related_authorisation_id = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.related_authorisation_id = value
        value = data.get("relatedAuthorisationIds")
        if value is None:
            absent += 1
            self.related_authorisation_ids = UNSET
        else:
            self.related_authorisation_ids = decode_list(value, decode_int)
        value = data.get("cardholderPresent")
        if value is None:
            absent += 1
            self.cardholder_present = UNSET
        else:
            self.cardholder_present = known_card_holder_present[value]
        value = data.get("cardPresent")
        if value is None:
            absent += 1
            self.card_present = UNSET
        else:
            if type(value) is not bool:
                raise TypeError
            self.card_present = value
        value = data.get("details")
        if value is None:
            absent += 1
            self.details = UNSET
        else:
            self.details = decode_managed_card_mode_details(value)
        value = data.get("authCode")
        if value is None:
            absent += 1
            self.auth_code = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.auth_code = value
        value = data.get("forexPadding")
        if value is None:
            absent += 1
            self.forex_padding = UNSET
        else:
            self.forex_padding = decode_legacy_currency_amount(value)
        value = data.get("forexFee")
        if value is None:
            absent += 1
            self.forex_fee = UNSET
        else:
            self.forex_fee = decode_legacy_currency_amount(value)
        value = data.get("authForwardingDetails")
        if value is None:
            absent += 1
            self.auth_forwarding_details = UNSET
        else:
            self.auth_forwarding_details = decode_auth_forwarding_details(value)
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
        value = data.get("transactionType")
        if value is None:
            absent += 1
            self.transaction_type = UNSET
        else:
            self.transaction_type = known_authorised_transaction_type[value]
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 29 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
