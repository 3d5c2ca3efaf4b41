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
    decode_list,
    decode_str,
    fault,
    list_of,
    new,
    redacted_values,
    unknown_fields,
)
from .rollover_policy import RolloverPolicy, decode_rollover_policy


@final
@define(kw_only=True, weakref_slot=False)
class CommonSpendRules(Model):
    """What can be ruled at every level. A rule that is absent does not restrict (assumed)."""

    allowed_merchant_categories: list[str] | Unset = UNSET
    """Category codes of merchants (MCC) that may be paid; no others may. At most 200."""
    blocked_merchant_categories: list[str] | Unset = UNSET
    """Category codes of merchants (MCC) that may not be paid. At most 200."""
    allowed_merchant_ids: list[str] | Unset = UNSET
    """Ids of merchants that may be paid; no others may. At most 200."""
    blocked_merchant_ids: list[str] | Unset = UNSET
    """Ids of merchants that may not be paid. At most 200."""
    allowed_merchant_countries: list[str] | Unset = UNSET
    """Countries whose merchants may be paid, as two-letter codes (ISO 3166); no others may. At most 50."""
    blocked_merchant_countries: list[str] | Unset = UNSET
    """Countries whose merchants may not be paid, as two-letter codes (ISO 3166). At most 50."""
    allow_contactless: bool | Unset = UNSET
    """False refuses contactless payments."""
    allow_atm: bool | Unset = UNSET
    """False refuses cash machines."""
    allow_e_commerce: bool | Unset = UNSET
    """False refuses online purchases."""
    allow_cashback: bool | Unset = UNSET
    """False refuses cash handed out with a purchase."""
    allow_credit_authorisations: bool | Unset = UNSET
    """False refuses authorisations that credit the card."""
    rollover_policy: RolloverPolicy | Unset = UNSET
    """What passes from one interval of a spend limit to the next."""
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
        if self.rollover_policy is not UNSET:
            data["rolloverPolicy"] = self.rollover_policy.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> CommonSpendRules:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_common_spend_rules(dict(data))


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
    "rolloverPolicy": decode_rollover_policy,
}


def decode_common_spend_rules(data: Raw) -> CommonSpendRules:
    """Read a JSON value; see `CommonSpendRules.from_dict`."""
    self = new(CommonSpendRules)
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
        value = data.get("rolloverPolicy")
        if value is None:
            absent += 1
            self.rollover_policy = UNSET
        else:
            self.rollover_policy = decode_rollover_policy(value)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 12 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
