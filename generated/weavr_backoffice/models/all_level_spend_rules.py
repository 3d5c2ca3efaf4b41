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
    decode_bool,
    decode_int,
    decode_list,
    decode_str,
    fault,
    list_of,
    new,
    redacted_values,
    unknown_fields,
)
from .card_level_spend_rules import CardLevelSpendRules, decode_card_level_spend_rules
from .identity_level_spend_rules import IdentityLevelSpendRules, decode_identity_level_spend_rules
from .profile_level_spend_rules import ProfileLevelSpendRules, decode_profile_level_spend_rules
from .spend_limit import SpendLimit, decode_spend_limit


@final
@define(kw_only=True, weakref_slot=False)
class AllLevelSpendRules(Model):
    """The spend rules of a card at each level. What stands beside the three levels repeats the rules of the card and
    is deprecated."""

    allowed_merchant_categories: list[str] | Unset = UNSET
    """Deprecated; stands in `cardLevelSpendRules`."""
    blocked_merchant_categories: list[str] | Unset = UNSET
    """Deprecated; stands in `cardLevelSpendRules`."""
    allowed_merchant_ids: list[str] | Unset = UNSET
    """Deprecated; stands in `cardLevelSpendRules`."""
    blocked_merchant_ids: list[str] | Unset = UNSET
    """Deprecated; stands in `cardLevelSpendRules`."""
    allowed_merchant_countries: list[str] | Unset = UNSET
    """Deprecated; stands in `cardLevelSpendRules`."""
    blocked_merchant_countries: list[str] | Unset = UNSET
    """Deprecated; stands in `cardLevelSpendRules`."""
    allow_contactless: bool | Unset = UNSET
    """Deprecated; stands in `cardLevelSpendRules`."""
    allow_atm: bool | Unset = UNSET
    """Deprecated; stands in `cardLevelSpendRules`."""
    allow_e_commerce: bool | Unset = UNSET
    """Deprecated; stands in `cardLevelSpendRules`."""
    allow_cashback: bool | Unset = UNSET
    """Deprecated; stands in `cardLevelSpendRules`."""
    allow_credit_authorisations: bool | Unset = UNSET
    """Deprecated; stands in `cardLevelSpendRules`."""
    min_transaction_amount: int | Unset = UNSET
    """In minor units. Deprecated; stands in `cardLevelSpendRules`."""
    max_transaction_amount: int | Unset = UNSET
    """In minor units. Deprecated; stands in `cardLevelSpendRules`."""
    spend_limit: list[SpendLimit] | Unset = UNSET
    """Deprecated; stands in `cardLevelSpendRules`."""
    card_level_spend_rules: CardLevelSpendRules | Unset = UNSET
    """The rules set for this card. Absent when none are set."""
    profile_level_spend_rules: ProfileLevelSpendRules | Unset = UNSET
    """The rules that come with the card's profile. Absent when there are none."""
    identity_level_spend_rules: IdentityLevelSpendRules | Unset = UNSET
    """The rules that hold for all cards of the identity. Absent when there are none."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.allowed_merchant_categories is not UNSET:
            data["allowedMerchantCategories"] = list(self.allowed_merchant_categories)
        if self.blocked_merchant_categories is not UNSET:
            data["blockedMerchantCategories"] = list(self.blocked_merchant_categories)
        if self.allowed_merchant_ids is not UNSET:
            data["allowedMerchantIds"] = list(self.allowed_merchant_ids)
        if self.blocked_merchant_ids is not UNSET:
            data["blockedMerchantIds"] = list(self.blocked_merchant_ids)
        if self.allowed_merchant_countries is not UNSET:
            data["allowedMerchantCountries"] = list(self.allowed_merchant_countries)
        if self.blocked_merchant_countries is not UNSET:
            data["blockedMerchantCountries"] = list(self.blocked_merchant_countries)
        if self.allow_contactless is not UNSET:
            data["allowContactless"] = self.allow_contactless
        if self.allow_atm is not UNSET:
            data["allowAtm"] = self.allow_atm
        if self.allow_e_commerce is not UNSET:
            data["allowECommerce"] = self.allow_e_commerce
        if self.allow_cashback is not UNSET:
            data["allowCashback"] = self.allow_cashback
        if self.allow_credit_authorisations is not UNSET:
            data["allowCreditAuthorisations"] = self.allow_credit_authorisations
        if self.min_transaction_amount is not UNSET:
            data["minTransactionAmount"] = self.min_transaction_amount
        if self.max_transaction_amount is not UNSET:
            data["maxTransactionAmount"] = self.max_transaction_amount
        if self.spend_limit is not UNSET:
            data["spendLimit"] = [item.to_dict() for item in self.spend_limit]
        if self.card_level_spend_rules is not UNSET:
            data["cardLevelSpendRules"] = self.card_level_spend_rules.to_dict()
        if self.profile_level_spend_rules is not UNSET:
            data["profileLevelSpendRules"] = self.profile_level_spend_rules.to_dict()
        if self.identity_level_spend_rules is not UNSET:
            data["identityLevelSpendRules"] = self.identity_level_spend_rules.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> AllLevelSpendRules:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_all_level_spend_rules(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "allowedMerchantCategories": list_of(decode_str),
    "blockedMerchantCategories": list_of(decode_str),
    "allowedMerchantIds": list_of(decode_str),
    "blockedMerchantIds": list_of(decode_str),
    "allowedMerchantCountries": list_of(decode_str),
    "blockedMerchantCountries": list_of(decode_str),
    "allowContactless": decode_bool,
    "allowAtm": decode_bool,
    "allowECommerce": decode_bool,
    "allowCashback": decode_bool,
    "allowCreditAuthorisations": decode_bool,
    "minTransactionAmount": decode_int,
    "maxTransactionAmount": decode_int,
    "spendLimit": list_of(decode_spend_limit),
    "cardLevelSpendRules": decode_card_level_spend_rules,
    "profileLevelSpendRules": decode_profile_level_spend_rules,
    "identityLevelSpendRules": decode_identity_level_spend_rules,
}


def decode_all_level_spend_rules(data: Raw) -> AllLevelSpendRules:
    """Read a JSON value; see `AllLevelSpendRules.from_dict`."""
    self = new(AllLevelSpendRules)
    absent = 0
    try:
        value = data.get("allowedMerchantCategories")
        if value is None:
            absent += 1
            self.allowed_merchant_categories = UNSET
        else:
            self.allowed_merchant_categories = decode_list(value, decode_str)
        value = data.get("blockedMerchantCategories")
        if value is None:
            absent += 1
            self.blocked_merchant_categories = UNSET
        else:
            self.blocked_merchant_categories = decode_list(value, decode_str)
        value = data.get("allowedMerchantIds")
        if value is None:
            absent += 1
            self.allowed_merchant_ids = UNSET
        else:
            self.allowed_merchant_ids = decode_list(value, decode_str)
        value = data.get("blockedMerchantIds")
        if value is None:
            absent += 1
            self.blocked_merchant_ids = UNSET
        else:
            self.blocked_merchant_ids = decode_list(value, decode_str)
        value = data.get("allowedMerchantCountries")
        if value is None:
            absent += 1
            self.allowed_merchant_countries = UNSET
        else:
            self.allowed_merchant_countries = decode_list(value, decode_str)
        value = data.get("blockedMerchantCountries")
        if value is None:
            absent += 1
            self.blocked_merchant_countries = UNSET
        else:
            self.blocked_merchant_countries = decode_list(value, decode_str)
        value = data.get("allowContactless")
        if value is None:
            absent += 1
            self.allow_contactless = UNSET
        else:
            if type(value) is not bool:
                raise TypeError
            self.allow_contactless = value
        value = data.get("allowAtm")
        if value is None:
            absent += 1
            self.allow_atm = UNSET
        else:
            if type(value) is not bool:
                raise TypeError
            self.allow_atm = value
        value = data.get("allowECommerce")
        if value is None:
            absent += 1
            self.allow_e_commerce = UNSET
        else:
            if type(value) is not bool:
                raise TypeError
            self.allow_e_commerce = value
        value = data.get("allowCashback")
        if value is None:
            absent += 1
            self.allow_cashback = UNSET
        else:
            if type(value) is not bool:
                raise TypeError
            self.allow_cashback = value
        value = data.get("allowCreditAuthorisations")
        if value is None:
            absent += 1
            self.allow_credit_authorisations = UNSET
        else:
            if type(value) is not bool:
                raise TypeError
            self.allow_credit_authorisations = value
        value = data.get("minTransactionAmount")
        if value is None:
            absent += 1
            self.min_transaction_amount = UNSET
        else:
            if type(value) is not int:
                raise TypeError
            self.min_transaction_amount = value
        value = data.get("maxTransactionAmount")
        if value is None:
            absent += 1
            self.max_transaction_amount = UNSET
        else:
            if type(value) is not int:
                raise TypeError
            self.max_transaction_amount = value
        value = data.get("spendLimit")
        if value is None:
            absent += 1
            self.spend_limit = UNSET
        else:
            self.spend_limit = decode_list(value, decode_spend_limit)
        value = data.get("cardLevelSpendRules")
        if value is None:
            absent += 1
            self.card_level_spend_rules = UNSET
        else:
            self.card_level_spend_rules = decode_card_level_spend_rules(value)
        value = data.get("profileLevelSpendRules")
        if value is None:
            absent += 1
            self.profile_level_spend_rules = UNSET
        else:
            self.profile_level_spend_rules = decode_profile_level_spend_rules(value)
        value = data.get("identityLevelSpendRules")
        if value is None:
            absent += 1
            self.identity_level_spend_rules = UNSET
        else:
            self.identity_level_spend_rules = decode_identity_level_spend_rules(value)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 17 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
