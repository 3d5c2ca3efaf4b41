from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from sys import intern
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
from .auth_forwarding_decision import (
    AuthForwardingDecision,
    decode_auth_forwarding_decision,
    known_auth_forwarding_decision,
)
from .available_to_spend import AvailableToSpend, decode_available_to_spend
from .billing_address import BillingAddress, decode_billing_address
from .card_brand import CardBrand, decode_card_brand, known_card_brand
from .card_level_classification import (
    CardLevelClassification,
    decode_card_level_classification,
    known_card_level_classification,
)
from .card_renewal_type import CardRenewalType, decode_card_renewal_type, known_card_renewal_type
from .card_replacement import CardReplacement, decode_card_replacement
from .card_type import CardType, decode_card_type, known_card_type
from .debit_card_mode import DebitCardMode, decode_debit_card_mode, known_debit_card_mode
from .digital_wallets import DigitalWallets, decode_digital_wallets
from .external_data_item import ExternalDataItem, decode_external_data_item
from .managed_instrument_state import ManagedInstrumentState, decode_managed_instrument_state
from .physical_card_details import PhysicalCardDetails, decode_physical_card_details
from .sensitive_card_number import SensitiveCardNumber, decode_sensitive_card_number
from .sensitive_cvv import SensitiveCvv, decode_sensitive_cvv
from .three_d_secure_auth_config import ThreeDSecureAuthConfig, decode_three_d_secure_auth_config
from .user_currency import UserCurrency, decode_user_currency, known_user_currency


@final
@define(kw_only=True, weakref_slot=False)
class DebitModeCard(Model):
    """A card that spends from its parent account."""

    id: str
    """Id of the card, digits only."""
    mode: DebitCardMode
    """Always DEBIT_MODE."""
    type_: CardType
    """Whether the card is virtual or made of plastic."""
    state: ManagedInstrumentState
    """Whether the card can be used, and if not, why."""
    profile_id: str
    """Id of the profile that the card was made under, digits only."""
    friendly_name: str
    """Name to show to people."""
    name_on_card: str
    """Name of the cardholder as printed on the card."""
    currency: str
    """Three-letter code of the card's currency (ISO 4217)."""
    card_brand: CardBrand
    """The scheme that the card belongs to."""
    card_level_classification: CardLevelClassification
    """Whether the card is for a business or for a person."""
    card_number_first_six: str
    """First six digits of the card number."""
    card_number_last_four: str
    """Last four digits of the card number."""
    start_mmyy: str
    """Month and year from which the card is valid, as MMYY."""
    expiry_mmyy: str
    """Month and year until which the card is valid, as MMYY."""
    expiry_period_months: int
    """For how many months the card is issued."""
    renewal_type: CardRenewalType
    """Whether the card renews when it expires."""
    billing_address: BillingAddress
    """Address to give to merchants."""
    digital_wallets: DigitalWallets
    """What the card may do in digital wallets."""
    external_handle: str
    """A handle for the card outside of this API."""
    creation_timestamp: int
    """When the card was created, in epoch milliseconds."""
    parent_managed_account_id: str
    """Id of the account that the card spends from, digits only."""
    card_number: SensitiveCardNumber | Unset = UNSET
    """The card number, or a token for it unless the innovator is PCI-DSS compliant. Sensitive; normally absent here."""
    cvv: SensitiveCvv | Unset = UNSET
    """The card's security code, or a token for it unless the innovator is PCI-DSS compliant. Sensitive; normally
    absent here."""
    name_on_card_line_2: str | Unset = UNSET
    """Second line printed on the card. Absent when there is none."""
    tag: str | Unset = UNSET
    """A mark of your own. Absent when none was given."""
    user_id: str | Unset = UNSET
    """Id of the user that the card is assigned to, digits only. Absent when it is assigned to nobody."""
    single_spend: bool | Unset = UNSET
    """True when the card serves for one purchase only."""
    renewal_timestamp: int | Unset = UNSET
    """When the card is going to renew, in epoch milliseconds. Absent when it is not."""
    replacement: CardReplacement | Unset = UNSET
    """The card that takes the place of this one. Absent when there is none."""
    physical_card_details: PhysicalCardDetails | Unset = UNSET
    """What only a plastic card has. Absent for a virtual card."""
    external_data: list[ExternalDataItem] | Unset = UNSET
    """Up to ten facts of your own. Absent when none were given."""
    auth_forwarding_default_timeout_decision: AuthForwardingDecision | Unset = UNSET
    """What happens to an authorisation that was forwarded for a decision and got none in time. Absent when nothing
    is set."""
    three_d_secure_auth_config: ThreeDSecureAuthConfig | Unset = UNSET
    """How online purchases are confirmed. Deprecated."""
    cardholder_mobile_number: str | Unset = UNSET
    """Mobile number of the cardholder, with country code. Deprecated."""
    user_currency: UserCurrency | Unset = UNSET
    """Currency in which amounts are shown to the card's user. Absent when none is set."""
    available_to_spend: list[AvailableToSpend] | Unset = UNSET
    """What is left of each spend limit. Absent when there is no limit."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    @property
    def creation_time(self) -> datetime:
        """`creation_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return moment(self.creation_timestamp)

    @property
    def renewal_time(self) -> datetime | Unset:
        """`renewal_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return UNSET if self.renewal_timestamp is UNSET else moment(self.renewal_timestamp)

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["id"] = self.id
        data["mode"] = str(self.mode)
        data["type"] = str(self.type_)
        data["state"] = self.state.to_dict()
        data["profileId"] = self.profile_id
        data["friendlyName"] = self.friendly_name
        data["nameOnCard"] = self.name_on_card
        data["currency"] = self.currency
        data["cardBrand"] = str(self.card_brand)
        data["cardLevelClassification"] = str(self.card_level_classification)
        data["cardNumberFirstSix"] = self.card_number_first_six
        data["cardNumberLastFour"] = self.card_number_last_four
        data["startMmyy"] = self.start_mmyy
        data["expiryMmyy"] = self.expiry_mmyy
        data["expiryPeriodMonths"] = self.expiry_period_months
        data["renewalType"] = str(self.renewal_type)
        data["billingAddress"] = self.billing_address.to_dict()
        data["digitalWallets"] = self.digital_wallets.to_dict()
        data["externalHandle"] = self.external_handle
        data["creationTimestamp"] = self.creation_timestamp
        data["parentManagedAccountId"] = self.parent_managed_account_id
        if self.card_number is not UNSET:
            data["cardNumber"] = self.card_number.to_dict()
        if self.cvv is not UNSET:
            data["cvv"] = self.cvv.to_dict()
        if self.name_on_card_line_2 is not UNSET:
            data["nameOnCardLine2"] = self.name_on_card_line_2
        if self.tag is not UNSET:
            data["tag"] = self.tag
        if self.user_id is not UNSET:
            data["userId"] = self.user_id
        if self.single_spend is not UNSET:
            data["singleSpend"] = self.single_spend
        if self.renewal_timestamp is not UNSET:
            data["renewalTimestamp"] = self.renewal_timestamp
        if self.replacement is not UNSET:
            data["replacement"] = self.replacement.to_dict()
        if self.physical_card_details is not UNSET:
            data["physicalCardDetails"] = self.physical_card_details.to_dict()
        if self.external_data is not UNSET:
            data["externalData"] = [item.to_dict() for item in self.external_data]
        if self.auth_forwarding_default_timeout_decision is not UNSET:
            data["authForwardingDefaultTimeoutDecision"] = str(self.auth_forwarding_default_timeout_decision)
        if self.three_d_secure_auth_config is not UNSET:
            data["threeDSecureAuthConfig"] = self.three_d_secure_auth_config.to_dict()
        if self.cardholder_mobile_number is not UNSET:
            data["cardholderMobileNumber"] = self.cardholder_mobile_number
        if self.user_currency is not UNSET:
            data["userCurrency"] = str(self.user_currency)
        if self.available_to_spend is not UNSET:
            data["availableToSpend"] = [item.to_dict() for item in self.available_to_spend]
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> DebitModeCard:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_debit_mode_card(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "id": decode_str,
    "mode": decode_debit_card_mode,
    "type": decode_card_type,
    "state": decode_managed_instrument_state,
    "profileId": decode_str,
    "friendlyName": decode_str,
    "nameOnCard": decode_str,
    "currency": decode_str,
    "cardBrand": decode_card_brand,
    "cardLevelClassification": decode_card_level_classification,
    "cardNumberFirstSix": decode_str,
    "cardNumberLastFour": decode_str,
    "startMmyy": decode_str,
    "expiryMmyy": decode_str,
    "expiryPeriodMonths": decode_int,
    "renewalType": decode_card_renewal_type,
    "billingAddress": decode_billing_address,
    "digitalWallets": decode_digital_wallets,
    "externalHandle": decode_str,
    "creationTimestamp": decode_int,
    "parentManagedAccountId": decode_str,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "cardNumber": decode_sensitive_card_number,
    "cvv": decode_sensitive_cvv,
    "nameOnCardLine2": decode_str,
    "tag": decode_str,
    "userId": decode_str,
    "singleSpend": decode_bool,
    "renewalTimestamp": decode_int,
    "replacement": decode_card_replacement,
    "physicalCardDetails": decode_physical_card_details,
    "externalData": list_of(decode_external_data_item),
    "authForwardingDefaultTimeoutDecision": decode_auth_forwarding_decision,
    "threeDSecureAuthConfig": decode_three_d_secure_auth_config,
    "cardholderMobileNumber": decode_str,
    "userCurrency": decode_user_currency,
    "availableToSpend": list_of(decode_available_to_spend),
}


def decode_debit_mode_card(data: Raw) -> DebitModeCard:
    """Read a JSON value; see `DebitModeCard.from_dict`."""
    self = new(DebitModeCard)
    absent = 0
    try:
        value = data["id"]
        if type(value) is not str:
            raise TypeError
        self.id = value
        self.mode = known_debit_card_mode[data["mode"]]
        self.type_ = known_card_type[data["type"]]
        self.state = decode_managed_instrument_state(data["state"])
        value = data["profileId"]
        if type(value) is not str:
            raise TypeError
        self.profile_id = value
        value = data["friendlyName"]
        if type(value) is not str:
            raise TypeError
        self.friendly_name = value
        value = data["nameOnCard"]
        if type(value) is not str:
            raise TypeError
        self.name_on_card = value
        self.currency = intern(data["currency"])
        self.card_brand = known_card_brand[data["cardBrand"]]
        self.card_level_classification = known_card_level_classification[data["cardLevelClassification"]]
        value = data["cardNumberFirstSix"]
        if type(value) is not str:
            raise TypeError
        self.card_number_first_six = value
        value = data["cardNumberLastFour"]
        if type(value) is not str:
            raise TypeError
        self.card_number_last_four = value
        value = data["startMmyy"]
        if type(value) is not str:
            raise TypeError
        self.start_mmyy = value
        value = data["expiryMmyy"]
        if type(value) is not str:
            raise TypeError
        self.expiry_mmyy = value
        value = data["expiryPeriodMonths"]
        if type(value) is not int:
            raise TypeError
        self.expiry_period_months = value
        self.renewal_type = known_card_renewal_type[data["renewalType"]]
        self.billing_address = decode_billing_address(data["billingAddress"])
        self.digital_wallets = decode_digital_wallets(data["digitalWallets"])
        value = data["externalHandle"]
        if type(value) is not str:
            raise TypeError
        self.external_handle = value
        value = data["creationTimestamp"]
        if type(value) is not int:
            raise TypeError
        self.creation_timestamp = value
        value = data["parentManagedAccountId"]
        if type(value) is not str:
            raise TypeError
        self.parent_managed_account_id = value
        value = data.get("cardNumber")
        if value is None:
            absent += 1
            self.card_number = UNSET
        else:
            self.card_number = decode_sensitive_card_number(value)
        value = data.get("cvv")
        if value is None:
            absent += 1
            self.cvv = UNSET
        else:
            self.cvv = decode_sensitive_cvv(value)
        value = data.get("nameOnCardLine2")
        if value is None:
            absent += 1
            self.name_on_card_line_2 = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.name_on_card_line_2 = value
        value = data.get("tag")
        if value is None:
            absent += 1
            self.tag = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.tag = value
        value = data.get("userId")
        if value is None:
            absent += 1
            self.user_id = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.user_id = value
        value = data.get("singleSpend")
        if value is None:
            absent += 1
            self.single_spend = UNSET
        else:
            if type(value) is not bool:
                raise TypeError
            self.single_spend = value
        value = data.get("renewalTimestamp")
        if value is None:
            absent += 1
            self.renewal_timestamp = UNSET
        else:
            if type(value) is not int:
                raise TypeError
            self.renewal_timestamp = value
        value = data.get("replacement")
        if value is None:
            absent += 1
            self.replacement = UNSET
        else:
            self.replacement = decode_card_replacement(value)
        value = data.get("physicalCardDetails")
        if value is None:
            absent += 1
            self.physical_card_details = UNSET
        else:
            self.physical_card_details = decode_physical_card_details(value)
        value = data.get("externalData")
        if value is None:
            absent += 1
            self.external_data = UNSET
        else:
            self.external_data = decode_list(value, decode_external_data_item)
        value = data.get("authForwardingDefaultTimeoutDecision")
        if value is None:
            absent += 1
            self.auth_forwarding_default_timeout_decision = UNSET
        else:
            self.auth_forwarding_default_timeout_decision = known_auth_forwarding_decision[value]
        value = data.get("threeDSecureAuthConfig")
        if value is None:
            absent += 1
            self.three_d_secure_auth_config = UNSET
        else:
            self.three_d_secure_auth_config = decode_three_d_secure_auth_config(value)
        value = data.get("cardholderMobileNumber")
        if value is None:
            absent += 1
            self.cardholder_mobile_number = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.cardholder_mobile_number = value
        value = data.get("userCurrency")
        if value is None:
            absent += 1
            self.user_currency = UNSET
        else:
            self.user_currency = known_user_currency[value]
        value = data.get("availableToSpend")
        if value is None:
            absent += 1
            self.available_to_spend = UNSET
        else:
            self.available_to_spend = decode_list(value, decode_available_to_spend)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 36 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
