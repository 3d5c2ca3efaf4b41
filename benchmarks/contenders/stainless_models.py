"""The card as a Stainless SDK would have it: its base model, which builds without validating, an alias per field."""

from typing import Literal

from lithic import BaseModel
from pydantic import Field


class State(BaseModel):
    """State of a card."""

    state: Literal["ACTIVE", "BLOCKED", "DESTROYED", "NOT_ENABLED"]
    blocked_reason: str | None = Field(alias="blockedReason", default=None)
    destroyed_reason: str | None = Field(alias="destroyedReason", default=None)


class BillingAddress(BaseModel):
    """Address of a card's holder."""

    address_line1: str = Field(alias="addressLine1")
    city: str
    post_code: str = Field(alias="postCode")
    country: str
    address_line2: str | None = Field(alias="addressLine2", default=None)
    state: str | None = None


class DigitalWallets(BaseModel):
    """Wallet settings of a card."""

    push_provisioning_enabled: bool | None = Field(alias="pushProvisioningEnabled", default=None)
    wallets_enabled: bool | None = Field(alias="walletsEnabled", default=None)
    artwork_reference: str | None = Field(alias="artworkReference", default=None)


class Balances(BaseModel):
    """Balances of a prepaid card, in minor units."""

    available_balance: int = Field(alias="availableBalance")
    actual_balance: int = Field(alias="actualBalance")


class ExternalDatum(BaseModel):
    """A name and value that the caller keeps with a card."""

    name: str
    value: str


class Replacement(BaseModel):
    """The card that this one replaced, or was replaced by."""

    id: str
    reason: str


class Card(BaseModel):
    """A managed card."""

    id: str
    profile_id: str = Field(alias="profileId")
    external_handle: str = Field(alias="externalHandle")
    friendly_name: str = Field(alias="friendlyName")
    currency: str
    state: State
    type: Literal["VIRTUAL", "PHYSICAL"]
    card_brand: Literal["MASTERCARD", "VISA"] = Field(alias="cardBrand")
    card_number_first_six: str = Field(alias="cardNumberFirstSix")
    card_number_last_four: str = Field(alias="cardNumberLastFour")
    name_on_card: str = Field(alias="nameOnCard")
    start_mmyy: str = Field(alias="startMmyy")
    expiry_mmyy: str = Field(alias="expiryMmyy")
    card_level_classification: Literal["CONSUMER", "CORPORATE"] = Field(alias="cardLevelClassification")
    expiry_period_months: int = Field(alias="expiryPeriodMonths")
    renewal_type: str = Field(alias="renewalType")
    creation_timestamp: int = Field(alias="creationTimestamp")
    billing_address: BillingAddress = Field(alias="billingAddress")
    digital_wallets: DigitalWallets = Field(alias="digitalWallets")
    mode: str
    tag: str | None = None
    name_on_card_line2: str | None = Field(alias="nameOnCardLine2", default=None)
    renewal_timestamp: int | None = Field(alias="renewalTimestamp", default=None)
    cardholder_mobile_number: str | None = Field(alias="cardholderMobileNumber", default=None)
    auth_forwarding_default_timeout_decision: Literal["APPROVE", "DECLINE"] | None = Field(
        alias="authForwardingDefaultTimeoutDecision", default=None
    )
    balances: Balances | None = None
    external_data: list[ExternalDatum] | None = Field(alias="externalData", default=None)
    user_id: str | None = Field(alias="userId", default=None)
    single_spend: bool | None = Field(alias="singleSpend", default=None)
    replacement: Replacement | None = None
