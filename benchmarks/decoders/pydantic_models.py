"""pydantic models of a statement, as one writes them by hand: plain validation, camel case aliases."""

from typing import Literal

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class _Model(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)


class CurrencyAmount(_Model):
    """Minor units of a currency."""

    currency: str
    amount: int


class ScaledAmount(_Model):
    """`value` by ten to the power of minus `scale`."""

    value: int
    scale: int


class TransactionId(_Model):
    """Kind and id of a transaction."""

    type: str
    id: str


class StatementEntry(_Model):
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


class Statement(_Model):
    """One page of a statement."""

    entry: list[StatementEntry]
    count: int
    response_count: int
    start_balance: CurrencyAmount | None = None
    end_balance: CurrencyAmount | None = None
    footer: str | None = None


decode = Statement.model_validate_json
