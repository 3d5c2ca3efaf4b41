"""The card and the statement as msgspec Structs, with those fields of the contract that the answers carry."""

from typing import Literal

import msgspec


class _Struct(msgspec.Struct, rename="camel"):
    pass


class State(_Struct):
    """State of a card."""

    state: Literal["ACTIVE", "BLOCKED", "DESTROYED", "NOT_ENABLED"]
    blocked_reason: str | None = None
    destroyed_reason: str | None = None


class BillingAddress(_Struct):
    """Address of a card's holder."""

    address_line1: str
    city: str
    post_code: str
    country: str
    address_line2: str | None = None
    state: str | None = None


class DigitalWallets(_Struct):
    """Wallet settings of a card."""

    push_provisioning_enabled: bool | None = None
    wallets_enabled: bool | None = None
    artwork_reference: str | None = None


class Balances(_Struct):
    """Balances of a prepaid card, in minor units."""

    available_balance: int
    actual_balance: int


class ExternalDatum(_Struct):
    """A name and value that the caller keeps with a card."""

    name: str
    value: str


class Replacement(_Struct):
    """The card that this one replaced, or was replaced by."""

    id: str
    reason: str


class Card(_Struct):
    """A managed card."""

    id: str
    profile_id: str
    external_handle: str
    friendly_name: str
    currency: str
    state: State
    type: Literal["VIRTUAL", "PHYSICAL"]
    card_brand: Literal["MASTERCARD", "VISA"]
    card_number_first_six: str
    card_number_last_four: str
    name_on_card: str
    start_mmyy: str
    expiry_mmyy: str
    card_level_classification: Literal["CONSUMER", "CORPORATE"]
    expiry_period_months: int
    renewal_type: str
    creation_timestamp: int
    billing_address: BillingAddress
    digital_wallets: DigitalWallets
    mode: str
    tag: str | None = None
    name_on_card_line2: str | None = None
    renewal_timestamp: int | None = None
    cardholder_mobile_number: str | None = None
    auth_forwarding_default_timeout_decision: Literal["APPROVE", "DECLINE"] | None = None
    balances: Balances | None = None
    external_data: list[ExternalDatum] | None = None
    user_id: str | None = None
    single_spend: bool | None = None
    replacement: Replacement | None = None


class CurrencyAmount(_Struct):
    """Minor units of a currency."""

    currency: str
    amount: int


class ScaledAmount(_Struct):
    """`value` by ten to the power of minus `scale`."""

    value: int
    scale: int


class TransactionId(_Struct):
    """Kind and id of a transaction."""

    type: str
    id: str


class StatementEntry(_Struct):
    """One entry of a statement."""

    transaction_id: TransactionId
    entry_state: Literal["PENDING", "COMPLETED"]
    transaction_amount: CurrencyAmount
    processed_timestamp: int
    original_amount: CurrencyAmount | None = None
    forex_rate: ScaledAmount | None = None
    available_balance_adjustment: CurrencyAmount | None = None
    actual_balance_adjustment: CurrencyAmount | None = None
    balance_after: CurrencyAmount | None = None
    available_balance_after: CurrencyAmount | None = None
    actual_balance_after: CurrencyAmount | None = None
    transaction_fee: CurrencyAmount | None = None
    cardholder_fee: CurrencyAmount | None = None
    source_amount: CurrencyAmount | None = None
    additional_fields: dict[str, str] | None = None


class Statement(_Struct):
    """One page of a statement."""

    entry: list[StatementEntry]
    count: int
    response_count: int
    start_balance: CurrencyAmount | None = None
    end_balance: CurrencyAmount | None = None
    footer: str | None = None
